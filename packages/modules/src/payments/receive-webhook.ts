import { type Handler, handle } from '@archwright/kit'
import { BadSignature } from '@archwright/kit/webhooks'

import { receiveWebhook } from './contract.ts'
import type { PaymentProvider, ProviderMessage, ProviderNews } from './payment-provider.ts'
import { applyNews, type News } from './store.ts'

export function handleReceiveWebhook(provider: PaymentProvider): Handler {
  return handle(receiveWebhook, {
    async prepare({ provider: name, ...message }, { now, fail }): Promise<ProviderNews> {
      if (name !== provider.name) throw fail.UNKNOWN_PROVIDER()
      try {
        return provider.readMessage(definedOf(message), now())
      } catch (error) {
        throw error instanceof BadSignature ? fail.BAD_SIGNATURE() : fail.BAD_MESSAGE()
      }
    },

    // The payment's own row tells what is news: what comes twice, late or out of order moves nothing.
    oneStatement: true,
    async runMany(members, { sql }) {
      const news = members.flatMap(({ prepared }) => newsOf(prepared))
      const told = await applyNews(sql, news)
      return members.map(({ prepared: { messageId, paymentId = '', answer } }) => {
        const payment = told.get(paymentId)
        const changed = payment?.moved === true && payment.status === answer?.status
        if (changed) payment.moved = false // told twice within one batch: the first has done it
        return { messageId, changed }
      })
    },
  })
}

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i

/** What a message tells of one of our payments; nothing, when it is about something else. */
function newsOf({ paymentId, answer }: ProviderNews): News[] {
  if (!paymentId || !answer || !uuid.test(paymentId)) return []
  return [
    {
      orderId: paymentId,
      outcome: answer.status,
      providerReference: answer.reference,
      code: answer.status === 'declined' ? answer.code : null,
    },
  ]
}

type Loose = { [field in keyof ProviderMessage]: ProviderMessage[field] | undefined }

function definedOf(message: Loose & { payload: string }): ProviderMessage {
  const given = Object.entries(message).filter(([, value]) => value !== undefined)
  return Object.fromEntries(given) as unknown as ProviderMessage // payload is never undefined
}
