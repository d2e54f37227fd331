import type { StockLine } from './contract.ts'
import type { OrderLines } from './store.ts'

/** One row per order, each sku once: a batch may hold a repeat of the same order. */
export function mergeOrders(
  inputs: readonly { readonly orderId: string; readonly lines: readonly StockLine[] }[],
): OrderLines[] {
  const orders = new Map(inputs.map(({ orderId, lines }) => [orderId, mergeLines(lines)]))
  return [...orders].map(([orderId, lines]) => ({ orderId, lines }))
}

function mergeLines(lines: readonly StockLine[]): StockLine[] {
  const quantities = new Map<string, number>()
  for (const { sku, quantity } of lines) quantities.set(sku, (quantities.get(sku) ?? 0) + quantity)
  return [...quantities]
    .map(([sku, quantity]) => ({ sku, quantity }))
    .sort((a, b) => (a.sku < b.sku ? -1 : 1))
}
