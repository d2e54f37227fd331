import { join } from 'node:path'
import { sensitiveFields } from '../contract/sensitive.ts'
import { createCursors } from '../data/cursor.ts'
import { outboxState } from '../data/outbox.ts'
import { type Address, addressNow } from '../data/pool.ts'
import { drain, together } from '../health/drain.ts'
import { createHealth } from '../health/health.ts'
import { createAuthenticator } from '../identity/authenticator.ts'
import { loadSigningKeys, type SigningKeys } from '../identity/signing-keys.ts'
import { jobState } from '../jobs/dead-jobs.ts'
import { startPostgres } from '../postgres/start-postgres.ts'
import { projectionState } from '../projection/projection-store.ts'
import { type Admission, createAdmission } from '../protection/admission.ts'
import { openProtection, type Protection } from '../protection/open-protection.ts'
import { addRemoteRoutes } from '../remote/remote-server.ts'
import { watchDependencies } from '../resilience/watch-dependencies.ts'
import { openSagas } from '../saga/saga-store.ts'
import { openSecrets } from '../secrets/secrets.ts'
import { currentScope } from '../telemetry/call-scope.ts'
import { createLogger } from '../telemetry/logger.ts'
import { createMetrics, type Metrics } from '../telemetry/metrics.ts'
import { createObserver } from '../telemetry/observer.ts'
import { createTracing, currentTraceparent } from '../telemetry/tracing.ts'
import { createRestServer, type RestServer } from '../transports/rest/rest-server.ts'
import { systemClock } from './clock.ts'
import { type Core, type CoreParts, migrateAll, startCore } from './core.ts'
import type { ModuleFactory } from './environment.ts'
import { cookiesOf, environmentOf, tokenSettings } from './environment-of.ts'
import { openInterfaces } from './interfaces.ts'
import { type Placement, placeModules } from './placement.ts'
import { readSettings, type Settings, type Variables } from './settings.ts'
import type { Wiring } from './wiring.ts'

export interface AppOptions {
  readonly modules: Readonly<Record<string, ModuleFactory>>
  readonly wiring: Wiring
  readonly variables: Variables
  /** The project's folder. */
  readonly directory: URL
}

/** A running process of a system. */
export interface App {
  /** Base URL of its HTTP interfaces. */
  readonly url: string
  /** What it serves beside, by name: graphql, grpc, …. */
  readonly urls: Readonly<Record<string, string>>
  /** Drains and stops: no answer is cut off, no work is lost. */
  close(): Promise<void>
}

/** Starts the process that `PROCESS` names (without it, the modules of all of them): database, migrations, modules, transports. */
export async function startApp(options: AppOptions): Promise<App> {
  const { wiring, variables } = options
  await using opened = new AsyncDisposableStack()
  const later: { telemetry?: Telemetry } = {}
  const warn = (message: string, details: object) => later.telemetry?.logger.warn(details, message)
  const secrets = opened.use(await openSecrets(variables, warn))
  const processes = Object.keys(wiring.processes)
  const settings = readSettings(variables, options.directory, processes, secrets)
  const telemetry = await startTelemetry(settings, wiring)
  later.telemetry = telemetry
  opened.defer(() => telemetry.tracing.shutdown())

  const keys = await loadSigningKeys(settings.signingKeysFile, settings.signingKeys)
  const { onDependency } = telemetry
  const environment = environmentOf({ ...options, secrets, settings, keys, onDependency, warn })
  const placement = placeModules({ ...options, settings, environment })
  for (const name of sensitiveFields(placement.here)) telemetry.sensitive.add(name)
  opened.defer(async () => placement.elsewhere?.remote.close())
  const databaseUrl = settings.databaseUrl ?? (await embeddedDatabase(settings, opened))
  await migrateAll(addressNow(databaseUrl), placement.here, wiring.tenants)

  const admission = opened.adopt(createAdmission(wiring.shedding), (open) => open.close())
  const protection = await protect(opened, { wiring, settings, telemetry, placement, databaseUrl })
  const sources = { wiring, settings, telemetry, keys, placement, databaseUrl, protection }
  const core = await startCore(coreParts({ ...sources, admit: admission.admit }))
  opened.defer(() => core.stop())
  addGauges(telemetry.metrics, core, admission)

  const offered = { ...sources, core, directory: options.directory }
  const { health, server, interfaces } = await openServers(offered)
  opened.defer(() => interfaces.close())
  const url = await server.listen(settings.port, settings.host)
  health.markStarted()

  const stack = opened.move()
  return {
    url,
    urls: interfaces.urls(url),
    async close() {
      const { drainMs, deadlineMs } = wiring.shutdown
      const rest = { name: 'background work and connections', run: () => stack.disposeAsync() }
      const report = await drain({
        health,
        server: together(server, interfaces),
        steps: [rest],
        drainMs: settings.production ? drainMs : 0, // on a laptop no balancer looks
        deadlineMs,
      })
      if (report.cut || report.failed.length > 0)
        telemetry.logger.warn(report, 'not drained in time')
    },
  }
}

