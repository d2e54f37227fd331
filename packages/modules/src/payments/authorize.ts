import { type Handler, handle } from '@archwright/kit'

import { askProvider, type ProviderAccess, recordAnswer, unlessUnknown } from './ask-provider.ts'
import { authorize } from './contract.ts'
import { insertIntents, standingOf } from './store.ts'

/** The intent commits before the provider is asked, so that no hold exists of which we know nothing. */
export function handleAuthorize(access: ProviderAccess): Handler {
  return handle(authorize, {
    oneStatement: true,
    async runMany(members, { sql, fail }) {
      const intents = new Map(members.map(({ input }) => [input.orderId, input]))
      const payments = await insertIntents(sql, [...intents.values()], access.provider.name)
      return members.map(({ input }) => {
        const payment = payments.get(input.orderId)
        if (!payment || payment.closing || payment.status === 'voided') return fail.PAYMENT_CLOSED()
        if (payment.status === 'declined')
          return fail.PAYMENT_DECLINED({ code: payment.code ?? 'declined' })
        return standingOf(payment)
      })
    },

    async settle(standing, context, { orderId, amount, paymentMethod }) {
      // A webhook may have told the outcome before we were answered.
      if (standing.status !== 'created') return standing
      const payment = {
        paymentId: orderId,
        amount,
        paymentMethod,
        reference: standing.providerReference,
      }
      const answer = await unlessUnknown(
        askProvider(access, 'authorize', payment, context.signal),
        context.fail.PROVIDER_UNAVAILABLE,
      )
      if (answer.status === 'refused') throw context.fail.PAYMENT_DECLINED({ code: answer.code })
      const recorded = await recordAnswer(context, orderId, answer)
      if (answer.status === 'declined') throw context.fail.PAYMENT_DECLINED({ code: answer.code })
      if (recorded.status === 'voided') throw context.fail.PAYMENT_CLOSED()
      return recorded
    },
  })
}
