import assert from 'node:assert/strict'
import { it } from 'node:test'

import { checkSignature } from './standard-webhooks.ts'

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
  const later = new Date(then.getTime() + 301_000)
  assert.throws(() => checkSignature(published, secret, later), { name: 'BadSignature' })
})

it('believes nothing without a secret', () => {
  for (const missing of [undefined, ''])
    assert.throws(() => checkSignature(published, missing, then), { name: 'BadSignature' })
})
