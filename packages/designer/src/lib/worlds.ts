import type { Brief } from '@archwright/model'

import { latinHypercube } from './arithmetic/latin-hypercube.ts'
import { interval, type RuleId } from './rules/catalog.ts'
import { imagine, type Situation, type World } from './situation.ts'

/** How many possible worlds stand for what the brief left open. */
export const worldCount = 12

/** An input of which only an interval is known, as a factor on what was assumed. */
interface Unknown {
  rule: RuleId
  factor: keyof World
  /** Whether the brief left it open. */
  isOpen(brief: Brief, lead: string): boolean
}

const assumed = (brief: Brief, about: RegExp) =>
  brief.assumptions.some((assumption) => about.test(assumption.about))

const unknowns: readonly Unknown[] = [
  // What a statement costs the database stands for all work: costs are off together, with the machine.
  { rule: 'work.statement.database', factor: 'cost', isOpen: () => true },
  {
    rule: 'traffic.guess',
    factor: 'calls',
    isOpen: (brief, lead) =>
      brief.assumptions.some(({ about }) => about === `operations.${lead}.ratePerSecond`),
  },
  {
    rule: 'traffic.peak-factor',
    factor: 'peaks',
    isOpen: (brief) => assumed(brief, /peakFactor$/),
  },
  {
    rule: 'traffic.reads-per-write',
    factor: 'reads',
    isOpen: (brief) => assumed(brief, /^operations\.(mix|readsPerWrite)$|\.perOrder$/),
  },
  {
    rule: 'traffic.guess',
    factor: 'rows',
    isOpen: (brief) => assumed(brief, /^entities\.(.*\.)?count$/),
  },
]

/** Whether an assumption fills one of the numbers that are varied. */
export const isOpenNumber = (about: string): boolean =>
  /\.(ratePerSecond|peakFactor|perOrder|mix|readsPerWrite|count)$/.test(about)

/**
 * Situations that the brief allows: every number it leaves open somewhere in its interval, and the cost of work too.
 * A Latin hypercube, the same for the same brief.
 */
export function worldsOf(situation: Situation): Situation[] {
  const open = openIn(situation)
  return remembered(samples, situation, worldsOf, () =>
    latinHypercube(worldCount, open.length, situation.brief.system).map((shares) =>
      imagine(situation, worldAt(open, shares)),
    ),
  )
}

type Memory = WeakMap<Situation, Situation[]>

const samples: Memory = new WeakMap()
const ends: Memory = new WeakMap()

/** The two worlds at the ends: everything low, and everything high. */
export function cornersOf(situation: Situation): Situation[] {
  const open = openIn(situation)
  return remembered(ends, situation, cornersOf, () =>
    [0, 1].map((end) =>
      imagine(
        situation,
        worldAt(
          open,
          open.map(() => end),
        ),
      ),
    ),
  )
}

/** Made once for each situation; one that differs in objectives or team alone shares the load of the one before. */
function remembered(
  memory: Memory,
  situation: Situation,
  again: (situation: Situation) => Situation[],
  make: () => Situation[],
): Situation[] {
  const found = memory.get(situation)
  if (found) return found
  const shared = situation.loadOf && again(situation.loadOf)
  const worlds = shared ? shared.map((world) => withObjectives(world, situation)) : make()
  memory.set(situation, worlds)
  return worlds
}

/** The same load in a world, under other objectives and for another team. */
function withObjectives(corner: Situation, { brief, needs, team }: Situation): Situation {
  return { ...corner, brief: { ...brief, entities: corner.brief.entities }, needs, team }
}

const opened = new WeakMap<readonly unknown[], Unknown[]>()

/** What a brief left open; the same for all briefs that differ in numbers only. */
function openIn({ brief, lead, calibration }: Situation): Unknown[] {
  const found = opened.get(brief.assumptions)
  const open = found ?? unknowns.filter(({ isOpen }) => isOpen(brief, lead?.name ?? ''))
  opened.set(brief.assumptions, open)
  return calibration ? open.filter(({ factor }) => factor !== 'cost') : open
}

/** The world at shares of the way through each interval. */
function worldAt(open: readonly Unknown[], shares: readonly number[]): World {
  const world: World = { calls: 1, peaks: 1, reads: 1, rows: 1, cost: 1 }
  for (const [index, { rule, factor }] of open.entries()) {
    world[factor] = factorAt(rule, shares[index] ?? 0.5)
  }
  return world
}

/** The factor on the middle of an interval at a share of the way through it: the low end, the middle at half, the high end. */
function factorAt(rule: RuleId, share: number): number {
  const { low, mid, high } = interval(rule)
  return share < 0.5 ? (low / mid) ** (1 - 2 * share) : (high / mid) ** (2 * share - 1)
}
