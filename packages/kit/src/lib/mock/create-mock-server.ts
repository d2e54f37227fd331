import { AsyncLocalStorage } from 'node:async_hooks'

import type { Module } from '../module/define-module.ts'
import {
  createRestServer,
  type HttpSettings,
  type RestServer,
} from '../transports/rest/rest-server.ts'
import { mockDispatcher } from './mock-dispatcher.ts'

export interface MockOptions {
  /** Only their contracts are read: nothing of them runs. */
  readonly modules: readonly Module[]
  readonly title?: string
  readonly http?: HttpSettings
}

/**
 * A REST server that answers every operation with an example of its contract, and checks input, credentials and keys as
 * the real one does. `Prefer: code=OUT_OF_STOCK` (RFC 7240) asks for that failure. It keeps nothing: a created thing is
 * not found again.
 */
export async function createMockServer({ modules, ...rest }: MockOptions): Promise<RestServer> {
  const preferred = new AsyncLocalStorage<string | undefined>()
  const dispatcher = mockDispatcher(modules, () => preferred.getStore())
  const server = await createRestServer({ dispatcher, modules, ...rest })
  server.fastify.addHook('onRequest', ({ headers }, _reply, done) => {
    const { prefer } = headers
    const code = typeof prefer === 'string' ? /\bcode="?(\w+)"?/.exec(prefer)?.[1] : undefined
    preferred.run(code, done)
  })
  return server
}
