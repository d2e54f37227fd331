import { handle, type Principal, type WorkContext } from '@archwright/kit'

import { cartOf } from './cart.ts'
import { claimCart, maxLines } from './contract.ts'
import { mergeLines } from './merge-lines.ts'
import { openCartsOf } from './open-carts.ts'
import { owns } from './owner.ts'
import { type CartRow, lockCarts, markMerged, replaceLines } from './store.ts'

type Context = WorkContext<typeof claimCart>

export const handleClaimCart = handle(claimCart, async ({ cartId, secret }, context) => {
  const { sql, principal, fail } = context
  const [claimed] = await lockCarts(sql, [cartId])
  if (!claimed || !owns(claimed, { principal, secret })) throw fail.CART_NOT_FOUND()

  if (claimed.status === 'merged') return cartOf(await mergedAlready(claimed, principal, context))
  if (claimed.status === 'ordered') throw fail.CART_CLOSED()
  if (claimed.customer_id !== null) return cartOf(claimed)
  return cartOf(await merge(claimed, context))
})

/** A repeat changes nothing. Somebody else who knows the secret learns that the cart is taken. */
async function mergedAlready(
  { merged_by }: CartRow,
  principal: Principal,
  context: Context,
): Promise<CartRow> {
  if (merged_by !== principal.id) throw context.fail.CART_CLOSED()
  return openCartOf(principal.id, context)
}

async function merge(guest: CartRow, context: Context): Promise<CartRow> {
  const { sql, principal, fail } = context
  const own = await openCartOf(principal.id, context)
  const lines = mergeLines(own.lines, guest.lines)
  // Refused rather than cut: the guest cart stays as it is, and nothing is lost.
  if (Object.keys(lines).length > maxLines) throw fail.CART_FULL({ maxLines })

  const now = context.now()
  await markMerged(sql, { cartId: guest.id, customerId: principal.id }, now)
  return (await replaceLines(sql, { cartId: own.id, lines }, now)) ?? own
}

async function openCartOf(customerId: string, context: Context): Promise<CartRow> {
  const open = (await openCartsOf([customerId], context)).get(customerId)
  if (!open) throw new Error(`no open cart for ${customerId}`)
  return open
}
