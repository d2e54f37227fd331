import { type CallContext, Failure, handle } from '@archwright/kit'

import { checkOut } from '../carts/contract.ts'
import { quote } from '../catalog/contract.ts'
import { getOrder, type Order, placeOrder } from './contract.ts'
import { placing } from './placing.ts'
import { priceLines } from './price-lines.ts'
import { insertOrders, readEvidence } from './store.ts'

export const handlePlaceOrder = handle(placeOrder, {
  async prepare({ cartId }, { principal, call, fail }) {
    const cart = await call(checkOut, { cartId, customerId: principal.id })
    const { items } = await call(quote, { skus: cart.lines.map(({ sku }) => sku) })
    const priced = priceLines(cart.lines, items, fail)
    if (priced instanceof Failure) throw priced
    return priced
  },

  async runMany(members, { sql, newId, now, startSaga, fail }) {
    const orders = members.map(
      ({ input, principal, prepared }): Order => ({
        orderId: newId(),
        customerId: principal.id,
        cartId: input.cartId,
        status: 'pending',
        ...prepared,
        why: null,
        version: 1,
        placedAt: now().toISOString(),
      }),
    )
    const placed = await insertOrders(sql, orders)
    return orders.map((order, index) => {
      const member = members[index]
      if (!member || !placed.has(order.orderId)) return fail.CART_CLOSED()
      const { orderId, customerId, cartId, total } = order
      const lines = order.lines.map(({ sku, quantity }) => ({ sku, quantity }))
      const { paymentMethod } = member.input
      startSaga(placing, orderId, { orderId, customerId, cartId, lines, total, paymentMethod })
      return order
    })
  },

  // Also for a repeated key: the caller who lost the first answer waits for the same end.
  async settle({ orderId }, context) {
    await context.sagaEnd(orderId)
    const order = await context.call(getOrder, { orderId })
    if (order.status === 'cancelled') throw context.fail.ORDER_CANCELLED()
    if (order.status === 'rejected') throw await rejection(order, context)
    return order
  },
})

/** Why the order was rejected, as the caller was promised to be told. */
async function rejection(
  { orderId, why }: Order,
  { sql, fail }: CallContext<typeof placeOrder>,
): Promise<Failure> {
  const evidence = Object(await readEvidence(sql, orderId))
  const code = typeof evidence.code === 'string' ? evidence.code : 'declined'
  switch (why) {
    case 'OUT_OF_STOCK':
      return fail.OUT_OF_STOCK({ sku: String(evidence.sku) })
    case 'PAYMENT_DECLINED':
    case 'CAPTURE_REFUSED':
      return fail.PAYMENT_DECLINED({ code })
    default:
      return fail.ORDER_REJECTED({ code: why ?? 'INTERNAL' })
  }
}
