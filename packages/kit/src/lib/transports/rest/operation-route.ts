import type { FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify'

import type { Versions } from '../../contract/revision.ts'
import type { Dispatcher } from '../../dispatch/call.ts'
import { answerOf } from './answer.ts'
import { callOf } from './call-of.ts'
import { inputGatherer } from './gather-input.ts'
import { asPreferred, preferenceReader } from './prefer.ts'
import type { Offered } from './relations.ts'
import { fieldsParameter, isSparse, type Project, projector } from './sparse-fields.ts'

export interface OperationRoute extends Offered {
  readonly dispatcher: Dispatcher
  /** All that is offered: answers link to it. */
  readonly offered: readonly Offered[]
  readonly versions: Versions
}

/** Translates between one route and the one path. */
export function operationHandler(route: OperationRoute): RouteHandlerMethod {
  const { dispatcher, operation, rest } = route
  const gather = inputGatherer(operation, rest)
  const answer = answerOf(route)
  const projection = projectionReader(route)
  const preferences = preferenceReader(route)
  // Only a query stops when its caller leaves: a command that may be committing has to reach its end.
  const abortable = operation.kind === 'query'
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const project = projection(request)
    const call = callOf(request, operation.name, gather(request))
    const outcome = await dispatcher.dispatch(
      abortable ? { ...call, signal: disconnectSignal(reply) } : call,
    )
    const preferred = preferences(request)
    if (!preferred) return answer(request, reply, { outcome, project })
    reply.header('preference-applied', preferred.applied)
    const shaped = await asPreferred(dispatcher, { call, outcome, preferred }, reply)
    return answer(request, reply, { ...shaped, project })
  }
}

/** Reads which fields of the answer are wanted. */
function projectionReader({
  operation,
}: Offered): (request: FastifyRequest) => Project | undefined {
  if (!isSparse(operation)) return () => undefined
  const project = projector(operation)
  return ({ query }) => {
    const text = (query as Record<string, string | string[] | undefined>)[fieldsParameter] // as Fastify's parser yields
    return text === undefined ? undefined : project(String(text))
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
