import type { CouplingPair } from '@archwright/model'

import { isInside } from '../decisions/core/boundaries.ts'
import { couplingsOf } from '../decisions/core/coupling.ts'
import type { Situation } from '../situation.ts'

/** As many pairs as a reader takes in; the rest weigh less. */
const shown = 12

/** The pairs of entities that weigh most for or against being one module, strongest first. */
export function couplingsIn(situation: Situation): CouplingPair[] {
  const together = isInside(situation)
  return couplingsOf(situation.brief)
    .filter(({ score }) => score !== 0)
    .toSorted((one, other) => Math.abs(other.score) - Math.abs(one.score))
    .slice(0, shown)
    .map((pair) => ({ ...pair, together: together(pair) }))
}
