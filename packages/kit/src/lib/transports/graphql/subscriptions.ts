import type { FastifyRequest } from 'fastify'
import type { GraphQLError, GraphQLSchema } from 'graphql'
import { type Context, makeServer, type SubscribePayload } from 'graphql-ws'
import type { WebSocket } from 'ws'

import { bearerOf } from '../caller-fields.ts'
import type { ReportError } from '../rest/send-problem.ts'
import type { Prepared } from './engine.ts'
import { type GraphqlRequest, readParameters } from './http-request.ts'
import { formatErrors, Refusal, refusal } from './refusal.ts'
import { type PathParts, RequestContext } from './request-context.ts'

export interface SubscriptionParts {
  readonly path: PathParts
  readonly schema: GraphQLSchema
  readonly prepare: (request: GraphqlRequest) => Prepared
  readonly maxSubscriptions: number
  readonly onError?: ReportError
}

/** How long a connection may take to introduce itself, and to answer that it is still there. */
const initWaitMs = 10_000
const pingEveryMs = 20_000

interface Connection {
  readonly socket: WebSocket
  readonly request: FastifyRequest
  /** Aborted when the connection ends. */
  readonly gone: AbortController
}

/**
 * Takes subscriptions over WebSocket by the graphql-transport-ws protocol. The access token comes as `authorization`
 * or `accessToken` in the payload of connection_init, because browsers send no headers with a WebSocket.
 */
export function acceptSubscriptions(parts: SubscriptionParts) {
  const server = makeServer<Record<string, unknown>, Connection>({
    connectionInitWaitTimeout: initWaitMs,
    onConnect: (context) => mayConnect(parts, context),
    onSubscribe: (context, _id, payload) => argumentsOf(parts, context, payload),
    onNext: (...[context, , , , { data = null, errors }]) =>
      errors ? { data, errors: formatted(parts, context, errors) } : undefined,
    onError: (context, _id, _payload, errors) => formatted(parts, context, errors),
  })
  return (socket: WebSocket, request: FastifyRequest) => {
    const gone = new AbortController()
    const stopPinging = pingUntilSilent(socket)
    const closed = server.opened(
      {
        protocol: socket.protocol,
        send: (text) => sendText(socket, text),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (hear) =>
          socket.on('message', (data) => {
            hear(String(data)).catch((error: unknown) => {
              parts.onError?.(error, request.id)
              socket.close(1011)
            })
          }),
      },
      { socket, request, gone },
    )
    socket.once('close', (code, reason) => {
      stopPinging()
      gone.abort()
      closed(code, String(reason)).catch((error: unknown) => parts.onError?.(error, request.id))
    })
  }
}

/** Refuses a token that is bad; who brings none is a guest. */
async function mayConnect({ path }: SubscriptionParts, context: Context<Params, Connection>) {
  try {
    await path.authenticate(credentialsOf(context))
    return true
  } catch {
    return false
  }
}

type Params = Record<string, unknown>

function credentialsOf({ connectionParams = {} }: Context<Params, Connection>) {
  const { authorization, Authorization = authorization, accessToken } = connectionParams
  const bearer = typeof Authorization === 'string' ? bearerOf(Authorization) : accessToken
  return typeof bearer === 'string' ? { bearer } : {}
}

/** What a subscription is executed with; the errors when it is not. */
function argumentsOf(
  parts: SubscriptionParts,
  context: Context<Params, Connection>,
  payload: SubscribePayload,
) {
  const { request, gone } = context.extra
  try {
    if (Object.keys(context.subscriptions).length > parts.maxSubscriptions) {
      throw refusal('TOO_MANY_CALLS', `A connection follows ${parts.maxSubscriptions} at most.`)
    }
    const asked = readParameters(payload)
    const { document, kind } = parts.prepare(asked)
    if (kind !== 'subscription') {
      throw refusal('BAD_REQUEST', 'Send queries and mutations over HTTP.')
    }
    const facts = {
      credentials: credentialsOf(context),
      address: request.ip,
      correlationId: request.id,
      signal: gone.signal,
    }
    return {
      schema: parts.schema,
      document,
      variableValues: asked.variables,
      contextValue: new RequestContext(parts.path, facts),
      ...(asked.operationName === undefined ? {} : { operationName: asked.operationName }),
    }
  } catch (error) {
    if (error instanceof Refusal) return error.errors
    throw error
  }
}

function formatted(
  { onError }: SubscriptionParts,
  { extra }: Context<Params, Connection>,
  errors: readonly GraphQLError[],
) {
  return formatErrors(errors, { correlationId: extra.request.id, report: onError })
}

async function sendText(socket: WebSocket, text: string): Promise<void> {
  if (socket.readyState !== socket.OPEN) return
  await new Promise<void>((resolve, reject) => {
    socket.send(text, (error) => (error ? reject(error) : resolve()))
  })
}

/** Cuts a connection whose other end went away without a word. */
function pingUntilSilent(socket: WebSocket): () => void {
  let isAlive = true
  socket.on('pong', () => {
    isAlive = true
  })
  const timer = setInterval(() => {
    if (!isAlive) return socket.terminate()
    isAlive = false
    socket.ping()
  }, pingEveryMs)
  return () => clearInterval(timer)
}
