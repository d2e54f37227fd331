import { type Outgoing, type OutgoingAnswer, TargetRefused } from '@archwright/kit/outgoing'
import { signatureHeaders } from '@archwright/kit/webhooks'

import type { Claimed } from './claim-store.ts'
import type { MadeAttempt } from './contract.ts'
import { readRetryAfter } from './schedule.ts'
import type { SecretKeys } from './secret-keys.ts'

export interface AttemptParts {
  readonly outgoing: Outgoing
  readonly keys: SecretKeys
  readonly signal: AbortSignal
  now(): Date
}

/** Sends a message once, signed with the time of this attempt. Whatever happens is in what it answers. */
export async function makeAttempt(
  claimed: Claimed,
  { outgoing, keys, signal, now }: AttemptParts,
): Promise<MadeAttempt> {
  const { deliveryId, endpointId, messageId, url, body } = claimed
  const at = now()
  const startedAt = performance.now()
  const known = { deliveryId, endpointId, at: at.toISOString() }
  const counts = { number: claimed.attempts + 1, tries: claimed.tries + 1 }
  const latency = () => ({ latencyMs: Math.round(performance.now() - startedAt) })
  try {
    const secrets = claimed.sealed.map((sealed) => keys.open(sealed, endpointId))
    const signed = signatureHeaders({ messageId, payload: body }, secrets, at)
    const headers = { 'content-type': 'application/json', 'user-agent': 'webhooks/1', ...signed }
    const answer = await outgoing.post({ url, headers, body, signal })
    return { ...known, ...counts, ...latency(), ...told(answer, at), error: null }
  } catch (error) {
    const silence = { status: null, excerpt: null, retryAfterSeconds: null }
    return { ...known, ...counts, ...latency(), ...silence, error: whyOf(error) }
  }
}

function told({ status, headers, excerpt }: OutgoingAnswer, now: Date) {
  return { status, excerpt, retryAfterSeconds: readRetryAfter(headers['retry-after'], now) }
}

/** Names the network's errors by their codes: their messages may hold addresses of our side. */
function whyOf(error: unknown): string {
  if (error instanceof TargetRefused) return `not sent: ${error.message}`
  const { name, code } = Object(error) as { name?: string; code?: unknown }
  return (typeof code === 'string' ? code : (name ?? 'failed')).slice(0, 200)
}
