import {
  createHmac,
  createSecretKey,
  type KeyObject,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'

/** A webhook as it came in, its payload as the raw text that was signed. */
export interface WebhookMessage {
  readonly payload: string
  readonly messageId?: string
  /** Seconds since 1970. */
  readonly timestamp?: string
  readonly signature?: string
}

/** A webhook that its sender did not sign, or not recently. */
export class BadSignature extends Error {
  override name = 'BadSignature'
}

/** How old, or how far ahead, a message may be: the replay window of the Standard Webhooks libraries. */
export const toleranceSeconds = 300

/**
 * Checks a message signed as https://www.standardwebhooks.com describes: HMAC-SHA256 over id.timestamp.payload.
 * @throws BadSignature also when there is no secret.
 */
export function checkSignature(
  message: WebhookMessage,
  secret: string | undefined,
  now: Date,
): asserts message is WebhookMessage & { messageId: string } {
  const { messageId, timestamp, signature, payload } = message
  if (!secret) throw new BadSignature('no secret is set up')
  if (!messageId || !timestamp || !signature) throw new BadSignature('headers are missing')
  if (!/^\d{1,12}$/.test(timestamp)) throw new BadSignature('the timestamp is not a number')
  const offSeconds = Math.abs(now.getTime() / 1000 - Number(timestamp))
  if (offSeconds > toleranceSeconds)
    throw new BadSignature('the message is too old or from the future')
  const expected = digestOf(keptKeyOf(secret), { messageId, timestamp, payload })
  // Several signatures stand side by side while a secret is being changed.
  const given = signature.split(' ').filter((part) => part.startsWith('v1,'))
  if (!given.some((part) => equal(Buffer.from(part.slice(3), 'base64'), expected)))
    throw new BadSignature('the signature does not fit')
}

export interface WebhookHeaders {
  'webhook-id': string
  'webhook-timestamp': string
  'webhook-signature': string
}

/**
 * The headers of a message that is sent now, signed with each of the secrets: two while one replaces the other.
 * @param messageId without a full stop: it delimits what is signed.
 */
export function signatureHeaders(
  { messageId, payload }: { messageId: string; payload: string },
  secrets: readonly string[],
  now: Date,
): WebhookHeaders {
  const timestamp = String(Math.floor(now.getTime() / 1000))
  const signed = { messageId, timestamp, payload }
  return {
    'webhook-id': messageId,
    'webhook-timestamp': timestamp,
    'webhook-signature': secrets
      .map((secret) => `v1,${digestOf(keyOf(secret), signed).toString('base64')}`)
      .join(' '),
  }
}

/** 32 random bytes as `whsec_` and base64. */
export function newSecret(): string {
  return `${prefix}${randomBytes(32).toString('base64')}`
}

const prefix = 'whsec_'

function digestOf(key: KeyObject, message: Required<Omit<WebhookMessage, 'signature'>>): Buffer {
  const { messageId, timestamp, payload } = message
  return createHmac('sha256', key).update(`${messageId}.${timestamp}.${payload}`).digest()
}

/** The key behind a secret: `whsec_` and base64, or any other text taken as it is. */
function keyOf(secret: string): KeyObject {
  return createSecretKey(
    secret.startsWith(prefix)
      ? Buffer.from(secret.slice(prefix.length), 'base64')
      : Buffer.from(secret),
  )
}

const kept = new Map<string, KeyObject>() // making a key costs five times as much as using it

/** Of the few secrets with which others sign for us. */
function keptKeyOf(secret: string): KeyObject {
  const key = kept.get(secret) ?? keyOf(secret)
  kept.set(secret, key)
  return key
}

function equal(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}
