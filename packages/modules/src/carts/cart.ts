import type { Cart, CartLine } from './contract.ts'
import type { CartRow, Lines } from './store.ts'

/** A cart as its owner sees it. */
export function cartOf(row: CartRow): Cart {
  const { id, customer_id, status, version, updated_at } = row
  const owner = customer_id === null ? 'guest' : 'customer'
  return { id, owner, status, lines: linesOf(row.lines), version, updatedAt: updated_at }
}

/** By sku, the order in which stock is taken. */
export function linesOf(lines: Lines): CartLine[] {
  return Object.entries(lines)
    .map(([sku, quantity]) => ({ sku, quantity }))
    .sort((one, other) => (one.sku < other.sku ? -1 : 1))
}
