import { handle } from '@archwright/kit'

import { getPayment } from './contract.ts'
import { findPayments } from './store.ts'

export const handleGetPayment = handle(getPayment, {
  async runMany(members, { sql, fail }) {
    const ids = members.map(({ input }) => input.orderId)
    const payments = new Map((await findPayments(sql, ids)).map((row) => [row.orderId, row]))
    return members.map(({ input }) => payments.get(input.orderId) ?? fail.PAYMENT_NOT_FOUND())
  },
})
