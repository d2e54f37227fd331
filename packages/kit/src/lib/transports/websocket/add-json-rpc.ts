import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { WebSocket } from 'ws'

import { builtIn, Failure } from '../../contract/failure.ts'
import type { Operation } from '../../contract/operation.ts'
import type { Authenticate, Dispatcher } from '../../dispatch/call.ts'
import type { Follow } from '../../dispatch/follow.ts'
import type { Standing } from '../../feed/standing.ts'
import type { Module } from '../../module/define-module.ts'
import { bearerOf } from '../caller-fields.ts'
import { versionPrefix } from '../rest/fields.ts'
import type { ReportError } from '../rest/send-problem.ts'
import { bearerProtocol } from './accept-web-sockets.ts'
import { Connection } from './connection.ts'
import { SocketCaller } from './socket-caller.ts'
import type { WebSocketWiring } from './wiring.ts'

export interface JsonRpcParts {
  readonly path: {
    readonly dispatcher: Dispatcher
    readonly authenticate: Authenticate
    readonly follow: Follow
    readonly standing: Pick<Standing, 'check' | 'guard'>
  }
  readonly modules: readonly Module[]
  readonly wiring: WebSocketWiring
  readonly heartbeatMs: number
  /** Origins beside its own whose pages may connect. */
  readonly corsOrigins: readonly string[]
  readonly onError?: ReportError
}

export const jsonRpcPath = `${versionPrefix}/ws`

/** Serves every operation and subscription over WebSocket, as JSON-RPC 2.0. Needs {@link acceptWebSockets} before. */
export function addJsonRpc(server: FastifyInstance, parts: JsonRpcParts): void {
  const alive = new Map<WebSocket, { connection: Connection; answered: boolean }>()
  const admitted = new WeakMap<object, SocketCaller>()
  const offered = offeredBy(parts.modules)
  const heartbeat = setInterval(() => beat(alive), parts.heartbeatMs)
  server.addHook('onClose', async () => clearInterval(heartbeat))
  server.route({
    method: 'GET',
    url: jsonRpcPath,
    websocket: true,
    // What is refused here is answered as a problem, and no socket is opened.
    preValidation: async (request) => {
      if (!request.ws) return
      checkOrigin(request, parts.corsOrigins)
      if (alive.size >= parts.wiring.maxSockets)
        throw builtIn('OVERLOADED', { retryAfterSeconds: 10 })
      const { authorization } = request.headers
      const bearer = bearerOf(authorization) ?? bearerProtocolOf(request)
      admitted.set(request.raw, await SocketCaller.meet(parts.path, bearer))
    },
    handler: (socket, request) => {
      const caller = admitted.get(request.raw)
      if (!caller) return socket.terminate()
      const connection = new Connection({
        socket,
        caller,
        from: { transport: 'websocket', address: request.ip },
        correlationId: request.id,
        ...parts.path,
        offered,
        wiring: parts.wiring,
        onError: (error) => parts.onError?.(error, request.id),
      })
      alive.set(socket, { connection, answered: true })
      socket.on('pong', () => {
        const known = alive.get(socket)
        if (known) known.answered = true
      })
      socket.once('close', () => alive.delete(socket))
    },
  })
}

function bearerProtocolOf({ headers }: FastifyRequest): string | undefined {
  const offered = headers['sec-websocket-protocol']?.split(',').map((protocol) => protocol.trim())
  return offered
    ?.find((protocol) => protocol.startsWith(bearerProtocol))
    ?.slice(bearerProtocol.length)
}

/** Browsers send cookies and credentials of the network to any origin's sockets: only pages we know may open one. */
function checkOrigin({ headers }: FastifyRequest, allowed: readonly string[]): void {
  const { origin, host } = headers
  if (origin === undefined || allowed.includes(origin)) return
  if (URL.canParse(origin) && new URL(origin).host === host) return
  throw new Failure('FORBIDDEN', 'forbidden', { says: 'Pages of this origin may not connect.' })
}

// Of the modules here only: those of other processes are offered there.
function offeredBy(modules: readonly Module[]): Map<string, Operation> {
  const operations = modules.flatMap(({ handlers }) => handlers.map(({ operation }) => operation))
  const offered = operations.filter(({ access }) => access !== 'internal')
  return new Map(offered.map((operation) => [operation.name, operation]))
}

/** Cuts who did not answer the last ping; pings the others and tells them where they stand. */
function beat(alive: Map<WebSocket, { connection: Connection; answered: boolean }>): void {
  for (const [socket, known] of alive) {
    if (!known.answered) {
      socket.terminate()
      continue
    }
    known.answered = false
    socket.ping()
    void known.connection.tellPlaces()
  }
}
