import { Metadata, type ServerUnaryCall } from '@grpc/grpc-js'

import type { Call, Reply } from '../../dispatch/call.ts'
import { bearerOf, correlationIdOf, unquoteKey } from '../caller-fields.ts'
import { rateLimitHeaders } from '../rest/rate-limit-headers.ts'

/** What every kind of gRPC call knows of its caller. */
export type CallSurface = Pick<
  ServerUnaryCall<unknown, unknown>,
  'metadata' | 'getPeer' | 'getDeadline'
>

export interface CallFacts
  extends Pick<Call, 'credentials' | 'idempotencyKey' | 'deadlineMs' | 'traceparent' | 'from'> {
  readonly correlationId: string
}

/** Reads a call's metadata. @param trustProxy whether x-forwarded-for is believed. */
export function callFacts(call: CallSurface, trustProxy: boolean): CallFacts {
  const text = (name: string) => {
    const [value] = call.metadata.get(name)
    return typeof value === 'string' ? value : undefined
  }
  const bearer = bearerOf(text('authorization'))
  const key = text('idempotency-key')
  const traceparent = text('traceparent')
  const deadlineMs = deadlineOf(call)
  const forwarded = trustProxy ? text('x-forwarded-for')?.split(',', 1)[0]?.trim() : undefined
  return {
    credentials: bearer === undefined ? {} : { bearer },
    correlationId: correlationIdOf(text('x-correlation-id')),
    ...(key === undefined ? {} : { idempotencyKey: unquoteKey(key) }),
    ...(traceparent === undefined ? {} : { traceparent }),
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
    from: { transport: 'grpc', address: forwarded || addressOf(call.getPeer()) },
  }
}

/** Milliseconds that the caller still waits (grpc-timeout). */
function deadlineOf(call: CallSurface): number | undefined {
  const at = Number(call.getDeadline())
  return Number.isFinite(at) ? Math.max(1, at - Date.now()) : undefined
}

// 192.0.2.1:50000 and [2001:db8::1]:50000
function addressOf(peer: string): string {
  return peer.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1')
}

/** Metadata behind an answer, as REST's headers. */
export function trailerOf(
  correlationId: string,
  policy: string,
  { replayed, limit }: Reply,
): Metadata {
  const trailer = new Metadata()
  trailer.set('x-correlation-id', correlationId)
  if (replayed) trailer.set('idempotency-replayed', 'true')
  if (limit) {
    for (const [name, value] of Object.entries(rateLimitHeaders(policy, limit)))
      trailer.set(name, value)
  }
  return trailer
}
