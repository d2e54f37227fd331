import { type Handler, handle } from '@archwright/kit'

import { askProvider, type ProviderAccess, recordAnswer, unlessUnknown } from './ask-provider.ts'
import { refund } from './contract.ts'
import { readForProvider, readPayments, standingOf } from './store.ts'

export function handleRefund(access: ProviderAccess): Handler {
  return handle(refund, {
    oneStatement: true,
    async runMany(members, { sql, fail }) {
      const payments = await readPayments(
        sql,
        members.map(({ input }) => input.orderId),
      )
      return members.map(({ input }) => {
        const payment = payments.get(input.orderId)
        if (payment?.status === 'captured' || payment?.status === 'refunded')
          return standingOf(payment)
        return fail.REFUND_REFUSED({ code: 'not_captured' })
      })
    },

    async settle(standing, context, { orderId }) {
      const payment =
        standing.status === 'captured' && (await readForProvider(context.sql, orderId))
      if (!payment) return standing
      const answer = await unlessUnknown(
        askProvider(access, 'refund', payment, context.signal),
        context.fail.PROVIDER_UNAVAILABLE,
      )
      if (answer.status === 'refused') throw context.fail.REFUND_REFUSED({ code: answer.code })
      return recordAnswer(context, orderId, answer)
    },
  })
}
