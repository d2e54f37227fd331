import type { ProductSummary } from './contract.ts'
import type { SummaryRow } from './listing-store.ts'

export function summaryOf(row: SummaryRow): ProductSummary {
  const { id, title, categories, sku, amount, currency } = row
  return { id, title, categories, sku, priceFrom: { amount, currency } }
}
