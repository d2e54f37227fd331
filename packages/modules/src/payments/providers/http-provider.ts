import type { Secret } from '@archwright/kit/app'
import { checkSignature } from '@archwright/kit/webhooks'
import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { type Dispatcher, Pool } from 'undici'

import {
  type HeldPayment,
  type PaymentProvider,
  type ProviderAnswer,
  type ProviderCall,
  type ProviderMessage,
  type ProviderNews,
  ProviderUnavailable,
} from '../payment-provider.ts'

export interface HttpProviderOptions {
  readonly name: string
  /** Root of the provider's API, such as http://127.0.0.1:8090; without it every call is unavailable. */
  readonly url: string | undefined
  /** Without it no webhook is believed. */
  readonly webhookSecret: Secret
  /** Most connections at a time; 64 if absent. */
  readonly connections?: number
}

/** What the provider answers and tells; more fields are welcome. */
type Remote = Static<typeof Remote>
const Remote = Type.Object({
  id: Type.String({ minLength: 1, maxLength: 255 }),
  reference: Type.String(),
  status: Type.Enum(['authorized', 'captured', 'declined', 'voided', 'refunded']),
  code: Type.Optional(Type.String({ maxLength: 100 })),
})
const remote = Compile(Remote)
const refusal = Compile(Type.Object({ error: Type.String({ maxLength: 100 }) }))
const told = Compile(Type.Object({ type: Type.String(), data: Remote }))

/** A provider with a small REST API: idempotency keys, signed webhooks. The simulated one speaks it. */
export function createHttpProvider(options: HttpProviderOptions): PaymentProvider {
  let open: Pool | undefined // opened at the first call, and again after a close
  const pool = () => {
    if (!options.url) throw new ProviderUnavailable('no payment provider is set up')
    open ??= new Pool(options.url, { connections: options.connections ?? 64 })
    return open
  }
  const post = async (path: string, body: object, { key, signal }: ProviderCall) => {
    const headers = { 'content-type': 'application/json', 'idempotency-key': key }
    return send(pool(), { method: 'POST', path, headers, body: JSON.stringify(body), signal })
  }
  const move = (step: string) => async (payment: HeldPayment, call: ProviderCall) => {
    if (!payment.reference) throw new TypeError(`cannot ${step} a payment the provider never named`)
    return answerOf(
      await post(`/v1/payments/${encodeURIComponent(payment.reference)}/${step}`, {}, call),
    )
  }

  return {
    name: options.name,
    async authorize({ paymentId, amount, paymentMethod }, call) {
      const body = { reference: paymentId, ...amount, paymentMethod }
      return answerOf(await post('/v1/payments', body, call))
    },
    capture: move('capture'),
    void: move('void'),
    refund: move('refund'),
    async lookup(reference, { signal }) {
      const path = `/v1/payments/${encodeURIComponent(reference)}`
      const reply = await send(pool(), { method: 'GET', path, signal })
      return reply.status === 404 ? undefined : answerOf(reply)
    },
    readMessage: (message, now) => readMessage(message, options.webhookSecret(), now),
    async close() {
      const closing = open
      open = undefined
      await closing?.close()
    },
  }
}

interface Reply {
  readonly status: number
  readonly body: unknown
}

async function send(pool: Pool, request: Dispatcher.RequestOptions): Promise<Reply> {
  const { statusCode, body } = await pool.request(request).catch((error: unknown) => {
    throw new ProviderUnavailable('the provider does not answer', { cause: error })
  })
  const text = await body.text().catch((error: unknown) => {
    throw new ProviderUnavailable('the provider broke off its answer', { cause: error })
  })
  const passing = statusCode >= 500 || statusCode === 429 || statusCode === 408
  // The first call with this key is still under way: its outcome is asked for again.
  if (passing || isKeyInUse(statusCode, text))
    throw new ProviderUnavailable(`the provider answered ${statusCode}`)
  return { status: statusCode, body: parse(text) }
}

function isKeyInUse(status: number, text: string): boolean {
  return status === 409 && text.includes('"key_in_use"')
}

/** 2xx and 402 carry the payment; other answers say why it was not moved. */
function answerOf({ status, body }: Reply): ProviderAnswer {
  if (remote.Check(body)) return standing(body)
  if (refusal.Check(body) && status >= 400)
    return { status: 'refused', reference: null, code: body.error }
  throw new ProviderUnavailable(`the provider's answer ${status} cannot be read`)
}

function standing({ id, status, code }: Remote): Exclude<ProviderAnswer, { status: 'refused' }> {
  if (status === 'declined') return { status, reference: id, code: code ?? 'declined' }
  return { status, reference: id }
}

function readMessage(
  message: ProviderMessage,
  secret: string | undefined,
  now: Date,
): ProviderNews {
  checkSignature(message, secret, now)
  const body = parse(message.payload)
  if (!told.Check(body)) throw new TypeError('the message is not about a payment')
  return {
    messageId: message.messageId,
    paymentId: body.data.reference,
    answer: standing(body.data),
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