/** What stands before the work, closed with the process. */
async function protect(
  opened: AsyncDisposableStack,
  { telemetry, placement, ...parts }: Omit<CoreSources, 'keys' | 'protection' | 'admit'>,
): Promise<Protection> {
  const { onDependency: onEvent, logger } = telemetry
  const warn = (message: string, details: object) => logger.warn(details, message)
  return opened.adopt(
    await openProtection({ ...parts, modules: placement.here, onEvent, warn }),
    (open) => open.close(),
  )
}

interface Offered {
  readonly core: Core
  readonly keys: SigningKeys
  readonly placement: Placement
  readonly settings: Settings
  readonly telemetry: Telemetry
  readonly wiring: Wiring
  readonly protection: Protection
  readonly directory: URL
}

/** What clients and the other processes call; nothing listens yet. */
async function openServers(offered: Offered) {
  const { core, keys, placement, settings, telemetry, wiring, protection, directory } = offered
  const { corsOrigins, trustProxy } = settings
  const { admits } = protection
  const checks = { database: () => core.database.sql`select 1` }
  const health = createHealth(checks, { dependencies: telemetry.breakers })
  const onError = (error: unknown) => telemetry.logger.error({ error }, 'call failed')
  const server = await createRestServer({
    dispatcher: core.dispatcher,
    modules: placement.here,
    title: wiring.system,
    http: { corsOrigins, trustProxy, ...(admits ? { admits } : {}) },
    health,
    metrics: telemetry.metrics.page,
    jwks: () => keys.jwks(),
    ...cookiesOf(wiring, settings),
    onError,
  })
  addInternalRoutes({ server, core, settings, placement })
  const interfaces = await openInterfaces({
    server,
    core,
    settings,
    secretPrefixes: prefixesOf(placement),
    wiring,
    modules: placement.here,
    health,
    directory,
    elsewhere: placement.elsewhere?.modules ?? [],
    onError,
  })
  return { health, server, interfaces }
}

interface CoreSources {
  readonly wiring: Wiring
  readonly telemetry: Telemetry
  readonly settings: Settings
  readonly keys: SigningKeys
  readonly placement: Placement
  readonly databaseUrl: Address
/** What tokens begin with that modules look up, wherever they run. */
function prefixesOf({ here, elsewhere }: Placement): string[] {
  const all = [...here, ...(elsewhere?.modules ?? [])]
  return all.flatMap(({ bearers = [] }) => bearers.map(({ prefix }) => prefix))
}

  readonly protection: Protection
  readonly admit: CoreParts['admit']
}

function coreParts({
  wiring,
  settings,
  telemetry,
  keys,
  placement,
  databaseUrl,
  protection,
  admit,
}: CoreSources): CoreParts {
  return {
    modules: placement.here,
    ...(placement.elsewhere ? { elsewhere: placement.elsewhere } : {}),
    wiring,
    databaseUrl,
    replicaUrl: settings.replicaUrl,
    clock: systemClock,
    cursors: createCursors(keys.secrets('cursors')),
    authenticate: createAuthenticator(keys, {
      ...tokenSettings(wiring),
      ...(wiring.identity.provider && settings.publicUrl ? { provider: settings.publicUrl } : {}),
      issuers: wiring.identity.issuers ?? [],
      clock: systemClock,
    }),
    takeLimit: protection.takeLimit,
    admit,
    observe: createObserver(telemetry),
    traceparent: currentTraceparent,
    caching: cachingOf(telemetry, settings),
    warn: (message, details) => telemetry.logger.warn(details, message),
  }
}

type Telemetry = Awaited<ReturnType<typeof startTelemetry>>

