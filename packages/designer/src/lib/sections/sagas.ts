import type { Saga } from '@archwright/model'

import type { Situation } from '../situation.ts'
import { spanningOf } from '../spanning.ts'
import type { Verdicts } from '../verdicts.ts'

/** A saga for each command that spans modules and outside systems, where the decision takes sagas. */
export function sagasOf(situation: Situation, verdicts: Verdicts): Saga[] {
  if (!verdicts.chosen('consistency.placing').includes('saga')) return []
  const decision = verdicts.id('consistency.placing')
  return spanningOf(situation).map(({ name, operation, steps }) => ({
    name,
    starts: operation.name,
    steps,
    decision,
  }))
}
