import { type Listener, on } from '@archwright/kit'
import type { EventData, EventSpec } from '@archwright/kit/contract'

import { userRegistered } from '../identity/contract.ts'
import { orderCancelled, orderConfirmed, orderRejected } from '../orders/contract.ts'
import type { NotificationKind } from './contract.ts'
import { enqueueAll, notify, type Occasion, type Sending } from './notify.ts'
import { releaseWaiting, upsertCustomers } from './store.ts'

export function listen(sending: Sending): Listener[] {
  return [
    on(userRegistered, 'notifications.knowCustomer', async (deliveries, context) => {
      const customers = deliveries.map(({ data }) => ({ ...data, customerId: data.userId }))
      const ids = customers.map(({ customerId }) => customerId)
      await upsertCustomers(context.sql, customers, sending.addresses)
      enqueueAll(await releaseWaiting(context.sql, ids, sending), context)
      const welcomes = ids.map((customerId) => ({ kind: 'welcome', customerId, data: {} }) as const)
      await notify(welcomes, context, sending)
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
      return notify(occasions, context, sending)
    })
  }
}
