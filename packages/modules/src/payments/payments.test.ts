import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, it } from 'node:test'

import { guest } from '@archwright/kit'
import type { Input } from '@archwright/kit/contract'
import { startTestApp, type TestApp } from '@archwright/kit/testing'

import {
  authorize,
  capture,
  getPayment,
  type PaymentStatus,
  receiveWebhook,
  refund,
  voidPayment,
} from './contract.ts'
import { payments } from './index.ts'
import { createFakeProvider, type FakeProvider, lost, signed } from './testing/fake-provider.ts'

describe('a payment', () => {
  it('is held, taken and given back, each once however often it is asked', async () => {
    const { app, provider, held } = await desk()
    await using _ = app
    const payment = held()

    for (const [step, status] of [
      [() => app.call(authorize, payment), 'authorized'],
      [() => app.call(capture, { orderId: payment.orderId }), 'captured'],
      [() => app.call(refund, { orderId: payment.orderId }), 'refunded'],
    ] as const) {
      const answers = await Promise.all([step(), step(), step()])
      assert.deepEqual(new Set(answers.map((answer) => answer.status)), new Set([status]))
    }

    assert.deepEqual(provider.movements(payment.orderId), ['hold', 'charge', 'refund'])
  })

  it('stays declined', async () => {
    const { app, provider, held } = await desk()
    await using _ = app
    const payment = held('tok_declined')

    for (let times = 0; times < 2; times += 1) {
      await assert.rejects(app.call(authorize, payment), {
        code: 'PAYMENT_DECLINED',
        data: { code: 'insufficient_funds' },
      })
    }

    assert.deepEqual(provider.asked(payment.orderId), ['authorize'])
    assert.equal(await statusOf(app, payment.orderId), 'declined')
  })

  it('says that the provider does not answer, and finds the hold when asked again', async () => {
    let losses = 1
    const { app, provider, held } = await desk(async ({ phase }) => {
      if (phase === 'answer' && losses-- > 0) throw lost()
    })
    await using _ = app
    const payment = held()

    await assert.rejects(app.call(authorize, payment), {
      code: 'PROVIDER_UNAVAILABLE',
      kind: 'unavailable',
    })
    assert.equal((await app.call(authorize, payment)).status, 'authorized')

    assert.deepEqual(provider.movements(payment.orderId), ['hold'])
  })
})

describe('voiding a payment', () => {
  it('frees the hold', async () => {
    const { app, provider, held } = await desk()
    await using _ = app
    const payment = held()
    await app.call(authorize, payment)

    await app.call(voidPayment, { orderId: payment.orderId })

    assert.deepEqual(provider.movements(payment.orderId), ['hold', 'release'])
    await assert.rejects(app.call(capture, { orderId: payment.orderId }), {
      code: 'PAYMENT_CLOSED',
    })
  })

  it('refuses an authorization that comes after it', async () => {
    const { app, provider, held } = await desk()
    await using _ = app
    const payment = held()

    await app.call(voidPayment, { orderId: payment.orderId })

    await assert.rejects(app.call(authorize, payment), { code: 'PAYMENT_CLOSED' })
    assert.deepEqual(provider.asked(payment.orderId), [])
    await assert.rejects(app.call(getPayment, { orderId: payment.orderId }), {
      code: 'PAYMENT_NOT_FOUND',
    })
  })

  it('frees a hold whose answer was never heard', async () => {
    let losses = 1
    const { app, provider, held } = await desk(async ({ phase }) => {
      if (phase === 'answer' && losses-- > 0) throw lost()
    })
    await using _ = app
    const payment = held()
    await assert.rejects(app.call(authorize, payment))

    await app.call(voidPayment, { orderId: payment.orderId })

    assert.deepEqual(provider.movements(payment.orderId), ['hold', 'release'])
    assert.equal(await statusOf(app, payment.orderId), 'voided')
  })

  it('leaves no hold when the lost authorization arrives after all', async () => {
    let arriveLate = () => {}
    const { app, provider, held } = await desk(async ({ step, act }) => {
      if (step !== 'authorize' || arriveLate !== nothing) return
      arriveLate = act
      throw lost()
    })
    const nothing = arriveLate
    await using _ = app
    const payment = held()
    await assert.rejects(app.call(authorize, payment), { code: 'PROVIDER_UNAVAILABLE' })

    await app.call(voidPayment, { orderId: payment.orderId })
    arriveLate()

    assert.deepEqual(provider.movements(payment.orderId), ['hold', 'release'])
  })

  it('gives the money back when it was taken before', async () => {
    const { app, provider, held } = await desk()
    await using _ = app
    const payment = held()
    await app.call(authorize, payment)
    await app.call(capture, { orderId: payment.orderId })

    await app.call(voidPayment, { orderId: payment.orderId })

    assert.deepEqual(provider.movements(payment.orderId), ['hold', 'charge', 'refund'])
    assert.equal(await statusOf(app, payment.orderId), 'refunded')
  })
})

