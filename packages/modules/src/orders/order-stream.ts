import { eventStream } from '@archwright/kit'
import { Type } from 'typebox'

import { OrderStatus, type Transition } from './contract.ts'

const by = Type.String()
const why = Type.String()
const from = OrderStatus

/** What happened to each order; the version of a stream is that of its order. */
export const orderStream = eventStream({
  name: 'orders.order',
  events: {
    placed: Type.Object({ by }),
    authorized: Type.Object({ from, by }),
    confirmed: Type.Object({ from, by }),
    rejected: Type.Object({ from, by, why: Type.Optional(why) }),
    cancelled: Type.Object({ from, by, why: Type.Optional(why) }),
    cancellationRefused: Type.Object({ by, why }),
  },
})

type OrderEvent = Awaited<ReturnType<typeof orderStream.read>>[number]

/** An event as callers see it: a change of the order's status. */
export function transitionOf({ version, type, data, at }: OrderEvent): Transition {
  const refused = type === 'cancellationRefused'
  return {
    version,
    from: 'from' in data ? data.from : refused ? 'confirmed' : null,
    to: type === 'placed' ? 'pending' : refused ? 'confirmed' : type,
    by: data.by,
    why: 'why' in data ? (data.why ?? null) : null,
    at,
  }
}
