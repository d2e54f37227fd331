import { handle } from '@archwright/kit'

import { reserve } from './contract.ts'
import { mergeOrders } from './merge-lines.ts'
import { reserveStock } from './store.ts'

// Longer than any payment takes, shorter than a buyer minds stock that is not sold.
const holdMinutes = 15

export const handleReserve = handle(reserve, {
  oneStatement: true,
  async runMany(members, { sql, fail }) {
    const orders = mergeOrders(members.map(({ input }) => input))
    const rows = await reserveStock(sql, orders, holdMinutes)
    const outcomes = new Map(rows.map((row) => [row.orderId, row]))
    return members.map(({ input: { orderId } }) => {
      const outcome = outcomes.get(orderId)
      if (!outcome) throw new Error(`inventory.reserve gave no outcome for ${orderId}`)
      if (outcome.shortSku !== null) return fail.OUT_OF_STOCK({ sku: outcome.shortSku })
      if (outcome.state === 'released' || outcome.state === 'returned')
        return fail.RESERVATION_CLOSED()
      return { orderId }
    })
  },
})
