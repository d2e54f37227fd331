import { handle } from '@archwright/kit'

import { completeCart } from './contract.ts'
import { completeCarts } from './store.ts'

/** One statement however many orders are placed at once. */
export const handleCompleteCart = handle(completeCart, {
  oneStatement: true,
  async runMany(members, { sql, fail, now }) {
    const rows = await completeCarts(
      sql,
      members.map(({ input }) => input),
      now(),
    )
    const carts = new Map(rows.map((row) => [row.id, row]))
    return members.map(({ input: { cartId, customerId, orderId } }) => {
      const cart = carts.get(cartId)
      if (cart?.customer_id !== customerId) return fail.CART_NOT_FOUND()
      // A merged cart is closed for no order; whoever ordered it before that is done with it.
      return cart.order_id === null || cart.order_id === orderId ? {} : fail.CART_CLOSED()
    })
  },
})
