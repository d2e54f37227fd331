import { handle } from '@archwright/kit'

import { linesOf } from './cart.ts'
import { checkOut } from './contract.ts'
import { findCarts } from './store.ts'

/** One statement however many customers order at once. */
export const handleCheckOut = handle(checkOut, {
  async runMany(members, { sql, fail }) {
    const ids = new Set(members.map(({ input }) => input.cartId))
    const carts = new Map((await findCarts(sql, [...ids])).map((row) => [row.id, row]))

    return members.map(({ input }) => {
      const cart = carts.get(input.cartId)
      if (cart?.customer_id !== input.customerId) return fail.CART_NOT_FOUND()
      if (cart.status !== 'open') return fail.CART_CLOSED()
      const lines = linesOf(cart.lines)
      return lines.length > 0 ? { version: cart.version, lines } : fail.CART_EMPTY()
    })
  },
})