function cachingOf({ metrics, onDependency }: Telemetry, { redisUrl }: Settings) {
  const count = metrics.counter({
    name: 'cache_answers_total',
    help: 'Calls of queries whose answers are kept, by where the answer came from.',
    labels: ['operation', 'outcome'],
  })
  return {
    ...(redisUrl === undefined ? {} : { redisUrl }),
    onDependency,
    count(operation: string, outcome: string) {
      count(operation, outcome)
      currentScope()?.note?.('cache.outcome', outcome)
    },
  }
}

async function startTelemetry(settings: Settings, wiring: Wiring) {
  const service = [wiring.system, settings.process].filter(Boolean).join('-')
  const metrics = createMetrics()
  const dependencies = watchDependencies(metrics)
  const sensitive = new Set<string>() // known as soon as there are modules
  return {
    logger: createLogger({ service, level: settings.logLevel, sensitive }),
    sensitive,
    metrics,
    onDependency: dependencies.hear,
    breakers: dependencies.breakers,
    tracing: await createTracing({
      service,
      sampleRatio: wiring.telemetry.sampleRatio,
      ...(settings.traceEndpoint ? { endpoint: settings.traceEndpoint } : {}),
    }),
  }
}

/** A PostgreSQL in the data folder, ended with the process. */
async function embeddedDatabase(settings: Settings, opened: AsyncDisposableStack): Promise<string> {
  const postgres = opened.use(
    await startPostgres({ directory: join(settings.dataFolder, 'postgres') }),
  )
  return postgres.url
}

function addGauges(
  metrics: Metrics,
  { database, cacheStats, followers }: Core,
  admission: Admission,
): void {
  metrics.gauge({
    name: 'admission_calls',
    help: 'Calls from outside that are under way.',
    read: () => admission.inFlight(),
  })
  metrics.gauge({
    name: 'feed_followers',
    help: 'Who follows subscriptions at this process now.',
    label: 'state',
    read: () => ({ following: followers() }),
  })
  metrics.gauge({
    name: 'cache_memory',
    help: 'Answers in the memory of this process, and their bytes as JSON.',
    label: 'of',
    read: () => ({ ...cacheStats() }),
  })
  metrics.gauge({
    name: 'database_pool_connections',
    help: 'Connections of the pool, by state.',
    label: 'state',
    read: () => ({ ...database.stats() }),
  })
  addLagGauge(metrics, database)
}

/** How far background work is behind. */
function addLagGauge(metrics: Metrics, database: Core['database']): void {
  const lag = {
    outbox_waiting: 0,
    outbox_dead: 0,
    outbox_oldest_seconds: 0,
    sagas_open: 0,
    saga_oldest_seconds: 0,
    sagas_stuck: 0,
    read_model_oldest_seconds: 0,
    read_models_building: 0,
    jobs_waiting: 0,
    jobs_dead: 0,
    job_oldest_seconds: 0,
  }
  const look = async () => {
    const { sql } = database
    const [outbox, sagas, jobs, models] = await Promise.all([
      outboxState(sql),
      openSagas(sql),
      jobState(sql),
      projectionState(sql),
    ])
    lag.outbox_waiting = outbox.waiting
    lag.outbox_dead = outbox.dead
    lag.outbox_oldest_seconds = outbox.oldestSeconds
    lag.sagas_open = sagas.open
    lag.saga_oldest_seconds = sagas.oldestSeconds
    lag.sagas_stuck = sagas.stuck
    lag.read_model_oldest_seconds = models.oldestSeconds
    lag.read_models_building = models.building
    lag.jobs_waiting = jobs.waiting
    lag.jobs_dead = jobs.dead
    lag.job_oldest_seconds = jobs.oldestSeconds
  }
  metrics.gauge({
    name: 'background_lag',
    help: 'What waits in the outbox, in sagas, in jobs and for read models, as of the look before: how many, and the age of the oldest in seconds.',
    label: 'of',
    read: () => {
      look().catch(() => {}) // the database is away, which /ready tells
      return lag
    },
  })
}

interface InternalParts {
  readonly server: RestServer
  readonly core: Core
  readonly settings: Settings
  readonly placement: Placement
}

function addInternalRoutes({ server, core, settings, placement }: InternalParts): void {
  if (!placement.elsewhere || !settings.internalToken) return
  addRemoteRoutes(server.fastify, {
    dispatcher: core.dispatcher,
    deliver: core.deliver,
    token: settings.internalToken,
  })
}
