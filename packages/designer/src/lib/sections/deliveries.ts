import type { Delivery } from '@archwright/model'

import { deliveryPauses } from '../decisions/resilience/webhook-delivery.ts'
import { figure } from '../rules/catalog.ts'
import type { Situation } from '../situation.ts'
import type { Verdicts } from '../verdicts.ts'

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
