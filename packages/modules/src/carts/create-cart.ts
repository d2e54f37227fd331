import { handle, type Principal } from '@archwright/kit'
import type { Output } from '@archwright/kit/contract'

import { cartOf } from './cart.ts'
import { createCart } from './contract.ts'
import { openCartsOf } from './open-carts.ts'
import { createSecret, customerOf, hashSecret } from './owner.ts'
import { type CartRow, insertCarts } from './store.ts'

type CreatedCart = Output<typeof createCart>

export const handleCreateCart = handle(createCart, {
  async runMany(members, context) {
    const customers = members.flatMap(({ principal }) => customerOf(principal) ?? [])
    const open = await openCartsOf(customers, context)
    const now = context.now()
    const created = members.map(
      ({ principal }) => openCart(principal, open) ?? emptyGuestCart(context.newId(), now),
    )

    const fresh = created.flatMap(({ id, secret }) =>
      secret === undefined ? [] : { id, customerId: null, secretHash: hashSecret(secret) },
    )
    if (fresh.length > 0) await insertCarts(context.sql, fresh, now)
    return created
  },
})

function openCart(
  principal: Principal,
  open: ReadonlyMap<string, CartRow>,
): CreatedCart | undefined {
  const row = open.get(customerOf(principal) ?? '')
  return row && cartOf(row)
}

function emptyGuestCart(id: string, now: Date): CreatedCart {
  const updatedAt = now.toISOString()
  const secret = createSecret()
  return { id, owner: 'guest', status: 'open', lines: [], version: 1, updatedAt, secret }
}
