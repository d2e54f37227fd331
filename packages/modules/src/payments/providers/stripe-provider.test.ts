import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { requireBinary } from '@archwright/kit/testing'
import { BadSignature } from '@archwright/kit/webhooks'
import Stripe from 'stripe'

import { ProviderUnavailable } from '../payment-provider.ts'
import { type StripeMock, startStripeMock } from '../testing/stripe-mock.ts'
import { createStripeProvider } from './stripe-provider.ts'

const payment = {
  paymentId: '0192f0c1-2345-7abc-8def-0123456789ab',
  amount: { amount: 1_250, currency: 'EUR' },
  paymentMethod: 'pm_card_visa',
  reference: 'pi_123',
}
const call = (key: string) => ({ key, signal: new AbortController().signal })
const webhookSecret = () => 'whsec_test'

describe('Stripe', requireBinary('go'), () => {
  let mock: StripeMock
  before(async () => {
    mock = await startStripeMock()
  })
  after(() => mock[Symbol.asyncDispose]())
  const stripe = () =>
    createStripeProvider({ apiKey: () => 'sk_test_123', webhookSecret, url: mock.url })
  const last = () => {
    const request = mock.seen.at(-1)
    assert.ok(request)
    return { ...request, fields: Object.fromEntries(new URLSearchParams(request.body)) }
  }

  it('is asked to hold, by manual capture, under our key and with our id', async () => {
    // stripe-mock takes only what Stripe's own description allows, but knows no states.
    await stripe().authorize(payment, call('k1'))

    const { path, headers, fields } = last()
    assert.equal(path, '/v1/payment_intents')
    assert.equal(headers['idempotency-key'], 'k1')
    assert.equal(fields.capture_method, 'manual')
    assert.equal(fields.amount, '1250')
    assert.equal(fields.currency, 'eur')
    assert.equal(fields['metadata[paymentId]'], payment.paymentId)
  })

  it('takes, frees and gives back under keys of their own', async () => {
    await stripe().capture(payment, call('k2'))
    assert.deepEqual(
      [last().path, last().headers['idempotency-key']],
      ['/v1/payment_intents/pi_123/capture', 'k2'],
    )
    await stripe().void(payment, call('k3'))
    assert.deepEqual(
      [last().path, last().headers['idempotency-key']],
      ['/v1/payment_intents/pi_123/cancel', 'k3'],
    )
    assert.equal((await stripe().refund(payment, call('k4'))).status, 'refunded')
    assert.deepEqual(
      [last().fields.payment_intent, last().headers['idempotency-key']],
      ['pi_123', 'k4'],
    )
    await stripe().lookup?.('pi_123', { signal: new AbortController().signal })
    assert.equal(last().path, '/v1/payment_intents/pi_123')
  })

  const intent = (status: string) => ({
    id: 'pi_9',
    object: 'payment_intent',
    status,
    metadata: {},
  })
  const understood = {
    'money that was taken': [200, intent('succeeded'), 'captured'],
    'a hold that was freed': [200, intent('canceled'), 'voided'],
    'a hold': [200, intent('requires_capture'), 'authorized'],
    'a hold that needs the buyer': [200, intent('requires_action'), 'declined'],
    'a card that is declined': [
      402,
      { error: { type: 'card_error', code: 'card_declined', decline_code: 'insufficient_funds' } },
      'declined',
    ],
    'a payment that was taken before': [
      400,
      {
        error: {
          type: 'invalid_request_error',
          code: 'payment_intent_unexpected_state',
          payment_intent: intent('succeeded'),
        },
      },
      'captured',
    ],
    'a request that makes no sense to it': [
      400,
      { error: { type: 'invalid_request_error', code: 'parameter_missing' } },
      'refused',
    ],
  } as const
  for (const [what, [status, body, meaning]] of Object.entries(understood)) {
    it(`says ${what}: ${meaning}`, async () => {
      mock.answerNext(status, body)

      assert.equal((await stripe().authorize(payment, call('k5'))).status, meaning)
    })
  }

  it('leaves the outcome open when it fails, is busy, still works on the key, or is too slow', async () => {
    const open = [
      [500, { error: { type: 'api_error' } }],
      [429, { error: { type: 'invalid_request_error', code: 'rate_limit' } }],
      [409, { error: { type: 'idempotency_error', code: 'idempotency_key_in_use' } }],
      [200, intent('processing')],
    ] as const
    for (const [status, body] of open) {
      mock.answerNext(status, body)
      await assert.rejects(stripe().authorize(payment, call('k6')), ProviderUnavailable)
    }
    const late = { key: 'k7', signal: AbortSignal.abort() }
    await assert.rejects(stripe().authorize(payment, late), ProviderUnavailable)
  })
})

describe("Stripe's webhooks", () => {
  const provider = createStripeProvider({ apiKey: () => 'sk_test_123', webhookSecret })
  const { webhooks } = new Stripe('sk_test_123')
  const eventOf = (type: string, object: object) => {
    const payload = JSON.stringify({ id: 'evt_1', object: 'event', type, data: { object } })
    const stripeSignature = webhooks.generateTestHeaderString({ payload, secret: webhookSecret() })
    return { payload, stripeSignature }
  }
  const metadata = { paymentId: payment.paymentId }
  const intent = (status: string) => ({ id: 'pi_9', status, metadata })

  it('are read as news of our payment', () => {
    const told = [
      eventOf('payment_intent.amount_capturable_updated', intent('requires_capture')),
      eventOf('payment_intent.succeeded', intent('succeeded')),
      eventOf('payment_intent.canceled', intent('canceled')),
      eventOf('charge.refunded', { payment_intent: 'pi_9', metadata }),
    ].map((message) => provider.readMessage(message, new Date()))

    assert.deepEqual(
      told.map(({ answer }) => answer?.status),
      ['authorized', 'captured', 'voided', 'refunded'],
    )
    for (const { paymentId, answer, messageId } of told) {
      assert.deepEqual(
        [paymentId, answer?.reference, messageId],
        [payment.paymentId, 'pi_9', 'evt_1'],
      )
    }
  })

  it('about other things are heard without consequence', () => {
    const message = eventOf('customer.created', { id: 'cus_1' })

    assert.deepEqual(provider.readMessage(message, new Date()), { messageId: 'evt_1' })
  })

  it('are refused when changed, old, or unsigned', () => {
    const message = eventOf('payment_intent.succeeded', intent('succeeded'))
    const changed = { ...message, payload: message.payload.replace('pi_9', 'pi_8') }
    const later = new Date(Date.now() + 301_000)

    assert.throws(() => provider.readMessage(changed, new Date()), BadSignature)
    assert.throws(() => provider.readMessage(message, later), BadSignature)
    assert.throws(
      () => provider.readMessage({ payload: message.payload }, new Date()),
      BadSignature,
    )
  })
})
