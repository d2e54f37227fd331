import type { Brief } from '@archwright/model'

import { latinHypercube } from './arithmetic/latin-hypercube.ts'
import { interval, type RuleId } from './rules/catalog.ts'
import { imagine, type Situation } from './situation.ts'
import { scaleRates, scaleRows } from './variables.ts'

/** How many possible worlds stand for what the brief left open. */
export const worldCount = 16

/** An input of which only an interval is known, as a factor on what was assumed. */
interface Unknown {
  rule: RuleId
  /** Whether the brief left it open. */
  isOpen(brief: Brief, lead: string): boolean
  apply(brief: Brief, factor: number): Brief
}

const assumed = (brief: Brief, about: RegExp) =>
  brief.assumptions.some((assumption) => about.test(assumption.about))

const unknowns: readonly Unknown[] = [
  {
    rule: 'traffic.guess',
    isOpen: (brief, lead) =>
      brief.assumptions.some(({ about }) => about === `operations.${lead}.ratePerSecond`),
    apply: (brief, factor) => scaleRates(brief, factor, () => true),
  },
  {
    rule: 'traffic.peak-factor',
    isOpen: (brief) => assumed(brief, /peakFactor$/),
    apply: (brief, factor) => scaleRates(brief, factor, ({ rateIs }) => rateIs !== 'peak'),
  },
  {
    rule: 'traffic.reads-per-write',
    isOpen: (brief) => assumed(brief, /^operations\.(mix|readsPerWrite)$|\.perOrder$/),
    apply: (brief, factor) => scaleRates(brief, factor, ({ kind }) => kind !== 'command'),
  },
  {
    rule: 'traffic.guess',
    isOpen: (brief) => assumed(brief, /^entities\.(.*\.)?count$/),
    apply: scaleRows,
  },
]

/** Whether an assumption fills one of the numbers that are varied. */
export const isOpenNumber = (about: string): boolean =>
  /\.(ratePerSecond|peakFactor|perOrder|mix|readsPerWrite|count)$/.test(about)

/** What a statement costs the database stands for all costs of work: they are off together, with the machine. */
const costRule: RuleId = 'work.statement.database'

const sampled = new WeakMap<Situation, Situation[]>()
const ends = new WeakMap<Situation, Situation[]>()

/**
 * Situations that the brief allows: every number it leaves open somewhere in its interval, and the cost of work too.
 * A Latin hypercube, the same for the same brief.
 */
export function worldsOf(situation: Situation): Situation[] {
  return remember(sampled, situation, () =>
    latinHypercube(worldCount, openIn(situation).length + 1, situation.brief.system).map((shares) =>
      worldAt(situation, shares),
    ),
  )
}

/** The two worlds at the ends: everything low, and everything high. */
export function cornersOf(situation: Situation): Situation[] {
  return remember(ends, situation, () => {
    const axes = openIn(situation).length + 1
    return [0, 1].map((end) => worldAt(situation, new Array<number>(axes).fill(end)))
  })
}

function openIn({ brief, lead }: Situation): Unknown[] {
  return unknowns.filter(({ isOpen }) => isOpen(brief, lead?.name ?? ''))
}

/** The world at shares of the way through each interval; the first is that of the cost. */
function worldAt(situation: Situation, [cost = 0.5, ...shares]: readonly number[]): Situation {
  const world = openIn(situation).reduce(
    (brief, { rule, apply }, index) => apply(brief, factorAt(rule, shares[index] ?? 0.5)),
    situation.brief,
  )
  return imagine(world, situation, factorAt(costRule, cost))
}

/** The factor on the middle of an interval at a share of the way through it: the low end, the middle at half, the high end. */
function factorAt(rule: RuleId, share: number): number {
  const { low, mid, high } = interval(rule)
  return share < 0.5 ? (low / mid) ** (1 - 2 * share) : (high / mid) ** (2 * share - 1)
}

function remember(
  known: WeakMap<Situation, Situation[]>,
  situation: Situation,
  find: () => Situation[],
): Situation[] {
  const found = known.get(situation) ?? find()
  known.set(situation, found)
  return found
}
