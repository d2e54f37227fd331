import type { CouplingPair } from '@archwright/model'

import { isInside } from '../decisions/core/boundaries.ts'
import { type Coupling, couplingsOf } from '../decisions/core/coupling.ts'
import type { Situation } from '../situation.ts'

/** As many pairs of each kind as a reader takes in; the rest weigh less. */
const shown = 3

/** The pairs that weigh most for one module, and those that weigh most for two: of these one for each reason. */
export function couplingsIn(situation: Situation): CouplingPair[] {
  const together = isInside(situation)
  const pairs = couplingsOf(situation.brief)
  const joining = pairs.filter(({ score }) => score > 0).toSorted((a, b) => b.score - a.score)
  const parting = onePerReason(
    pairs.filter(({ score }) => score < 0).toSorted((a, b) => a.score - b.score),
  )
  return [...joining.slice(0, shown), ...parting.slice(0, shown)].map((pair) => ({
    ...pair,
    together: together(pair),
  }))
}

const onePerReason = (pairs: readonly Coupling[]) =>
  [...new Map(pairs.toReversed().map((pair) => [pair.because.join(), pair])).values()].toReversed()
