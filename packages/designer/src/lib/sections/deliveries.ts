import type { Delivery } from '@archwright/model'

import { figure } from '../rules/catalog.ts'
import type { Situation } from '../situation.ts'
import type { Verdicts } from '../verdicts.ts'

/** Pause before each attempt to deliver a message, in seconds, as rule "webhook.attempts" states them. */
export const deliveryPauses: readonly number[] = [0, 5, 300, 1800, 7200, 18_000, 36_000, 36_000]

/** How messages reach the systems of others. */
export function deliveriesOf(_: Situation, verdicts: Verdicts): Delivery[] {
  const decision = verdicts.id('webhooks.delivery')
  if (decision === '') return []
  return [
    {
      to: 'endpoints of subscribers',
      timeoutSeconds: figure('webhook.timeout'),
      pausesSeconds: [...deliveryPauses],
      disableAfterSeconds: figure('webhook.disable') * 86_400,
      keepFailedDays: 30,
      decision,
    },
  ]
}
