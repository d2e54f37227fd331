import type { Assumption, Decision, Flip, OpenQuestion } from '@archwright/model'

import type { Situation } from '../situation.ts'
import { leadUnit } from '../units.ts'
import { type Variable, type VariableName, variableOf } from '../variables.ts'

/** How far off an assumed value may be before the answer would surprise: tenfold either way. */
const plausible = 10

/**
 * What the brief left open, asked in plain words: first the question whose answer may change most of the decisions.
 * An assumption that no decision turns on is not asked about.
 */
export function openQuestionsOf(
  situation: Situation,
  decisions: readonly Decision[],
): OpenQuestion[] {
  const { brief, lead } = situation
  return brief.assumptions
    .flatMap((assumption) => {
      const row = rows.find(({ about }) => about === pathOf(assumption, lead?.name ?? ''))
      const variable = row && variableOf(row.turns, situation)
      if (!variable) return []
      const changes = changesOf(variable, decisions)
      return changes.length === 0
        ? []
        : [{ assumption: assumption.id, ask: row.ask(leadUnit(brief).unit), changes }]
    })
    .toSorted((a, b) => b.changes.length - a.changes.length)
}

interface Row {
  about: string
  /** The variable that the answer turns. */
  turns: VariableName
  ask(unit: string): string
}

const rows: readonly Row[] = [
  {
    about: 'lead.ratePerSecond',
    turns: 'load',
    ask: (unit) => `How much is the system used at its busiest, in ${unit}?`,
  },
  {
    about: 'operations.peakFactor',
    turns: 'load',
    ask: () => 'How many times the average is the busiest hour?',
  },
  {
    about: 'operations.readsPerWrite',
    turns: 'reads',
    ask: () => 'How many reads are there for each write?',
  },
  {
    about: 'operations.mix',
    turns: 'reads',
    ask: () => 'How many calls of each kind are there for each order?',
  },
  {
    about: 'objectives.availability',
    turns: 'availability',
    ask: () => 'How long may it be down in a month, and what does an hour of it cost?',
  },
  {
    about: 'objectives.rpoSeconds',
    turns: 'rpo',
    ask: () => 'Of what was accepted, how many seconds may be lost in a disaster?',
  },
  {
    about: 'objectives.rtoSeconds',
    turns: 'rto',
    ask: () => 'How soon must it be back after a disaster?',
  },
  {
    about: 'objectives.regions',
    turns: 'regions',
    ask: () => 'Must it survive the loss of a region, or keep data in several countries?',
  },
  {
    about: 'team.teams',
    turns: 'teams',
    ask: () => 'How many teams will change it and want to release on their own?',
  },
  {
    about: 'team.engineers',
    turns: 'engineers',
    ask: () => 'How many engineers will build and run it?',
  },
  {
    about: 'entities.count',
    turns: 'rows',
    ask: () => 'How many records are there at the start?',
  },
]

/** The path of an assumption; that of the leading operation's rate under a name that every brief shares. */
function pathOf({ about }: Assumption, leading: string): string {
  return about === `operations.${leading}.ratePerSecond` ? 'lead.ratePerSecond' : about
}

/** The decisions that another value of a variable would change, within what is plausible; the nearest first. */
function changesOf({ name, current }: Variable, decisions: readonly Decision[]) {
  const near = decisions.flatMap(({ id, flips }) =>
    flips
      .filter((flip) => flip.variable === name && distance(flip, current) <= Math.log(plausible))
      .map((flip) => ({ id, flip })),
  )
  return near
    .toSorted((a, b) => distance(a.flip, current) - distance(b.flip, current))
    .map(({ id, flip: { at, unit, direction, becomes } }) => ({
      decision: id,
      at,
      unit,
      direction,
      becomes,
    }))
}

/** How many times a value is the present one, as a logarithm; for an availability, the time that is lost. */
function distance({ at, unit }: Flip, current: number): number {
  const lost = unit === 'share of time'
  const ratio = lost ? (1 - at) / (1 - current) : at / current
  return ratio > 0 ? Math.abs(Math.log(ratio)) : 0
}
