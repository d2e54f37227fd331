import { type Listener, on, type WorkContext } from '@archwright/kit'
import type { EventData } from '@archwright/kit/contract'

import {
  type Audience,
  findSubscribers,
  insertDeliveries,
  type Subscriber,
} from './delivery-store.ts'
import { messageOf } from './message.ts'
import type { Offered, OfferedEvent } from './offer.ts'

/** Hears each offered event, and writes a delivery for each endpoint that chose it, with the inbox. */
export function listen(offered: Offered): Listener[] {
  return [...offered.values()].map((one) => {
    const { event, roles } = one
    return on(event, `webhooks.send:${event.name}`, async (deliveries, context) => {
      const owners = deliveries.map(({ data }) => ownerOf(one, data))
      await fanOut({ event: event.name, roles, owners }, deliveries, context)
    })
  })
}

/** The partner that an event is about; undefined where the offer names no field for it. */
function ownerOf({ partnerField }: OfferedEvent, data: EventData<OfferedEvent['event']>) {
  if (partnerField === undefined) return undefined
  return String((data as Record<string, unknown>)[partnerField] ?? '')
}

/**
 * Writes the deliveries of events of one name; says how many.
 * @param audience its `owners` stand in the order of `events`.
 */
export async function fanOut(
  audience: Audience,
  events: readonly { id: string; data: unknown }[],
  { sql, now, newId }: Pick<WorkContext, 'sql' | 'now' | 'newId'>,
): Promise<number> {
  const subscribers = await findSubscribers(sql, audience)
  const deliveries = events.flatMap(({ id: messageId }, index) =>
    subscribers
      .filter((subscriber) => isFor(subscriber, audience.owners[index]))
      .map(({ id: endpointId }) => ({ id: newId(), messageId, endpointId, event: audience.event })),
  )
  if (deliveries.length === 0) return 0
  const wanted = new Set(deliveries.map(({ messageId }) => messageId))
  const messages = events.filter(({ id }) => wanted.has(id))
  await insertDeliveries(
    sql,
    messages.map((message) => messageOf(audience.event, message)),
    deliveries,
    now(),
  )
  return deliveries.length
}

function isFor({ ownerRole, ownerId }: Subscriber, owner: string | undefined): boolean {
  return owner === undefined || ownerRole === 'staff' || ownerId === owner
}
