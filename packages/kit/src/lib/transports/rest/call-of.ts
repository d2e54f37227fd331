import type { FastifyRequest } from 'fastify'

import type { Call } from '../../dispatch/call.ts'
import { bearerOf, unquoteKey } from '../caller-fields.ts'
import { versionHeader } from './api-version.ts'

/** A request as a call of the one path; what it asks for is the operation's own to read. */
export function callOf(request: FastifyRequest, operation: string, input: unknown): Call {
  const { authorization, traceparent } = request.headers
  const key = request.headers['idempotency-key']
  const version = request.headers[versionHeader]
  const bearer = bearerOf(authorization)
  const deadlineMs = deadlineOf(request.headers['x-deadline-ms'])
  return {
    operation,
    input,
    credentials: bearer === undefined ? {} : { bearer },
    ...(typeof key === 'string' ? { idempotencyKey: unquoteKey(key) } : {}),
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
    ...(typeof traceparent === 'string' ? { traceparent } : {}),
    correlationId: request.id,
    ...(typeof version === 'string' ? { version } : {}),
    from: { transport: 'rest', address: request.ip },
  }
}

/** What the client still waits; text that is no such number is as if it were not there. */
function deadlineOf(text: string | string[] | undefined): number | undefined {
  return typeof text === 'string' && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined
}
