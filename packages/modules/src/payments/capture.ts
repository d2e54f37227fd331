import { type Fail, type Failure, type Handler, handle } from '@archwright/kit'

import { askProvider, type ProviderAccess, recordAnswer, unlessUnknown } from './ask-provider.ts'
import { capture, type Standing } from './contract.ts'
import { type PaymentRow, readPayments, standingOf } from './store.ts'

/**
 * The saga's own row is the intent here: the hold is on record already, so nothing need be written before
 * the provider is asked.
 */
export function handleCapture(access: ProviderAccess): Handler {
  return handle(capture, {
    oneStatement: true,
    async runMany(members, { sql, fail }) {
      const payments = await readPayments(
        sql,
        members.map(({ input }) => input.orderId),
      )
      return members.map(({ input }) => capturable(payments.get(input.orderId), fail))
    },

    async settle(standing, context, { orderId }) {
      if (standing.status !== 'authorized' || !standing.amount) return standing
      const payment = {
        paymentId: orderId,
        amount: standing.amount,
        reference: standing.providerReference,
      }
      const answer = await unlessUnknown(
        askProvider(access, 'capture', payment, context.signal),
        context.fail.PROVIDER_UNAVAILABLE,
      )
      if (answer.status === 'refused') throw context.fail.CAPTURE_REFUSED({ code: answer.code })
      const recorded = await recordAnswer(context, orderId, answer)
      if (recorded.status !== 'captured') throw context.fail.PAYMENT_CLOSED()
      return recorded
    },
  })
}

function capturable(
  payment: PaymentRow | undefined,
  fail: Fail<NonNullable<typeof capture.errors>>,
): Standing | Failure {
  if (!payment) return fail.CAPTURE_REFUSED({ code: 'not_authorized' })
  switch (payment.status) {
    case 'captured':
      return standingOf(payment)
    case 'authorized':
      return payment.closing ? fail.PAYMENT_CLOSED() : standingOf(payment)
    case 'created':
    case 'declined':
      return fail.CAPTURE_REFUSED({ code: 'not_authorized' })
    case 'voided':
    case 'refunded':
      return fail.PAYMENT_CLOSED()
  }
}
