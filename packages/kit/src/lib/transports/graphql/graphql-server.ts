import { Readable } from 'node:stream'

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type GraphQLSchema, subscribe } from 'graphql'

import { buildSchema } from '../../contracts-out/graphql/schema.ts'
import type { Module } from '../../module/define-module.ts'
import { callOf } from '../rest/call-of.ts'
import type { ReportError } from '../rest/send-problem.ts'
import { createDocuments, type DocumentsParts } from './documents.ts'
import { createEngine, type DocumentLimits, type Prepared } from './engine.ts'
import { eventsOf, wantsEventStream } from './event-stream.ts'
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
 * server-sent events and by WebSocket, which the server has to accept before. Other sites cannot send for a user: tokens come in a header, never in a cookie, a POST has to be
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
  const closing = new AbortController()
  // Before the server waits for its last answers: a stream would never end.
  fastify.addHook('preClose', async () => closing.abort())
  const asStream = streamHandler({ ...parts, schema, closing: closing.signal }, prepare)
  const asOne = httpHandler(parts, prepare)
  const handler = (request: FastifyRequest, reply: FastifyReply) =>
    wantsEventStream(request) ? asStream(request, reply) : asOne(request, reply)
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
        'Follow subscriptions with Accept: text/event-stream, or over WebSocket (graphql-transport-ws).',
        400,
      )
    }
    refuseMutationByGet(prepared, request)
    const context = new RequestContext(path, factsOf(request, reply))
    const result = await prepared.execute(context, asked.variables)
    return sendResult(request, reply, result, { cacheSeconds, report: onError })
  }
}

type StreamParts = GraphqlParts & { readonly schema: GraphQLSchema; readonly closing: AbortSignal }

function streamHandler({ path, schema, onError, closing }: StreamParts, prepare: PrepareRequest) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const asked = readRequest(request)
    const facts = factsOf(request, reply)
    const signal = AbortSignal.any([facts.signal, closing])
    const context = new RequestContext(path, { ...facts, signal })
    const run = async () => {
      const prepared = prepare(asked)
      refuseMutationByGet(prepared, request)
      if (prepared.kind !== 'subscription') return prepared.execute(context, asked.variables)
      return subscribe({
        schema,
        document: prepared.document,
        variableValues: asked.variables,
        contextValue: context,
        ...(asked.operationName === undefined ? {} : { operationName: asked.operationName }),
      })
    }
    reply.headers({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no', // asks proxies of nginx's kind to pass each event on at once
    })
    const place = { correlationId: request.id, report: onError }
    return reply.send(Readable.from(eventsOf({ ...place, run, closing })))
  }
}

function refuseMutationByGet({ kind }: Prepared, { method }: FastifyRequest): void {
  if (kind === 'mutation' && method === 'GET')
    throw refusal('METHOD_NOT_ALLOWED', 'Send mutations by POST.', 405)
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
