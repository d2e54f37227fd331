import type { Saga } from '@archwright/model'

import { placingOperation, placingSteps, providerOf } from '../placing-saga.ts'
import type { Situation } from '../situation.ts'
import type { Verdicts } from '../verdicts.ts'

/** The saga of placing an order, where orders are placed. */
export function sagasOf({ modules, brief }: Situation, verdicts: Verdicts): Saga[] {
  const decision = verdicts.id('consistency.placing')
  if (
    !modules.includes('orders') ||
    !brief.operations.some(({ name }) => name === placingOperation)
  )
    return []
  const provider = providerOf(brief)?.name
  const steps = placingSteps.map((step) =>
    step.module === 'payments' && provider !== undefined
      ? { ...step, dependency: provider }
      : { ...step },
  )
  return [{ name: 'orders.placing', starts: placingOperation, steps, decision }]
}
