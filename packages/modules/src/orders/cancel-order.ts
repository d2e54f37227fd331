import { handle } from '@archwright/kit'

import { cancellationId, cancelling } from './cancelling.ts'
import { cancelOrder, getOrder } from './contract.ts'
import { mayActOn } from './owner.ts'
import { readOrders, wishCancelled } from './store.ts'

export const handleCancelOrder = handle(cancelOrder, {
  async run({ orderId }, { sql, principal, startSaga, fail }) {
    // Locks the order first: its row decides between this wish and the saga that completes it.
    const wish = await wishCancelled(sql, orderId, principal.id)
    const [order] = await readOrders(sql, [orderId])
    // A throw takes the wish back with the transaction.
    if (!wish || !order || !mayActOn(order, principal)) throw fail.ORDER_NOT_FOUND()
    if (order.status === 'cancelled') return order
    if (!wish.granted) throw fail.NOT_CANCELLABLE({ status: order.status })
    if (order.status === 'confirmed') startSaga(cancelling, cancellationId(order), { orderId })
    return order
  },

  async settle(order, { sagaEnd, call, fail }) {
    if (order.status === 'cancelled') return order
    const placing = order.status === 'pending'
    const end = await sagaEnd(placing ? order.orderId : cancellationId(order))
    const ended = await call(getOrder, { orderId: order.orderId })
    const refused = end !== 'running' && ended.status === 'confirmed'
    if (refused) throw fail.NOT_CANCELLABLE({ status: ended.status })
    return ended
  },
})
