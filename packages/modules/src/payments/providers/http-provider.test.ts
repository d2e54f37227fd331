import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, it } from 'node:test'

import { type HeldPayment, ProviderUnavailable, stepKey } from '../payment-provider.ts'
import { startSimulator } from '../testing/simulator-process.ts'
import { createHttpProvider } from './http-provider.ts'

describe('a provider over HTTP', () => {
  it('holds, takes and gives back', async () => {
    await using desk = await open()
    const payment = desk.payment()
    const held = await desk.provider.authorize(payment, desk.call(payment, 'authorize'))
    assert.equal(held.status, 'authorized')
    const known = { ...payment, reference: held.reference }

    assert.equal(
      (await desk.provider.capture(known, desk.call(payment, 'capture'))).status,
      'captured',
    )
    assert.equal((await desk.provider.void(known, desk.call(payment, 'void'))).status, 'captured')
    assert.equal(
      (await desk.provider.refund(known, desk.call(payment, 'refund'))).status,
      'refunded',
    )
    const found = await desk.provider.lookup?.(held.reference ?? '', { signal: desk.signal })
    assert.equal(found?.status, 'refunded')
  })

  it('tells a decline and a refusal from an outage', async () => {
    await using desk = await open()
    const payment = desk.payment('tok_declined')
    const declined = await desk.provider.authorize(payment, desk.call(payment, 'authorize'))
    const late = desk.payment('tok_capture_refused')
    const { reference } = await desk.provider.authorize(late, desk.call(late, 'authorize'))
    const refused = await desk.provider.capture({ ...late, reference }, desk.call(late, 'capture'))
    await desk.simulator.set('faults', { errorRate: 1 })
    const down = desk.payment()

    assert.deepEqual(declined, {
      status: 'declined',
      reference: declined.reference,
      code: 'insufficient_funds',
    })
    assert.deepEqual(refused, { status: 'refused', reference: null, code: 'hold_expired' })
    await assert.rejects(
      desk.provider.authorize(down, desk.call(down, 'authorize')),
      ProviderUnavailable,
    )
  })

  it('stops waiting when told to, and finds the hold with the same key', async () => {
    await using desk = await open()
    await desk.simulator.set('faults', { timeoutButSucceedRate: 1 })
    const payment = desk.payment()
    const hurried = { ...desk.call(payment, 'authorize'), signal: AbortSignal.timeout(150) }
    await assert.rejects(desk.provider.authorize(payment, hurried), ProviderUnavailable)
    await desk.simulator.set('faults', { timeoutButSucceedRate: 0 })

    const held = await desk.provider.authorize(payment, desk.call(payment, 'authorize'))

    assert.equal(held.status, 'authorized')
    assert.equal((await desk.simulator.ledger()).length, 1)
  })

  it('is unavailable when nothing is set up or nobody listens', async () => {
    for (const url of [undefined, 'http://127.0.0.1:9']) {
      const provider = createHttpProvider({
        name: 'simulator',
        url,
        webhookSecret: () => undefined,
      })
      const payment = { ...paymentOf('tok_ok'), reference: 'pay_1' }
      const signal = AbortSignal.timeout(2_000)
      await assert.rejects(provider.capture(payment, { key: 'k', signal }), ProviderUnavailable)
      await provider.close?.()
    }
  })
})

async function open() {
  const simulator = await startSimulator()
  const provider = createHttpProvider({
    name: 'simulator',
    url: simulator.url,
    webhookSecret: () => 'a secret',
  })
  const signal = new AbortController().signal
  return {
    simulator,
    provider,
    signal,
    payment: (paymentMethod = 'tok_ok') => paymentOf(paymentMethod),
    call: ({ paymentId }: HeldPayment, step: Parameters<typeof stepKey>[1]) => ({
      key: stepKey(paymentId, step),
      signal,
    }),
    async [Symbol.asyncDispose]() {
      await provider.close?.()
      await simulator[Symbol.asyncDispose]()
    },
  }
}

function paymentOf(paymentMethod: string) {
  const amount = { amount: 1_250, currency: 'EUR' }
  return { paymentId: randomUUID(), amount, paymentMethod, reference: null }
}
