import { handle } from '@archwright/kit'

import { getPayment } from './contract.ts'
import { readPayment } from './store.ts'

export const handleGetPayment = handle(getPayment, async ({ orderId }, { sql, fail }) => {
  const payment = await readPayment(sql, orderId)
  if (!payment) throw fail.PAYMENT_NOT_FOUND()
  return payment
})
