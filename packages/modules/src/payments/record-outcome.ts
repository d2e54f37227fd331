import { handle } from '@archwright/kit'

import { recordOutcome } from './contract.ts'
import { applyNews, readPayments, standingOf } from './store.ts'

export const handleRecordOutcome = handle(recordOutcome, {
  async runMany(members, { sql, fail }) {
    const news = members.map(({ input }) => ({ ...input, code: input.code ?? null }))
    await applyNews(sql, news)
    const payments = await readPayments(
      sql,
      news.map(({ orderId }) => orderId),
    )
    return news.map(({ orderId }) => {
      const payment = payments.get(orderId)
      return payment ? standingOf(payment) : fail.PAYMENT_NOT_FOUND()
    })
  },
})
