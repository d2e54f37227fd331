import { type Listener, on } from '@archwright/kit'
import type { EventData, EventSpec } from '@archwright/kit/contract'

import { userRegistered } from '../identity/contract.ts'
import { orderCancelled, orderConfirmed, orderRejected } from '../orders/contract.ts'
import type { NotificationKind } from './contract.ts'
import { enqueueAll, notify, type Occasion } from './notify.ts'
import { releaseWaiting, upsertCustomers } from './store.ts'

/** @param canSend whether a mail server is configured. */
export function listen(canSend: boolean): Listener[] {
  return [
    on(userRegistered, 'notifications.knowCustomer', async (deliveries, context) => {
      const customers = deliveries.map(({ data }) => ({ ...data, customerId: data.userId }))
      const ids = customers.map(({ customerId }) => customerId)
      await upsertCustomers(context.sql, customers)
      enqueueAll(await releaseWaiting(context.sql, ids, { canSend }), context)
      const welcomes = ids.map((customerId) => ({ kind: 'welcome', customerId, data: {} }) as const)
      await notify(welcomes, context, canSend)
    }),

    tell(orderConfirmed, 'notifications.tellConfirmed', ({ customerId, orderId, total }) => {
      return { kind: 'order-confirmed', customerId, data: { orderId, total } }
    }),

    tell(orderRejected, 'notifications.tellRejected', ({ customerId, orderId, total, code }) => {
      return { kind: 'order-rejected', customerId, data: { orderId, total, code } }
    }),

    tell(orderCancelled, 'notifications.tellCancelled', (cancelled) => {
      const { customerId, orderId, total, refunded } = cancelled
      return { kind: 'order-cancelled', customerId, data: { orderId, total, refunded } }
    }),
  ]

  function tell<E extends EventSpec, Kind extends NotificationKind>(
    event: E,
    name: `notifications.${string}`,
    occasionOf: (data: EventData<E>) => Occasion<Kind>,
  ): Listener {
    return on(event, name, (deliveries, context) => {
      const occasions = deliveries.map(({ data }) => occasionOf(data))
      return notify(occasions, context, canSend)
    })
  }
}
