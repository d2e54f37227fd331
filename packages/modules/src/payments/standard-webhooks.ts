import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto'

import { BadSignature, type ProviderMessage } from './payment-provider.ts'

/** How old, or how far ahead, a message may be: the replay window of the Standard Webhooks specification. */
export const toleranceSeconds = 300

/**
 * Checks a message signed as https://www.standardwebhooks.com describes: HMAC-SHA256 over id.timestamp.payload.
 * @throws BadSignature also when there is no secret.
 */
export function checkSignature(
  message: ProviderMessage,
  secret: string | undefined,
  now: Date,
): asserts message is ProviderMessage & { messageId: string } {
  const { messageId, timestamp, signature, payload } = message
  if (!secret) throw new BadSignature('no secret is set up')
  if (!messageId || !timestamp || !signature) throw new BadSignature('headers are missing')
  if (!/^\d{1,12}$/.test(timestamp)) throw new BadSignature('the timestamp is not a number')
  const offSeconds = Math.abs(now.getTime() / 1000 - Number(timestamp))
  if (offSeconds > toleranceSeconds)
    throw new BadSignature('the message is too old or from the future')
  const expected = createHmac('sha256', keyOf(secret))
    .update(`${messageId}.${timestamp}.${payload}`)
    .digest()
  // Several signatures stand side by side while a secret is being changed.
  const given = signature.split(' ').filter((part) => part.startsWith('v1,'))
  if (!given.some((part) => equal(Buffer.from(part.slice(3), 'base64'), expected)))
    throw new BadSignature('the signature does not fit')
}

const keys = new Map<string, KeyObject>() // making a key costs five times as much as using it

/** The key behind a secret: `whsec_` and base64, or any other text taken as it is. */
export function keyOf(secret: string): KeyObject {
  const known = keys.get(secret)
  if (known) return known
  const encoded = secret.startsWith('whsec_')
  const key = createSecretKey(
    encoded ? Buffer.from(secret.slice('whsec_'.length), 'base64') : Buffer.from(secret),
  )
  keys.set(secret, key)
  return key
}

function equal(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}
