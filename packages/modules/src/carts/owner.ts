import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

import { hasRole, type Principal } from '@archwright/kit'

import type { CartRow } from './store.ts'

/** A fresh secret for a guest cart. Only its hash is kept: who reads the table cannot open the carts. */
export function createSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** One round is enough: the secret has 256 random bits, there is nothing to guess. */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}

/** Whose carts these are; null for guests. */
export function customerOf(principal: Principal): string | null {
  return hasRole(principal, 'customer') || hasRole(principal, 'staff') ? principal.id : null
}

/** What the caller brought to show that the cart is theirs. */
export interface Proof {
  principal: Principal
  secret: string | undefined
}

export function owns(cart: CartRow, { principal, secret }: Proof): boolean {
  if (cart.customer_id !== null) return cart.customer_id === customerOf(principal)
  if (cart.secret_hash === null || secret === undefined) return false
  return timingSafeEqual(cart.secret_hash, hashSecret(secret))
}
