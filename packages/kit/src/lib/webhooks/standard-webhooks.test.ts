import assert from 'node:assert/strict'
import { it } from 'node:test'

import { checkSignature, newSecret, signatureHeaders } from './standard-webhooks.ts'

// The example of the Standard Webhooks specification and its libraries.
const published = {
  messageId: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestamp: '1614265330',
  payload: '{"test": 2432232314}',
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
}
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const then = new Date(1_614_265_330_000)

it('accepts the published example, within its five minutes only', () => {
  assert.doesNotThrow(() => checkSignature(published, secret, then))
  for (const offMs of [301_000, -301_000]) {
    const at = new Date(then.getTime() + offMs)
    assert.throws(() => checkSignature(published, secret, at), { name: 'BadSignature' })
  }
})

it('believes nothing without a secret', () => {
  for (const missing of [undefined, ''])
    assert.throws(() => checkSignature(published, missing, then), { name: 'BadSignature' })
})

it('signs the published example as it is published', () => {
  assert.deepEqual(signatureHeaders(published, [secret], then), {
    'webhook-id': published.messageId,
    'webhook-timestamp': published.timestamp,
    'webhook-signature': published.signature,
  })
})

it('signs with both secrets while one replaces the other, and with no third', () => {
  const [older, newer, other] = [newSecret(), newSecret(), newSecret()]
  const { messageId, timestamp, payload } = published
  const headers = signatureHeaders({ messageId, payload }, [newer, older], then)
  const message = { messageId, timestamp, payload, signature: headers['webhook-signature'] }

  for (const known of [older, newer])
    assert.doesNotThrow(() => checkSignature(message, known, then))
  assert.throws(() => checkSignature(message, other, then), { name: 'BadSignature' })
  const changed = { ...message, payload: `${payload} ` }
  assert.throws(() => checkSignature(changed, newer, then), { name: 'BadSignature' })
})
