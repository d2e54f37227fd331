import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'

import { rolesOf } from '../access/roles.ts'
import type { EventData, EventSpec } from '../contract/event.ts'
import type { Input, Operation, Output } from '../contract/operation.ts'
import type { Subscription } from '../contract/subscription.ts'
import type { Sql } from '../data/sql.ts'
import type { Following } from '../dispatch/follow.ts'
import { type Principal, servicePrincipal } from '../dispatch/principal.ts'
import type { Module } from '../module/define-module.ts'
import { withOperations } from '../operations/operations-module.ts'
import { testDatabase, testTemplate } from '../postgres/test-server.ts'
import { withPrivacy } from '../privacy/privacy-module.ts'
import { movableClock } from './clock.ts'
import { type Core, migrateAll, startCore } from './core.ts'
import { openEdge } from './test-parts.ts'
import { defaultWiring, type TenantsWiring } from './wiring.ts'

/** Modules running on a database of their own, called through the one path in strict mode. */
export interface TestApp {
  readonly sql: Sql
  /** Calls an operation; as the module `test` when nobody is named. Throws `Failure`. */
  call<O extends Operation>(
    operation: O,
    input: Input<O>,
    options?: { as?: Principal; key?: string },
  ): Promise<Output<O>>
  /** Follows a subscription; as the module `test` when nobody is named. Throws `Failure`. */
  follow(
    subscription: Subscription,
    input?: object,
    options?: { as?: Principal; after?: string },
  ): Promise<Following>
  /** Data of the events published so far, delivered or not, oldest first. */
  published<E extends EventSpec>(event: E): Promise<EventData<E>[]>
  /** Waits until no saga is open, the outbox is empty, no job is due and all read models are filled; at most 15 s. */
  settle(): Promise<void>
  /** Moves the injected clock. */
  advance(milliseconds: number): void
  /** Ends the process part as a crash would: nothing is finished; then starts it again. */
  restart(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** Starts modules for a test, on a copy of a migrated template database. */
export async function startTestApp(...given: Module[]): Promise<TestApp> {
  const modules = withOperations(withPrivacy(given))
  const roles = rolesOf(modules)
  const template = await testTemplate(templateName(modules), (url) =>
    migrateAll(url, modules, tenantsOf(modules)),
  )
  const database = await testDatabase({ template })
  const clock = movableClock()
  const published: { name: string; data: unknown }[] = []
  const start = () => startTestCore(modules, database.url, clock, published)
  let core = await start()
  return {
    get sql() {
      return core.database.sql
    },
    async call(operation, input, { as = servicePrincipal('test'), key } = {}) {
      const { output } = await core.dispatcher.dispatch({
        operation: operation.name,
        input,
        principal: roles.hold(as),
        from: { transport: 'local' },
        ...(key ? { idempotencyKey: key } : {}),
      })
      return output as never // checked against the operation's output schema: the mode is strict
    },
    follow: (subscription, input = {}, { as = servicePrincipal('test'), after } = {}) =>
      core.follow({
        subscription: subscription.name,
        input,
        principal: roles.hold(as),
        from: { transport: 'local' },
        signal: new AbortController().signal,
        ...(after === undefined ? {} : { after }),
      }),
    published: async (event) =>
      published.filter(({ name }) => name === event.name).map(({ data }) => data as never),
    settle: () => settle(core.database.sql),
    advance: clock.advance,
    async restart() {
      await core.stop()
      core = await start()
    },
    async [Symbol.asyncDispose]() {
      await core.stop()
      await database[Symbol.asyncDispose]()
    },
  }
}

function startTestCore(
  modules: Module[],
  databaseUrl: string,
  clock: ReturnType<typeof movableClock>,
  published: { name: string; data: unknown }[],
): Promise<Core> {
  const wiring = defaultWiring('test', [])
  const tenants = tenantsOf(modules)
  return startCore({
    ...openEdge,
    modules: modules.map((module) => recording(module, published)),
    wiring: {
      ...wiring,
      relay: { batch: 100, idleMs: 50 },
      feed: { ...wiring.feed, recheckMs: 100 },
      ...(tenants ? { tenants } : {}),
    },
    databaseUrl,
    clock,
    authenticate: async () => {
      throw new TypeError('a test names its principal')
    },
    warn: (message, details) => {
      if (process.env.LOG_LEVEL === 'debug') console.error(message, details)
    },
  })
}

/** Where a module has tenants, its tests do. */
function tenantsOf(modules: readonly Module[]): TenantsWiring | undefined {
  return modules.some(({ tenantScoped }) => tenantScoped) ? { role: 'tenants_test' } : undefined
}

/** Hears every event of the module, whoever else does. */
function recording(module: Module, published: { name: string; data: unknown }[]): Module {
  const recorders = (module.events ?? []).map((event) => ({
    name: `test.record:${event.name}`,
    event,
    run: async (deliveries: { data: unknown }[]) => {
      published.push(...deliveries.map(({ data }) => ({ name: event.name, data })))
    },
  }))
  return { ...module, listeners: [...(module.listeners ?? []), ...recorders] }
}

async function settle(sql: Sql): Promise<void> {
  const deadlineAt = performance.now() + 15_000
  for (;;) {
    const [row] = await sql<{ sagas: number; events: number; jobs: number; models: number }>`
      select (select count(*) from kit.saga where ended_at is null) as sagas,
        (select count(*) from kit.outbox where not dead and attempts < 3) as events,
        (select count(*) from graphile_worker.jobs
          where locked_at is not null or (attempts < max_attempts and run_at <= now())) as jobs,
        (select count(*) from kit.projection where not live or exists (
          select from kit.event where event.category = projection.category
            and (event.turn, event.position) > (projection.turn, projection.position))) as models`
    if (row && row.sagas + row.events + row.jobs + row.models === 0) return
    if (performance.now() > deadlineAt)
      throw new Error(`not settled after 15 s: ${JSON.stringify(row)}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** Changes when any migration does, so that a template is never stale. */
function templateName(modules: readonly Module[]): string {
  const hash = createHash('sha256')
  const kit = new URL('../data/migrations/', import.meta.url)
  for (const folder of [kit, ...modules.flatMap(({ migrations }) => migrations ?? [])]) {
    for (const file of readdirSync(folder).sort())
      hash.update(file).update(readFileSync(new URL(file, folder)))
  }
  return `template_${hash.digest('hex').slice(0, 16)}`
}
