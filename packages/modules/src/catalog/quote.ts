import { handle } from '@archwright/kit'

import { type Quote, quote, type Sku } from './contract.ts'
import { findQuotes } from './store.ts'

/** One statement however many orders ask at once. */
export const handleQuote = handle(quote, {
  async runMany(members, { sql }) {
    const skus = new Set(members.flatMap(({ input }) => input.skus))
    const rows = await findQuotes(sql, [...skus])
    const quotes = new Map<Sku, Quote>(
      rows.map(({ amount, currency, ...row }) => [
        row.sku,
        { ...row, price: { amount, currency } },
      ]),
    )
    return members.map(({ input }) => ({
      items: input.skus.flatMap((sku) => quotes.get(sku) ?? []),
    }))
  },
})
