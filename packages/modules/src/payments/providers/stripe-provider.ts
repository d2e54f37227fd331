import type { Secret } from '@archwright/kit/app'
import { BadSignature, toleranceSeconds } from '@archwright/kit/webhooks'
import Stripe from 'stripe'

import {
  type HeldPayment,
  type PaymentProvider,
  type ProviderAnswer,
  type ProviderCall,
  type ProviderMessage,
  type ProviderNews,
  ProviderUnavailable,
} from '../payment-provider.ts'

export interface StripeProviderOptions {
  readonly apiKey: Secret
  /** Without it no webhook is believed. */
  readonly webhookSecret: Secret
  /** Another root than https://api.stripe.com, for stripe-mock. */
  readonly url?: string
}

/** Stripe: PaymentIntents with manual capture; our payment id travels as metadata. */
export function createStripeProvider(options: StripeProviderOptions): PaymentProvider {
  const stripe = clientOf(options)

  return {
    name: 'stripe',

    authorize: ({ paymentId, amount, paymentMethod }, call) =>
      answered(call, async (request) => {
        const intent = await stripe().paymentIntents.create(
          {
            amount: amount.amount,
            currency: amount.currency.toLowerCase(),
            payment_method: paymentMethod,
            capture_method: 'manual',
            confirm: true,
            // A buyer who is sent elsewhere to prove himself cannot be waited for in an order.
            automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
            metadata: { paymentId },
          },
          request,
        )
        return standing(intent)
      }),

    capture: (payment, call) =>
      answered(call, async (request) =>
        standing(await stripe().paymentIntents.capture(nameOf(payment), {}, request)),
      ),

    void: (payment, call) =>
      answered(call, async (request) =>
        standing(await stripe().paymentIntents.cancel(nameOf(payment), {}, request)),
      ),

    refund: (payment, call) =>
      answered(call, async (request) => {
        const reference = nameOf(payment)
        const { status } = await stripe().refunds.create({ payment_intent: reference }, request)
        if (status === 'failed' || status === 'canceled')
          return { status: 'refused', reference, code: `refund_${status}` }
        return { status: 'refunded', reference } // Stripe owes it now, also while it is pending
      }),

    lookup: (reference, call) =>
      answered({ ...call, key: '' }, async () =>
        standing(await stripe().paymentIntents.retrieve(reference)),
      ),

    readMessage: (message, now) => readMessage(stripe(), message, options.webhookSecret(), now),
  }
}

/** The client for the key as it is now. */
function clientOf({ apiKey, url }: StripeProviderOptions): () => Stripe {
  let made: { key: string; client: Stripe } | undefined
  return () => {
    const key = apiKey() ?? ''
    made = made?.key === key ? made : { key, client: new Stripe(key, { ...hostOf(url), ...asked }) }
    return made.client
  }
}

// Above the policy's own limit; only ends what nobody waits for any more.
const longestMs = 20_000
// The policy around us retries, in one place.
const asked = { maxNetworkRetries: 0, timeout: longestMs, telemetry: false }

function hostOf(url: string | undefined): object {
  if (!url) return {}
  const { protocol, hostname, port } = new URL(url)
  return { protocol: protocol.replace(':', ''), host: hostname, port }
}

function nameOf({ paymentId, reference }: HeldPayment): string {
  if (!reference) throw new TypeError(`Stripe never named the payment ${paymentId}`)
  return reference
}

/** Runs a call under its key and signal, and tells a refusal from an unknown outcome. */
async function answered(
  { key, signal }: ProviderCall,
  run: (request: Stripe.RequestOptions) => Promise<ProviderAnswer>,
): Promise<ProviderAnswer> {
  try {
    return await Promise.race([run(key ? { idempotencyKey: key } : {}), aborted(signal)])
  } catch (error) {
    return refusalOf(error)
  }
}

/** Stripe's client cannot be interrupted: we stop waiting, and the key finds the outcome later. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = () => reject(new ProviderUnavailable('Stripe did not answer in time'))
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
}

function refusalOf(error: unknown): ProviderAnswer {
  if (!(error instanceof Stripe.errors.StripeError)) throw error
  const reference = error.payment_intent?.id ?? null
  const code = error.decline_code ?? error.code ?? error.type
  if (error instanceof Stripe.errors.StripeCardError) return { status: 'declined', reference, code }
  if (error instanceof Stripe.errors.StripeInvalidRequestError) {
    // A step out of turn: where the payment stands says more than the refusal.
    if (error.payment_intent?.status === 'succeeded' || error.payment_intent?.status === 'canceled')
      return standing(error.payment_intent)
    if (error.code === 'charge_already_refunded' && reference)
      return { status: 'refunded', reference }
    return { status: 'refused', reference, code }
  }
  throw new ProviderUnavailable(`Stripe: ${code}`, { cause: error })
}

function standing({
  id,
  status,
  last_payment_error,
}: Pick<Stripe.PaymentIntent, 'id' | 'status' | 'last_payment_error'>): Settled {
  const known = meanings[status]
  // "processing", or a status that Stripe has added since: it is not known yet how it ends.
  if (!known) throw new ProviderUnavailable(`Stripe says the payment is ${status}`)
  if (known !== 'declined') return { status: known, reference: id }
  const code = last_payment_error?.decline_code ?? last_payment_error?.code ?? status
  return { status: known, reference: id, code }
}

const meanings: Readonly<Record<string, Settled['status']>> = {
  requires_capture: 'authorized',
  succeeded: 'captured',
  canceled: 'voided',
  requires_payment_method: 'declined',
  requires_confirmation: 'declined',
  requires_action: 'declined',
}

type Settled = Exclude<ProviderAnswer, { status: 'refused' }>

function readMessage(
  stripe: Stripe,
  { payload, stripeSignature }: ProviderMessage,
  secret: string | undefined,
  now: Date,
): ProviderNews {
  const event = verified(() => {
    if (!stripeSignature || !secret) throw new BadSignature('no signature, or no secret is set up')
    const receivedAt = now.getTime()
    return stripe.webhooks.constructEvent(
      payload,
      stripeSignature,
      secret,
      toleranceSeconds,
      undefined,
      receivedAt,
    )
  })
  const messageId = event.id
  switch (event.type) {
    case 'payment_intent.amount_capturable_updated':
    case 'payment_intent.succeeded':
    case 'payment_intent.payment_failed':
    case 'payment_intent.canceled':
      return newsOf(messageId, event.data.object.metadata, standing(event.data.object))
    case 'charge.refunded': {
      const { metadata, payment_intent } = event.data.object
      const reference = typeof payment_intent === 'string' ? payment_intent : payment_intent?.id
      return newsOf(messageId, metadata, { status: 'refunded', reference: reference ?? '' })
    }
    default:
      return { messageId }
  }
}

function newsOf(messageId: string, metadata: Stripe.Metadata, answer: Settled): ProviderNews {
  const { paymentId } = metadata
  return paymentId ? { messageId, paymentId, answer } : { messageId }
}

function verified<Event>(read: () => Event): Event {
  try {
    return read()
  } catch (error) {
    if (error instanceof Stripe.errors.StripeSignatureVerificationError)
      throw new BadSignature(error.message, { cause: error })
    throw error
  }
}
