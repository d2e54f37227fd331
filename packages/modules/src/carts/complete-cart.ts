import { Failure, handle } from '@archwright/kit'

import { completeCart } from './contract.ts'
import { lockCarts, markOrdered } from './store.ts'

/** Two statements however many orders are placed at once. */
export const handleCompleteCart = handle(completeCart, {
  async runMany(members, { sql, fail, now }) {
    const ids = new Set(members.map(({ input }) => input.cartId))
    const carts = new Map((await lockCarts(sql, [...ids])).map((row) => [row.id, row]))
    // Which order each cart is closed for, counting those of this batch: the first one has it.
    const orderOf = new Map([...carts].map(([id, { order_id }]) => [id, order_id]))

    const answers = members.map(({ input: { cartId, customerId, orderId } }) => {
      const cart = carts.get(cartId)
      if (cart?.customer_id !== customerId) return fail.CART_NOT_FOUND()
      if (!orderOf.get(cartId)) orderOf.set(cartId, orderId)
      return orderOf.get(cartId) === orderId ? {} : fail.CART_CLOSED()
    })

    const completed = members.flatMap(({ input: { cartId, orderId } }, index) => {
      const first = carts.get(cartId)?.status === 'open' && !(answers[index] instanceof Failure)
      return first ? { cartId, orderId } : []
    })
    if (completed.length > 0) await markOrdered(sql, completed, now())
    return answers
  },
})
