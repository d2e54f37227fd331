import { migrateAll, startCore } from '../../app/core.ts'
import { openEdge } from '../../app/test-parts.ts'
import { type CacheWiring, defaultWiring } from '../../app/wiring.ts'
import type { Input, Operation, Output } from '../../contract/operation.ts'
import type { Database } from '../../data/database.ts'
import { guest } from '../../dispatch/principal.ts'
import type { Module } from '../../module/define-module.ts'
import { testDatabase } from '../../postgres/test-server.ts'
import type { CacheOutcome } from '../answer-cache.ts'

export interface TestProcess {
  readonly database: Database
  /** How often answers came from where. */
  readonly outcomes: ReadonlyMap<CacheOutcome, number>
  call<O extends Operation>(operation: O, input: Input<O>): Promise<Output<O>>
}

export interface TestProcesses extends AsyncDisposable {
  readonly all: readonly TestProcess[]
}

export interface ProcessesWanted {
  /** One process for each. */
  readonly modules: readonly Module[]
  readonly cache?: Partial<CacheWiring>
  readonly redisUrl?: string
}

/** Starts processes that share a database, each with one module of the same definition. */
export async function startProcesses(wanted: ProcessesWanted): Promise<TestProcesses> {
  await using opened = new AsyncDisposableStack()
  const { url } = opened.use(await testDatabase())
  await migrateAll(url, wanted.modules.slice(0, 1))
  const all: TestProcess[] = []
  for (const module of wanted.modules) {
    const { process, stop } = await startOne(module, url, wanted)
    opened.defer(stop)
    all.push(process)
  }
  const stack = opened.move()
  return { all, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

async function startOne(module: Module, databaseUrl: string, wanted: ProcessesWanted) {
  const outcomes = new Map<CacheOutcome, number>()
  const usual = defaultWiring('prices', [])
  const core = await startCore({
    ...openEdge,
    modules: [module],
    wiring: { ...usual, cache: { ...usual.cache, ...wanted.cache } },
    databaseUrl,
    caching: {
      ...(wanted.redisUrl === undefined ? {} : { redisUrl: wanted.redisUrl }),
      count: (_, outcome) => outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1),
      onDependency: () => {},
    },
  })
  const process: TestProcess = {
    database: core.database,
    outcomes,
    async call(operation, input) {
      const { name } = operation
      const from = { transport: 'local' } as const
      const { output } = await core.dispatcher.dispatch({
        operation: name,
        input,
        principal: guest,
        from,
      })
      return output as never // checked against the operation's output schema: the mode is strict
    },
  }
  return { process, stop: () => core.stop() }
}