describe('a webhook', () => {
  it('that comes before our own answer is believed, and the answer changes nothing', async () => {
    const { app, provider, held } = await desk(async ({ phase, paymentId }) => {
      if (phase !== 'answer') return
      for (const message of provider.messages) await deliver(app, message)
      assert.equal(await statusOf(app, paymentId), 'authorized')
    })
    await using _ = app
    const payment = held()

    assert.equal((await app.call(authorize, payment)).status, 'authorized')
  })

  it('saves asking the provider again when our answer was lost', async () => {
    const { app, provider, held } = await desk(async ({ phase }) => {
      if (phase === 'answer') throw lost()
    })
    await using _ = app
    const payment = held()
    await assert.rejects(app.call(authorize, payment))
    for (const message of provider.messages) await deliver(app, message)

    assert.equal((await app.call(authorize, payment)).status, 'authorized')

    assert.deepEqual(provider.asked(payment.orderId), ['authorize'])
  })

  it('changes nothing when it comes twice, late or out of order', async () => {
    const { app, provider, held } = await desk()
    await using _ = app
    const payment = held()
    await app.call(authorize, payment)
    await app.call(capture, { orderId: payment.orderId })
    const { messages } = provider

    const answers = []
    for (const message of [...messages.toReversed(), ...messages])
      answers.push((await deliver(app, message)).changed)

    assert.deepEqual(answers, [false, false, false, false])
    assert.equal(await statusOf(app, payment.orderId), 'captured')
  })

  it('that comes many times at once is heard once', async () => {
    const { app, provider, held } = await desk()
    await using _ = app
    const payment = held()
    await app.call(authorize, payment)
    const [message] = provider.messages
    assert.ok(message)
    await app.sql`update payments.payments set status = 'created', provider_reference = null`

    const answers = await Promise.all(Array.from({ length: 30 }, () => deliver(app, message)))

    assert.equal(answers.filter(({ changed }) => changed).length, 1)
    assert.equal(await statusOf(app, payment.orderId), 'authorized')
  })

  it('about something that is not ours is taken and forgotten', async () => {
    const { app } = await desk()
    await using _ = app
    const news = JSON.stringify({ id: 'p1', reference: 'another shop', status: 'captured' })
    const unknown = JSON.stringify({ id: 'p2', reference: randomUUID(), status: 'captured' })

    for (const payload of [news, unknown]) {
      assert.equal((await deliver(app, signed(`m ${payload}`, payload))).changed, false)
    }

    assert.deepEqual(await app.sql`select from payments.payments`, [])
  })

  const now = () => new Date()
  const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000)
  const good = (at = now()) => signed('m1', '{"id":"p1","reference":"r","status":"captured"}', at)
  const refused: Record<string, () => Partial<Input<typeof receiveWebhook>>> = {
    'whose body was changed': () => ({ ...good(), payload: '{"id":"p1","status":"refunded"}' }),
    'whose id was changed': () => ({ ...good(), messageId: 'm2' }),
    'whose time was changed': () => ({ ...good(ago(400)), timestamp: good().timestamp }),
    'signed with another secret': () => ({ ...good(), signature: `v1,${btoa('x'.repeat(32))}` }),
    'that was recorded and is played back later': () => good(ago(301)),
    'from the future': () => good(ago(-301)),
    'without a signature': () => ({ payload: good().payload, messageId: 'm1' }),
    'with an unknown kind of signature': () => ({
      ...good(),
      signature: good().signature.replace('v1', 'v0'),
    }),
  }
  for (const [which, message] of Object.entries(refused)) {
    it(`${which} is refused`, async () => {
      const { app } = await desk()
      await using _ = app

      await assert.rejects(deliver(app, message()), { code: 'BAD_SIGNATURE', kind: 'forbidden' })
    })
  }

  it('of a provider that is not connected is refused, and so is one that cannot be read', async () => {
    const { app } = await desk()
    await using _ = app

    await assert.rejects(deliver(app, { ...good(), provider: 'other' }), {
      code: 'UNKNOWN_PROVIDER',
    })
    await assert.rejects(deliver(app, signed('m1', 'not json')), { code: 'BAD_MESSAGE' })
  })

  it('with two signatures, as while a secret is changed, is taken', async () => {
    const { app } = await desk()
    await using _ = app
    const message = good()

    const both = { ...message, signature: `v1,${btoa('x'.repeat(32))} ${message.signature}` }

    assert.equal((await deliver(app, both)).messageId, 'm1')
  })
})

/** Payments with a provider inside the test. */
async function desk(pass?: Parameters<typeof createFakeProvider>[0]) {
  const provider: FakeProvider = createFakeProvider(pass)
  const app = await startTestApp(payments({ provider }))
  const held = (paymentMethod = 'tok_ok') => ({
    orderId: randomUUID(),
    amount: { amount: 1_250, currency: 'EUR' },
    paymentMethod,
  })
  return { app, provider, held }
}

function deliver(app: TestApp, message: Partial<Input<typeof receiveWebhook>>) {
  const { messageId, payload = '', timestamp, signature, provider = 'fake' } = message
  const given = { messageId, payload, timestamp, signature, provider }
  const input = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  return app.call(receiveWebhook, input as Input<typeof receiveWebhook>, { as: guest })
}

async function statusOf(app: TestApp, orderId: string): Promise<PaymentStatus> {
  return (await app.call(getPayment, { orderId })).status
}
