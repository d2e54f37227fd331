import { handle } from '@archwright/kit'

import { recordOutcome } from './contract.ts'
import { applyNews, standingOf } from './store.ts'

export const handleRecordOutcome = handle(recordOutcome, {
  oneStatement: true,
  async runMany(members, { sql, fail }) {
    const news = members.map(({ input }) => ({ ...input, code: input.code ?? null }))
    const payments = await applyNews(sql, news)
    return news.map(({ orderId }) => {
      const payment = payments.get(orderId)
      return payment ? standingOf(payment) : fail.PAYMENT_NOT_FOUND()
    })
  },
})
