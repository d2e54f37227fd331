import { handle } from '@archwright/kit'

import { cartOf } from './cart.ts'
import { getCart } from './contract.ts'
import { owns } from './owner.ts'
import { findCarts } from './store.ts'

export const handleGetCart = handle(getCart, {
  async runMany(members, { sql, fail }) {
    const ids = new Set(members.map(({ input }) => input.cartId))
    const carts = new Map((await findCarts(sql, [...ids])).map((row) => [row.id, row]))

    return members.map(({ principal, input: { cartId, secret } }) => {
      const cart = carts.get(cartId)
      return cart && owns(cart, { principal, secret }) ? cartOf(cart) : fail.CART_NOT_FOUND()
    })
  },
})
