import type { Fail, Failure } from '@archwright/kit'

import type { CartLine } from '../carts/contract.ts'
import type { Quote } from '../catalog/contract.ts'
import type { Order, OrderLine, placeOrder } from './contract.ts'

/** The lines of a cart at today's prices, and their sum; or why they cannot be ordered. */
export function priceLines(
  lines: readonly CartLine[],
  quotes: readonly Quote[],
  fail: Fail<(typeof placeOrder)['errors']>,
): Pick<Order, 'lines' | 'total'> | Failure {
  const known = new Map(quotes.map((quote) => [quote.sku, quote]))
  const priced: OrderLine[] = []
  let amount = 0
  for (const { sku, quantity } of lines) {
    const found = known.get(sku)
    if (!found?.active) return fail.NOT_FOR_SALE({ sku })
    priced.push({ sku, quantity, unitPrice: found.price })
    amount += quantity * found.price.amount
  }
  const currencies = new Set(priced.map(({ unitPrice }) => unitPrice.currency))
  const [currency = ''] = currencies
  if (currencies.size !== 1) return fail.MIXED_CURRENCIES()
  // Beyond 2^53 minor units sums are no longer exact.
  if (!Number.isSafeInteger(amount)) return fail.ORDER_REJECTED({ code: 'TOTAL_TOO_LARGE' })
  return { lines: priced, total: { amount, currency } }
}
