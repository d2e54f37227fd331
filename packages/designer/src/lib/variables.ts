import type { Brief, Operation } from '@archwright/model'

import type { Situation } from './situation.ts'
import { leadUnit } from './units.ts'

/** What flips and what-ifs may turn, in the brief's own terms. */
export const variableNames = [
  'load',
  'reads',
  'teams',
  'availability',
  'rpo',
  'rto',
  'rows',
  'regions',
  'engineers',
] as const
export type VariableName = (typeof variableNames)[number]

/** How the values of a variable are spaced: by ratio, by one, or by nines. */
export type Spacing = 'ratio' | 'whole' | 'nines'

/** One number of a brief that can be turned. */
export interface Variable {
  /** In the brief's terms: "orders.placeOrder.rate". */
  name: string
  unit: string
  spacing: Spacing
  current: number
  /** The same brief with another value; everything that follows from the value follows. */
  write(value: number): Brief
}

/** The variable of this brief, or undefined where the brief has no such number. */
export function variableOf(name: VariableName, situation: Situation): Variable | undefined {
  return makers[name](situation)
}

const makers: Record<VariableName, (situation: Situation) => Variable | undefined> = {
  load: ({ brief, lead }) => {
    if (!lead || lead.ratePerSecond === undefined || lead.ratePerSecond === 0) return undefined
    const { unit, perCallPerSecond } = leadUnit(brief)
    const current = lead.ratePerSecond * perCallPerSecond
    const write = (value: number) => scaleRates(brief, value / current, () => true)
    return { name: `${lead.name}.rate`, unit, spacing: 'ratio', current, write }
  },
  reads: ({ brief, totals }) => {
    const current = totals.readsPerSecond
    if (current === 0) return undefined
    const write = (value: number) =>
      scaleRates(brief, value / current, ({ kind }) => kind !== 'command')
    return { name: 'reads.rate', unit: 'reads/s', spacing: 'ratio', current, write }
  },
  teams: ({ brief, team }) => ({
    name: 'team.teams',
    unit: 'teams',
    spacing: 'whole',
    current: team.teams,
    write: (teams) => ({ ...brief, team: { ...brief.team, teams, engineers: teams * 6 } }),
  }),
  engineers: ({ brief, team }) => ({
    name: 'team.engineers',
    unit: 'engineers',
    spacing: 'whole',
    current: team.engineers,
    write: (engineers) => ({ ...brief, team: { ...brief.team, engineers } }),
  }),
  availability: ({ brief, needs }) => ({
    name: 'objectives.availability',
    unit: 'share of time',
    spacing: 'nines',
    current: needs.availability,
    write: (availability) => ({ ...brief, objectives: { ...brief.objectives, availability } }),
  }),
  rpo: ({ brief, needs }) => ({
    name: 'objectives.rpo',
    unit: 's',
    spacing: 'ratio',
    current: needs.rpoSeconds,
    write: (rpoSeconds) => ({ ...brief, objectives: { ...brief.objectives, rpoSeconds } }),
  }),
  rto: ({ brief, needs }) => ({
    name: 'objectives.rto',
    unit: 's',
    spacing: 'ratio',
    current: needs.rtoSeconds,
    write: (rtoSeconds) => ({ ...brief, objectives: { ...brief.objectives, rtoSeconds } }),
  }),
  rows: ({ brief, totals }) => ({
    name: 'entities.rows',
    unit: 'rows',
    spacing: 'ratio',
    current: totals.searchableRows,
    write: (rows) => scaleRows(brief, rows / totals.searchableRows),
  }),
  regions: ({ brief, needs }) => ({
    name: 'objectives.regions',
    unit: 'regions',
    spacing: 'whole',
    current: needs.regions,
    write: (regions) => ({ ...brief, objectives: { ...brief.objectives, regions } }),
  }),
}

function scaleRates(
  brief: Brief,
  factor: number,
  applies: (operation: Operation) => boolean,
): Brief {
  return {
    ...brief,
    operations: brief.operations.map((operation) =>
      applies(operation)
        ? { ...operation, ratePerSecond: (operation.ratePerSecond ?? 0) * factor }
        : operation,
    ),
    entities: brief.entities.map((entity) =>
      entity.growthPerSecond === undefined
        ? entity
        : { ...entity, growthPerSecond: entity.growthPerSecond * factor },
    ),
  }
}

const scaleRows = (brief: Brief, factor: number): Brief => ({
  ...brief,
  entities: brief.entities.map((entity) => ({ ...entity, count: (entity.count ?? 0) * factor })),
})
