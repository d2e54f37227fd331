import { Type } from 'typebox'

import { checkAccess } from '../access/check-access.ts'
import { KnownTenants } from '../access/known-tenants.ts'
import { rolesOf } from '../access/roles.ts'
import { checkTenantWalls, prepareTenantRole } from '../access/tenant-role.ts'
import { deliverHere } from '../channel/deliver.ts'
import { type Recipient, Relay } from '../channel/relay.ts'
import { builtIn } from '../contract/failure.ts'
import { moduleOf } from '../contract/operation.ts'
import { pruneChanges } from '../data/change-log.ts'
import type { Cursors } from '../data/cursor.ts'
import { type Database, openDatabase } from '../data/database.ts'
import { pruneKeys } from '../data/idempotency.ts'
import type { OutboxRow } from '../data/outbox.ts'
import type { Address } from '../data/pool.ts'
import type { Admit, Authenticate, Dispatcher, Observe, TakeLimit } from '../dispatch/call.ts'
import { createDispatcher, type DispatcherParts } from '../dispatch/dispatcher.ts'
import { entriesOf } from '../dispatch/entry.ts'
import type { Follow } from '../dispatch/follow.ts'
import { servicePrincipal } from '../dispatch/principal.ts'
import type { WorkServices } from '../dispatch/unit-of-work.ts'
import { pruneFeed } from '../feed/feed-store.ts'
import type { Standing } from '../feed/standing.ts'
import { type Ask, assembleAuthentication } from '../identity/assemble-authentication.ts'
import type { HeldProofs } from '../identity/held-proofs.ts'
import { pruneTurns } from '../jobs/fair-turns.ts'
import { jobsOf, scheduledForTenants } from '../jobs/for-each-tenant.ts'
import { job } from '../jobs/job.ts'
import { migrateJobs, startJobs } from '../jobs/job-runner.ts'
import { insertJobs } from '../jobs/queue-jobs.ts'
import { migrate } from '../migrations/migrate.ts'
import type { MigrationFolder } from '../migrations/read-migrations.ts'
import type { BackgroundContext } from '../module/background.ts'
import type { Module } from '../module/define-module.ts'
import { operationJobs } from '../operations/run-slices.ts'
import type { PolicyEngine } from '../policies/policy-engine.ts'
import { Projector } from '../projection/projector.ts'
import { pruneLimits } from '../protection/postgres-limits.ts'
import { pruneQuotas } from '../protection/quotas.ts'
import type { Remote } from '../remote/remote-client.ts'
import { SagaExecutor } from '../saga/saga-executor.ts'
import type { Linking } from '../telemetry/linking.ts'
import { WindowCounter } from '../windows/window-counter.ts'
import { backgroundOf } from './background-of.ts'
import { assembleCaching, type CachingPart, type CachingParts, warm } from './caching.ts'
import type { Clock } from './clock.ts'
import { assembleFollowing, feedRecipients } from './following.ts'
import { openGuards } from './guards.ts'
import { openReplica, routeTo } from './replica.ts'
import type { TenantsWiring, Wiring } from './wiring.ts'

export interface CoreParts {
  readonly modules: readonly Module[]
  readonly wiring: Pick<
    Wiring,
    | 'system'
    | 'database'
    | 'identity'
    | 'relay'
    | 'feed'
    | 'cache'
    | 'jobs'
    | 'calls'
    | 'tenants'
    | 'audit'
    | 'flags'
  >
  readonly databaseUrl: Address
  /** A streaming replica that may answer queries. */
  readonly replicaUrl?: Address | undefined
  readonly clock: Clock
  readonly cursors: Cursors
  readonly authenticate: Authenticate
  /** Signed requests that wait to be checked; absent: none are taken. */
  readonly proofs?: HeldProofs | undefined
  readonly takeLimit: TakeLimit
  /** Decides beside roles. */
  readonly policies?: PolicyEngine | undefined
  readonly admit: Admit
  readonly observe: Observe
  /** W3C traceparent of what runs now, kept with outgoing events. */
  traceparent(): string | null
  readonly linking: Linking
  /** Absent: no Redis, and nothing is counted. */
  readonly caching?: Pick<CachingParts, 'redisUrl' | 'count' | 'onDependency'>
  /** Modules in other processes of the system. */
  readonly elsewhere?: { readonly modules: readonly Module[]; readonly remote: Remote }
  warn(message: string, details: object): void
}

/** Modules behind the one path, with their sagas, events and jobs; no transport. */
export interface Core {
  readonly dispatcher: Dispatcher
  readonly authenticate: Authenticate
  /** Where signed requests wait to be checked; absent where nobody keeps keys that sign. */
  readonly proofs?: HeldProofs | undefined
  readonly takeLimit: TakeLimit
  readonly admit: Admit
  /** What a module is given where nobody asked. */
  readonly background: (module: string) => BackgroundContext
  readonly follow: Follow
  /** Whether those who stay connected still may. */
  readonly standing: Pick<Standing, 'check' | 'guard'>
  readonly database: Database
  /** What this process keeps of answers. */
  cacheStats(): { entries: number; bytes: number }
  /** How many follow now. */
  followers(): number
  /** Hands events to a listener of this process. */
  deliver(listener: string, rows: readonly OutboxRow[]): Promise<void>
  /** Stops taking up background work, lets what is under way end, closes the pool. */
  stop(): Promise<void>
}

