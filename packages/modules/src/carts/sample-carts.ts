import { guest, type Principal } from '@archwright/kit'
import type { TestApp } from '@archwright/kit/testing'

import { type Cart, createCart, getCart, setLine } from './contract.ts'

export const ann: Principal = person(1, 'customer')
export const bob: Principal = person(2, 'customer')
export const staff: Principal = person(3, 'staff')

type Lines = Record<string, number>

/** A guest's cart with lines, for a test. */
export async function guestCart(app: TestApp, lines: Lines) {
  const { id: cartId, secret } = await app.call(createCart, {}, { as: guest })
  if (!secret) throw new Error('a guest is given a secret')
  await fill(app, { cartId, secret, lines, as: guest })
  const cart = await app.call(getCart, { cartId, secret }, { as: guest })
  return { cartId, secret, cart }
}

/** The open cart of a customer with lines, for a test. */
export async function customerCart(app: TestApp, as: Principal, lines: Lines): Promise<Cart> {
  const { id: cartId } = await app.call(createCart, {}, { as })
  await fill(app, { cartId, lines, as })
  return app.call(getCart, { cartId }, { as })
}

interface Filling {
  cartId: string
  secret?: string
  lines: Lines
  as: Principal
}

export async function fill(app: TestApp, { lines, as, ...cart }: Filling): Promise<void> {
  for (const [sku, quantity] of Object.entries(lines)) {
    await app.call(setLine, { ...cart, sku, quantity }, { as })
  }
}

function person(n: number, role: string): Principal {
  return { id: `0192f3a1-7c1e-7000-8000-${String(n).padStart(12, '0')}`, roles: [role] }
}
