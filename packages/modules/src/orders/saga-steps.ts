import { type Fail, type Failure, handle, type WorkContext } from '@archwright/kit'

import {
  abandonCancellation,
  confirmOrder,
  finishCancellation,
  orderCancelled,
  orderConfirmed,
  orderRejected,
  recordAuthorization,
  rejectOrder,
} from './contract.ts'
import { abandonWish, type Moved, moveOrders, readOrders } from './store.ts'

export const handleRecordAuthorization = handle(recordAuthorization, {
  oneStatement: true,
  async runMany(members, { sql, principal, fail }) {
    const moves = members.map(({ input }) => ({ ...input, to: 'authorized' as const }))
    const orders = await moveOrders(sql, moves, principal.id)
    return members.map(({ input }) => {
      const order = orders.get(input.orderId)
      const held = order?.status === 'pending' && order.wished
      if (held || order?.status === 'cancelled') return fail.ORDER_CANCELLED()
      return standing(order, fail)
    })
  },
})

export const handleConfirmOrder = handle(confirmOrder, {
  async runMany(members, context) {
    const { sql, principal, fail, publish } = context
    const moves = members.map(({ input }) => ({ ...input, to: 'confirmed' as const }))
    const orders = await moveOrders(sql, moves, principal.id)
    const moved = [...orders.values()].filter((order) => order.moved)
    const ids = moved.map(({ orderId }) => orderId)
    for (const { orderId, customerId, total, lines } of await readOrders(sql, ids))
      publish(orderConfirmed, { orderId, customerId, total, lines })
    return members.map(({ input }) => standing(orders.get(input.orderId), fail))
  },
})

export const handleRejectOrder = handle(rejectOrder, {
  async runMany(members, context) {
    const moves = members.map(({ input: { orderId, code, evidence } }) => ({
      orderId,
      to: 'rejected' as const,
      why: code,
      evidence,
    }))
    const orders = await moveOrders(context.sql, moves, context.principal.id)
    for (const { orderId, code } of members.map(({ input }) => input))
      tellEnd(context, orders.get(orderId), code)
    return members.map(({ input }) => standing(orders.get(input.orderId), context.fail))
  },
})

export const handleFinishCancellation = handle(finishCancellation, {
  async runMany(members, context) {
    const moves = members.map(({ input }) => ({
      ...input,
      to: 'cancelled' as const,
      why: 'CANCELLED',
    }))
    const orders = await moveOrders(context.sql, moves, context.principal.id)
    for (const order of orders.values()) tellEnd(context, order, 'CANCELLED')
    return members.map(({ input }) => standing(orders.get(input.orderId), context.fail))
  },
})

export const handleAbandonCancellation = handle(abandonCancellation, {
  async runMany(members, { sql, fail }) {
    const ids = members.map(({ input }) => input.orderId)
    await abandonWish(sql, ids, 'REFUND_REFUSED')
    const orders = new Map((await readOrders(sql, ids)).map((order) => [order.orderId, order]))
    return members.map(({ input }) => standing(orders.get(input.orderId), fail))
  },
})

/** Tells how an order ended, once: only the call that moved it does. */
function tellEnd(
  { publish }: Pick<WorkContext, 'publish'>,
  order: Moved | undefined,
  code: string,
): void {
  if (!order?.moved) return
  const { orderId, customerId, total, was, status } = order
  order.moved = false // a repeat within the same batch has nothing to tell
  if (status === 'rejected') publish(orderRejected, { orderId, customerId, total, code })
  else {
    const refunded = was === 'confirmed'
    publish(orderCancelled, { orderId, customerId, total, refunded })
  }
}

function standing(
  order: Pick<Moved, 'orderId' | 'status'> | undefined,
  fail: Pick<Fail<(typeof confirmOrder)['errors']>, 'ORDER_NOT_FOUND'>,
): Pick<Moved, 'orderId' | 'status'> | Failure {
  return order ? { orderId: order.orderId, status: order.status } : fail.ORDER_NOT_FOUND()
}
