import { createHash, timingSafeEqual } from 'node:crypto'

import type { FastifyInstance } from 'fastify'

import { builtIn } from '../contract/failure.ts'
import type { OutboxRow } from '../data/outbox.ts'
import type { Dispatcher } from '../dispatch/call.ts'
import { callPath, eventPath, toWire, type WireCall } from './wire.ts'

export interface RemoteServerParts {
  readonly dispatcher: Dispatcher
  deliver(listener: string, rows: readonly OutboxRow[]): Promise<void>
  /** Any of these, separated by commas. */
  token(): string
}

/** Lets the other processes of the system call the modules of this one. */
export function addRemoteRoutes(server: FastifyInstance, parts: RemoteServerParts): void {
  server.register(async (scope) => {
    scope.addHook('onRequest', async (request) => {
      const given = digest(request.headers.authorization ?? '')
      const known = parts.token().split(',')
      if (!known.some((token) => timingSafeEqual(given, digest(`Bearer ${token.trim()}`))))
        throw builtIn('UNAUTHENTICATED')
    })
    scope.post<{ Params: { operation: string }; Body: WireCall }>(
      callPath,
      async ({ params, body }) => {
        try {
          return await parts.dispatcher.dispatch({
            ...body,
            operation: params.operation,
            from: { transport: 'remote' },
          })
        } catch (error) {
          return { failure: toWire(error) }
        }
      },
    )
    scope.post<{ Params: { listener: string }; Body: { rows: OutboxRow[] } }>(
      eventPath,
      { bodyLimit: 16 * 1_048_576 },
      async ({ params, body }) => {
        try {
          await parts.deliver(params.listener, body.rows)
          return { output: null, replayed: false }
        } catch (error) {
          return { failure: toWire(error) }
        }
      },
    )
  })
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
