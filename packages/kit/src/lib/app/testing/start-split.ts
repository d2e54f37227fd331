import fastify from 'fastify'
import type { Operation } from '../../contract/operation.ts'
import type { Principal } from '../../dispatch/principal.ts'
import type { Module } from '../../module/define-module.ts'
import { testDatabase } from '../../postgres/test-server.ts'
import { createRemote } from '../../remote/remote-client.ts'
import { addRemoteRoutes } from '../../remote/remote-server.ts'
import { type Core, migrateAll, startCore } from '../core.ts'
import { openEdge } from '../test-parts.ts'
import { defaultWiring } from '../wiring.ts'

export interface SplitPart {
  readonly core: Core
  call(operation: Operation, input: object, as: Principal, key?: string): Promise<unknown>
}

export interface SplitApp extends AsyncDisposable {
  readonly parts: readonly SplitPart[]
}

const token = () => 'secret-of-the-test'

/** Starts each group of modules with a database, a port and a dispatcher of its own. */
export async function startSplit(groups: readonly (readonly Module[])[]): Promise<SplitApp> {
  const urls: string[] = []
  const urlOf = (module: string) =>
    urls[groups.findIndex((group) => group.some(({ name }) => name === module))]
  const all = groups.flat()
  const operations = new Map(
    all.flatMap((module) => module.handlers.map(({ operation }) => [operation.name, operation])),
  )
  const stack = new AsyncDisposableStack()
  const parts: SplitPart[] = []
  for (const modules of groups) {
    const database = stack.use(await testDatabase())
    await migrateAll(database.url, modules)
    const remote = stack.adopt(createRemote({ operations, urlOf, token }), (client) =>
      client.close(),
    )
    const core = stack.adopt(
      await startCore({
        ...openEdge,
        modules,
        elsewhere: { modules: all.filter((module) => !modules.includes(module)), remote },
        wiring: { ...defaultWiring('split', []), relay: { batch: 100, idleMs: 50 } },
        databaseUrl: database.url,
      }),
      (started) => started.stop(),
    )
    const server = stack.adopt(fastify(), (open) => open.close())
    addRemoteRoutes(server, { dispatcher: core.dispatcher, deliver: core.deliver, token })
    urls.push(await server.listen({ port: 0, host: '127.0.0.1' }))
    parts.push({
      core,
      call: (operation, input, as, key) => callOn(core, { operation, input, as, key }),
    })
  }
  return { parts, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

interface TestCall {
  operation: Operation
  input: object
  as: Principal
  key: string | undefined
}

async function callOn(core: Core, { operation, input, as, key }: TestCall): Promise<unknown> {
  const { output } = await core.dispatcher.dispatch({
    operation: operation.name,
    input,
    principal: as,
    from: { transport: 'local' },
    ...(key ? { idempotencyKey: key } : {}),
  })
  return output
}
