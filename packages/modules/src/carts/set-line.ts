import { handle } from '@archwright/kit'

import { cartOf } from './cart.ts'
import { maxLines, setLine } from './contract.ts'
import { customerOf, hashSecret, owns } from './owner.ts'
import { changeLine, findCarts } from './store.ts'

export const handleSetLine = handle(setLine, async (input, { sql, principal, fail, now }) => {
  const { cartId, secret, sku, quantity } = input
  const secretHash = secret === undefined ? null : hashSecret(secret)
  const change = { cartId, customerId: customerOf(principal), secretHash, sku, quantity, maxLines }

  const changed = await changeLine(sql, change, now())
  if (changed) return cartOf(changed)

  const [cart] = await findCarts(sql, [cartId])
  if (!cart || !owns(cart, { principal, secret })) throw fail.CART_NOT_FOUND()
  throw cart.status === 'open' ? fail.CART_FULL({ maxLines }) : fail.CART_CLOSED()
})
