import { maxQuantity } from './contract.ts'
import type { Lines } from './store.ts'

/** The lines of both: quantities of the same sku add up, to the most that a line may hold. */
export function mergeLines(own: Lines, guest: Lines): Lines {
  const merged: Lines = { ...own }
  for (const [sku, quantity] of Object.entries(guest)) {
    const held = Object.hasOwn(merged, sku) ? (merged[sku] ?? 0) : 0
    merged[sku] = Math.min(held + quantity, maxQuantity)
  }
  return merged
}
