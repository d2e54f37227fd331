import { handle } from '@archwright/kit'

import { commitReservation } from './contract.ts'
import { mergeOrders } from './merge-lines.ts'
import { commitStock } from './store.ts'

export const handleCommitReservation = handle(commitReservation, {
  oneStatement: true,
  async runMany(members, { sql }) {
    const rows = await commitStock(sql, mergeOrders(members.map(({ input }) => input)))
    const short = new Set(rows.filter((row) => row.shortfall).map((row) => row.orderId))
    return members.map(({ input: { orderId } }) => ({ orderId, shortfall: short.has(orderId) }))
  },
})
