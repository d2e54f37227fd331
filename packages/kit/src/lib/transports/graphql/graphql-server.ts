import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

import { buildSchema } from '../../contracts-out/graphql/schema.ts'
import type { Module } from '../../module/define-module.ts'
import { callOf } from '../rest/call-of.ts'
import type { ReportError } from '../rest/send-problem.ts'
import { createDocuments, type DocumentsParts } from './documents.ts'
import { createEngine, type DocumentLimits, type Prepared } from './engine.ts'
import { addGraphiql } from './graphiql-page.ts'
import { sendError, sendResult } from './http-answer.ts'
import { type GraphqlRequest, readRequest } from './http-request.ts'
import { refusal } from './refusal.ts'
import { type PathParts, RequestContext, type RequestFacts } from './request-context.ts'
import { resolvers } from './resolvers.ts'
import { acceptSubscriptions } from './subscriptions.ts'

export interface GraphqlParts {
  readonly path: PathParts
  /** Modules whose operations are offered, and those of other processes that these refer to. */
  readonly modules: readonly Module[]
  readonly elsewhere?: readonly Module[]
  readonly limits: DocumentLimits
  readonly documents: DocumentsParts
  readonly introspection: boolean
  /** Serves GraphiQL at /graphiql. */
  readonly graphiql: boolean
  readonly federation: boolean
  readonly maxSubscriptions: number
  /** Told of errors that are no declared failures. */
  readonly onError?: ReportError
}

export const graphqlPath = '/graphql'

/**
 * Offers the modules' operations as GraphQL at /graphql: queries by GET and POST, mutations by POST, subscriptions by
 * WebSocket, which the server has to accept before. Other sites cannot send for a user: tokens come in a header, never in a cookie, a POST has to be
 * application/json, which browsers ask leave for, and a GET changes nothing.
 */
export async function addGraphql(fastify: FastifyInstance, parts: GraphqlParts): Promise<void> {
  const { schema } = buildSchema({ ...parts, resolvers })
  const engine = { ...parts, schema }
  const find = createDocuments(parts.documents)
  const prepareText = createEngine(engine)
  const prepare: PrepareRequest = (request) => {
    const prepared = prepareText(find(request), request.operationName)
    prepared.checkLimits(request.variables)
    return prepared
  }
  const handler = httpHandler(parts, prepare)
  await fastify.register(async (scope) => {
    scope.setErrorHandler((error, request, reply) =>
      sendError(request, reply, error, parts.onError),
    )
    scope.post(graphqlPath, handler)
    const wsHandler = acceptSubscriptions({ ...parts, schema, prepare })
    scope.route({ method: 'GET', url: graphqlPath, handler, wsHandler })
  })
  if (parts.graphiql) addGraphiql(fastify, graphqlPath)
}

/** What a request may have executed, or throws a Refusal. */
type PrepareRequest = (request: GraphqlRequest) => Prepared

function httpHandler({ path, onError }: GraphqlParts, prepare: PrepareRequest) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const asked = readRequest(request)
    const prepared = prepare(asked)
    const { kind, cacheSeconds } = prepared
    if (kind === 'subscription') {
      throw refusal(
        'BAD_REQUEST',
        'Follow subscriptions over WebSocket (graphql-transport-ws).',
        400,
      )
    }
    if (kind === 'mutation' && request.method === 'GET') {
      throw refusal('METHOD_NOT_ALLOWED', 'Send mutations by POST.', 405)
    }
    const context = new RequestContext(path, factsOf(request, reply))
    const result = await prepared.execute(context, asked.variables)
    return sendResult(request, reply, result, { cacheSeconds, report: onError })
  }
}

function factsOf(request: FastifyRequest, reply: FastifyReply): RequestFacts {
  const { credentials = {}, deadlineMs, traceparent } = callOf(request, '', {})
  return {
    credentials,
    address: request.ip,
    correlationId: request.id,
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
    ...(traceparent === undefined ? {} : { traceparent }),
    signal: disconnectSignal(reply),
  }
}

function disconnectSignal({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController()
  raw.once('close', () => {
    if (!raw.writableFinished) controller.abort()
  })
  return controller.signal
}
