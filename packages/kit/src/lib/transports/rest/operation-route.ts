import type { FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify'

import type { Operation, RestSpec } from '../../contract/operation.ts'
import type { Call, Dispatcher } from '../../dispatch/call.ts'
import { answerOf } from './answer.ts'
import { inputGatherer } from './gather-input.ts'

/** Translates between one route and the one path. */
export function operationHandler(
  dispatcher: Dispatcher,
  operation: Operation,
  rest: RestSpec,
): RouteHandlerMethod {
  const gather = inputGatherer(operation, rest)
  const answer = answerOf(operation, rest)
  // Only a query stops when its caller leaves: a command that may be committing has to reach its end.
  const abortable = operation.kind === 'query'
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const signal = abortable ? disconnectSignal(reply) : undefined
    const call = callOf(request, operation.name, gather(request), signal)
    return answer(request, reply, await dispatcher.dispatch(call))
  }
}

// Not request.signal: Fastify aborts that after every answer too, and making the exception for it costs 5 µs (measured).
function disconnectSignal({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController()
  raw.once('close', () => {
    if (!raw.writableFinished) controller.abort()
  })
  return controller.signal
}

function callOf(
  request: FastifyRequest,
  operation: string,
  input: unknown,
  signal: AbortSignal | undefined,
): Call {
  const { authorization, traceparent } = request.headers
  const key = request.headers['idempotency-key']
  const bearer = bearerOf(authorization)
  return {
    operation,
    input,
    credentials: bearer === undefined ? {} : { bearer },
    ...(typeof key === 'string' ? { idempotencyKey: unquote(key) } : {}),
    ...(signal ? { signal } : {}),
    ...(typeof traceparent === 'string' ? { traceparent } : {}),
    correlationId: request.id,
    from: { transport: 'rest', address: request.ip },
  }
}

function bearerOf(authorization: string | undefined): string | undefined {
  if (authorization === undefined) return undefined
  return /^Bearer +(\S+) *$/i.exec(authorization)?.[1]
}

// The header's draft makes it a quoted string; most clients send it bare. Both name the same key.
function unquote(key: string): string {
  return /^".*"$/.test(key) ? key.slice(1, -1) : key
}