/** Applies the migrations of the kit, its jobs and the modules. */
export async function migrateAll(
  databaseUrl: string,
  modules: readonly Module[],
  tenants?: TenantsWiring,
): Promise<void> {
  await migrate(databaseUrl, migrationFolders(modules))
  await migrateJobs(databaseUrl)
  if (tenants) await prepareTenantRole(databaseUrl, tenants.role)
}

/** Of the kit and the modules, in the order in which they are applied. */
export function migrationFolders(modules: readonly Module[]): MigrationFolder[] {
  return [
    { module: 'kit', folder: new URL('../data/migrations/', import.meta.url) },
    ...modules.flatMap(({ name, migrations }) =>
      migrations ? [{ module: name, folder: migrations }] : [],
    ),
  ]
}

/** Most events that one transaction of a read model applies, or of windows counts. */
const projectionBatch = 500

/** Answers what ends them, the last one first. */
async function startModules(
  modules: readonly Module[],
  background: Core['background'],
): Promise<(() => Promise<void>)[]> {
  const closers: (() => Promise<void>)[] = []
  for (const module of modules) {
    const close = await module.start?.(background(module.name))
    if (close) closers.unshift(close)
  }
  return closers
}

async function startProjector(
  { modules, wiring, warn }: CoreParts,
  database: Database,
): Promise<Projector> {
  const projections = modules.flatMap((module) => module.projections ?? [])
  const { idleMs } = wiring.relay
  const projector = new Projector({ projections, database, batch: projectionBatch, idleMs, warn })
  await projector.start()
  return projector
}

async function startWindows(
  { modules, wiring, warn }: CoreParts,
  database: Database,
): Promise<WindowCounter> {
  const windows = modules.flatMap((module) => module.windows ?? [])
  const { idleMs } = wiring.feed
  const counter = new WindowCounter({ windows, database, batch: projectionBatch, idleMs, warn })
  await counter.start()
  return counter
}

/** Starts modules on a migrated database. */
export async function startCore(given: CoreParts): Promise<Core> {
  const later: { dispatcher?: Dispatcher } = {}
  const parts = withRoles(withSessions(given, later))
  const { modules, wiring } = parts
  const database = openDatabase(parts.databaseUrl, { ...wiring.database, ...wiring.tenants })
  await checkTenants(modules, wiring.tenants, database)
  const { system, cache } = wiring
  const caching = await assembleCaching({
    ...parts,
    ...(parts.caching ?? { count() {}, onDependency() {} }),
    ...{ system, wiring: cache, database },
  })
  const replica = openReplica(parts, database)
  const route = replica && routeTo(replica, cache)
  const guards = await openGuards({ ...parts, database, later })
  const keep: CachingPart['keep'] = (run) => guards.before(caching.keep(run))
  const assembled = assemble(parts, database, { ...caching, keep }, route)
  const { sagas, relay, recipients, dispatcher, services, tenants } = assembled
  later.dispatcher = dispatcher
  const following = assembleFollowing({ ...parts, permit: guards.permit }, { database, dispatcher })
  const background = backgroundOf(database, dispatcher, parts.clock)
  const closers = await startModules(modules, background)
  const projector = await startProjector(parts, database)
  const windows = await startWindows(parts, database)
  await following.start()
  await caching.start()
  await warm(modules, dispatcher)
  relay.start()
  sagas.start()
  const jobs = await startJobs({
    jobs: [
      ...modules.flatMap((module) => jobsOf(module, { sql: database.sql, tenants })),
      ...operationJobs(modules, services),
      pruneJob(database, wiring.feed.retainHours),
    ],
    background,
    databaseUrl: parts.databaseUrl,
    sql: database.sql,
    concurrency: wiring.jobs.concurrency,
    linking: parts.linking,
    warn: parts.warn,
  })
  return {
    dispatcher,
    authenticate: parts.authenticate,
    proofs: parts.proofs,
    takeLimit: parts.takeLimit,
    admit: parts.admit,
    background,
    follow: following.follow,
    standing: following.standing,
    followers: following.followers,
    database,
    cacheStats: caching.stats,
    async deliver(listener, rows) {
      const recipient = recipients.find(({ name }) => name === listener)
      if (!recipient) throw builtIn('UNKNOWN_OPERATION')
      await recipient.deliver(rows)
    },
    async stop() {
      await following.stop()
      await Promise.all([jobs.stop(), relay.stop(), sagas.stop(), projector.stop(), windows.stop()])
      for (const close of closers) await close()
      await caching.stop()
      await guards.close()
      await replica?.stop()
      await database.close()
    },
  }
}

