import { createHash, timingSafeEqual } from 'node:crypto'

import type { FastifyInstance, FastifyRequest } from 'fastify'

import { builtIn } from '../contract/failure.ts'
import { moduleOf } from '../contract/operation.ts'
import type { OutboxRow } from '../data/outbox.ts'
import type { Dispatcher } from '../dispatch/call.ts'
import type { Principal } from '../dispatch/principal.ts'
import { callPath, eventPath, toWire, type WireCall } from './wire.ts'

export interface RemoteServerParts {
  readonly dispatcher: Dispatcher
  deliver(listener: string, rows: readonly OutboxRow[]): Promise<void>
  /** Any of these, separated by commas; absent where who calls proves it by a certificate alone. */
  token?: (() => string) | undefined
  /** Throws unless the process at the other end may say this. */
  admits?(request: FastifyRequest, said: Said): void
}

/** For whom a call is made, and of which modules events are. */
export interface Said {
  readonly principal?: Principal
  readonly modules?: readonly string[]
}

/** Lets the other processes of the system call the modules of this one. */
export function addRemoteRoutes(server: FastifyInstance, parts: RemoteServerParts): void {
  const { token, admits } = parts
  if (!token && !admits) throw new TypeError('calls of other processes need a proof')
  server.register(async (scope) => {
    if (token) {
      scope.addHook('onRequest', async ({ headers }) => {
        if (!isKnown(headers.authorization, token())) throw builtIn('UNAUTHENTICATED')
      })
    }
    scope.post<{ Params: { operation: string }; Body: WireCall }>(callPath, async (request) => {
      const { params, body } = request
      admits?.(request, { principal: body.principal })
      try {
        return await parts.dispatcher.dispatch({
          ...body,
          operation: params.operation,
          from: { transport: 'remote' },
        })
      } catch (error) {
        return { failure: toWire(error) }
      }
    })
    scope.post<{ Params: { listener: string }; Body: { rows: OutboxRow[] } }>(
      eventPath,
      { bodyLimit: 16 * 1_048_576 },
      async (request) => {
        const { params, body } = request
        admits?.(request, { modules: body.rows.map(({ event }) => moduleOf(event)) })
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

function isKnown(authorization: string | undefined, tokens: string): boolean {
  const given = digest(authorization ?? '')
  return tokens.split(',').some((one) => timingSafeEqual(given, digest(`Bearer ${one.trim()}`)))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
