import assert from 'node:assert/strict'
import { it } from 'node:test'

import { createDevelopmentProvider } from './development-provider.ts'

it('a laptop without a provider pays with a simulated one, which ends with it', async () => {
  const provider = createDevelopmentProvider(undefined)
  const call = { key: 'p1:authorize', signal: AbortSignal.timeout(5_000) }
  const payment = {
    paymentId: '0197c0de-0000-7000-8000-000000000001',
    amount: { amount: 900, currency: 'EUR' },
    paymentMethod: 'tok_ok',
    reference: null,
  }

  await provider.start?.()
  try {
    const first = await provider.authorize(payment, call)

    assert.equal(first.status, 'authorized')
    assert.deepEqual(await provider.authorize(payment, call), first)
  } finally {
    await provider.close?.()
  }
  await assert.rejects(provider.authorize(payment, call))
})