async function checkTenants(
  modules: readonly Module[],
  tenants: TenantsWiring | undefined,
  { sql, close }: Database,
): Promise<void> {
  const scoped = modules.filter(({ tenantScoped }) => tenantScoped).map(({ name }) => name)
  if (scoped.length === 0) return
  try {
    if (!tenants) throw new TypeError(`tenants: ${scoped.join(', ')} needs them in the wiring`)
    await checkTenantWalls(sql, scoped)
  } catch (error) {
    await close()
    throw error
  }
}

/** Whom modules let in, and no longer let in. They are asked along the path, which is there when somebody comes. */
function withSessions(parts: CoreParts, later: { dispatcher?: Dispatcher }): CoreParts {
  const ask: Ask = async (operation, input) => {
    if (!later.dispatcher) throw builtIn('UNAVAILABLE')
    const reply = await later.dispatcher.dispatch({
      operation: operation.name,
      input,
      principal: servicePrincipal('kit'),
      from: { transport: 'job' },
    })
    return reply.output as never // checked against the operation's own output schema by its module
  }
  const modules = [...parts.modules, ...(parts.elsewhere?.modules ?? [])]
  const wiring = parts.wiring.identity
  return { ...parts, authenticate: assembleAuthentication({ ...parts, modules, wiring, ask }) }
}

/** Whoever is let in holds all that their roles include. */
function withRoles(parts: CoreParts): CoreParts {
  const all = [...parts.modules, ...(parts.elsewhere?.modules ?? [])]
  const roles = rolesOf(all)
  checkAccess(all, roles)
  return {
    ...parts,
    authenticate: async (credentials) => roles.hold(await parts.authenticate(credentials)),
  }
}

/** The parts that know one another: units of work start sagas and wake the relay, both of which call back. */
function assemble(
  parts: CoreParts,
  database: Database,
  caching: CachingPart,
  route?: DispatcherParts['route'],
) {
  const { modules, wiring, clock, warn } = parts
  const tenants = new KnownTenants(
    database.sql,
    scheduledForTenants(modules).map(({ name }) => name),
  )
  const sagas = new SagaExecutor({
    specs: modules.flatMap((module) => module.sagas ?? []),
    database,
    linking: parts.linking,
    warn,
    call: ({ name }, input, { from, key, tenant }) =>
      dispatcher.dispatch({
        operation: name,
        input,
        principal: servicePrincipal(from, tenant ?? undefined),
        idempotencyKey: key,
        from: { transport: 'local' },
      }),
  })
  const services: WorkServices = {
    database,
    now: clock.now,
    newId: clock.newId,
    cursors: parts.cursors,
    traceparent: parts.traceparent,
    linking: parts.linking,
    insertSagas: (sql, starts) => sagas.insert(sql, starts),
    driveSagas: (starts) => sagas.driveNew(starts),
    insertJobs,
    wakeRelay: () => relay.wake(),
    changed: caching.changed,
  }
  const recipients = recipientsOf(parts, services, tenants)
  const relay = new Relay({ recipients, database, ...wiring.relay, warn })
  const dispatcher = createDispatcher({
    ...parts,
    calls: wiring.calls,
    keep: (run) => tenants.around(caching.keep(run)),
    route,
    ...(parts.elsewhere ? { remote: parts.elsewhere.remote } : {}),
    entries: entriesOf(modules, { staffCommands: wiring.audit?.staffCommands === true }),
    services: { ...services, sagaEnd: (id, withinMs) => sagas.end(id, withinMs) },
  })
  return { sagas, relay, recipients, dispatcher, services, tenants }
}

/** Who hears the events of this database: listeners here, those of modules elsewhere, and who follows. */
function recipientsOf(
  parts: CoreParts,
  services: WorkServices,
  tenants: KnownTenants,
): Recipient[] {
  const { modules, elsewhere } = parts
  const here = modules.flatMap(({ listeners = [], tenantScoped = false }) =>
    listeners.map((listener) => ({ listener, tenantScoped })),
  )
  const there = elsewhere?.modules.flatMap((module) => module.listeners ?? []) ?? []
  return [
    ...here.map((hearer) => ({
      name: hearer.listener.name,
      events: new Set([hearer.listener.event.name]),
      async deliver(rows: readonly OutboxRow[]) {
        for (const { tenant } of rows)
          await tenants.note(moduleOf(hearer.listener.name), tenant ?? undefined)
        await deliverHere(hearer, rows, services)
      },
    })),
    ...there.map(({ name, event }) => ({
      name,
      events: new Set([event.name]),
      deliver: async (rows: readonly OutboxRow[]) => elsewhere?.remote.deliver(name, rows),
    })),
    ...feedRecipients(parts, services.database),
  ]
}

function pruneJob({ sql }: Database, retainHours: number) {
  const spec = { name: 'kit.prune', payload: Type.Object({}), schedule: '17 * * * *' } as const
  return job(spec, async () => {
    await pruneKeys(sql)
    await pruneFeed(sql, retainHours)
    await pruneChanges(sql)
    await pruneLimits(sql)
    await pruneQuotas(sql)
    await pruneTurns(sql)
  })
}
