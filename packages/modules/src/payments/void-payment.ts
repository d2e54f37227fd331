import { type CallContext, type Handler, handle } from '@archwright/kit'

import { askProvider, type ProviderAccess, recordAnswer, unlessUnknown } from './ask-provider.ts'
import { type Standing, voidPayment } from './contract.ts'
import type { ProviderAnswer, ProviderPayment } from './payment-provider.ts'
import { closePayments, readForProvider, readPayments, standingOf } from './store.ts'

/** Undoes whatever there is: nothing yet, a hold that may or may not exist, or money taken. */
export function handleVoidPayment(access: ProviderAccess): Handler {
  return handle(voidPayment, {
    async runMany(members, { sql }) {
      const orderIds = members.map(({ input }) => input.orderId)
      await closePayments(sql, [...new Set(orderIds)], access.provider.name)
      const payments = await readPayments(sql, orderIds)
      return orderIds.map((orderId) => {
        const payment = payments.get(orderId)
        if (!payment) throw new Error(`no row for payment ${orderId} after closing it`)
        return standingOf(payment)
      })
    },

    async settle(standing, context, { orderId }) {
      const open = ['created', 'authorized', 'captured'].includes(standing.status)
      const payment = open && (await readForProvider(context.sql, orderId))
      if (!payment) return standing
      const outcome = undo(access, standing, payment, context)
      const answer = await unlessUnknown(outcome, context.fail.PROVIDER_UNAVAILABLE)
      // There is no giving up here: the saga asks again until the money is free, and staff are told.
      if (answer.status === 'refused') throw context.fail.PROVIDER_UNAVAILABLE()
      return recordAnswer(context, orderId, answer)
    },
  })
}

async function undo(
  access: ProviderAccess,
  standing: Standing,
  payment: ProviderPayment,
  { signal }: CallContext,
): Promise<ProviderAnswer> {
  if (standing.status === 'captured') return askProvider(access, 'refund', payment, signal)
  const known = await knowHold(access, payment, signal)
  if (known.status === 'declined' || known.status === 'refused') return known
  const found = { ...payment, reference: known.reference }
  const answer = await askProvider(access, 'void', found, signal)
  return answer.status === 'captured' ? askProvider(access, 'refund', found, signal) : answer
}

/**
 * The hold's id at the provider. If we never heard an answer, authorizing again with the same key finds what
 * became of the first call; a first call that is still on its way will then find this one.
 */
async function knowHold(
  access: ProviderAccess,
  payment: ProviderPayment,
  signal: AbortSignal,
): Promise<ProviderAnswer> {
  if (payment.reference) return { status: 'authorized', reference: payment.reference }
  return askProvider(access, 'authorize', payment, signal)
}
