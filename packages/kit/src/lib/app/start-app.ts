import { join } from 'node:path'
import { openCapture } from '../capture/open-capture.ts'
import { sensitiveFields } from '../contract/sensitive.ts'
import { createCursors } from '../data/cursor.ts'
import { type Address, addressNow } from '../data/pool.ts'
import { drain, together } from '../health/drain.ts'
import { createHealth } from '../health/health.ts'
import { createAuthenticator } from '../identity/authenticator.ts'
import { HeldProofs } from '../identity/held-proofs.ts'
import { loadSigningKeys, type SigningKeys } from '../identity/signing-keys.ts'
import type { PolicyEngine } from '../policies/policy-engine.ts'
import { startPostgres } from '../postgres/start-postgres.ts'
import { createAdmission } from '../protection/admission.ts'
import { openProtection, type Protection } from '../protection/open-protection.ts'
import type { ServiceTls } from '../remote/service-tls.ts'
import { openSecrets } from '../secrets/secrets.ts'
import { currentTraceparent } from '../telemetry/call-scope.ts'
import { createLinking } from '../telemetry/linking.ts'
import { createObserver } from '../telemetry/observer.ts'
import { addTracesPage } from '../telemetry/traces-page.ts'
import { createRestServer } from '../transports/rest/rest-server.ts'
import { systemClock } from './clock.ts'
import { type Core, type CoreParts, migrateAll, startCore } from './core.ts'
import type { ModuleFactory } from './environment.ts'
import { cookiesOf, environmentOf, tokenSettings } from './environment-of.ts'
import { addGauges } from './gauges.ts'
import { openInterfaces } from './interfaces.ts'
import { openInternal, serviceTlsOf } from './internal.ts'
import { type Placement, placeModules } from './placement.ts'
import { explained, policiesOf } from './policies-of.ts'
import { readSettings, type Settings, type Variables } from './settings.ts'
import { cachingOf, startTelemetry, type Telemetry } from './start-telemetry.ts'
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
  const later: { telemetry?: Telemetry; policies?: PolicyEngine } = {}
  const warn = (message: string, details: object) => later.telemetry?.logger.warn(details, message)
  const secrets = opened.use(await openSecrets(variables, warn))
  const processes = Object.keys(wiring.processes)
  const settings = readSettings(variables, options.directory, processes, secrets)
  const telemetry = await startTelemetry(settings, wiring)
  later.telemetry = telemetry
  opened.defer(() => telemetry.close())

  const keys = await loadSigningKeys(settings.signingKeysFile, settings.signingKeys)
  const { onDependency } = telemetry
  const environment = environmentOf({ ...options, secrets, settings, keys, onDependency, warn })
  const services = opened.adopt(serviceTlsOf(wiring, settings, warn), (tls) => tls?.close())
  const placed = { ...options, settings, environment, services }
  const placement = placeModules({ ...placed, ...explained(wiring, later) })
  const policies = await policiesOf(options, placement)
  if (policies) later.policies = policies
  for (const name of sensitiveFields(placement.here)) telemetry.sensitive.add(name)
  opened.defer(async () => placement.elsewhere?.remote.close())
  const databaseUrl = settings.databaseUrl ?? (await embeddedDatabase(opened, settings, wiring))
  await migrateAll(addressNow(databaseUrl), placement.here, wiring.tenants)

  const admission = opened.adopt(createAdmission(wiring.shedding), (open) => open.close())
  const protection = await protect(opened, { wiring, settings, telemetry, placement, databaseUrl })
  const sources = { wiring, settings, telemetry, keys, placement, databaseUrl, protection }
  const core = await startCore({ ...coreParts({ ...sources, admit: admission.admit }), policies })
  opened.defer(() => core.stop())
  addGauges(telemetry.metrics, core, admission)
  capture(opened, sources)

  const offered = { ...sources, services, core, directory: options.directory }
  const { health, server, interfaces, closeInternal } = await openServers(offered)
  opened.defer(closeInternal)
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

/** Carries events outside, where the wiring says so. */
function capture(
  opened: AsyncDisposableStack,
  { wiring, settings, telemetry, databaseUrl }: Omit<CoreSources, 'admit'>,
): void {
  if (!wiring.capture) return
  const capture = openCapture({
    ...{ ...wiring, capture: wiring.capture, databaseUrl, sink: settings.captureSink },
    now: systemClock.now,
    warn: (message, details) => telemetry.logger.warn(details, message),
  })
  if (!capture) return
  opened.defer(() => capture.close())
  telemetry.metrics.gauge({
    name: 'capture_lag_bytes',
    help: 'Log that PostgreSQL keeps for the sink of captured events, in bytes.',
    read: () => capture.lagBytes(),
  })
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
  readonly services: ServiceTls | undefined
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
    ...(core.proofs ? { signatures: { proofs: core.proofs, now: systemClock.now } } : {}),
    secretPrefixes: prefixesOf(placement),
    onError,
  })
  const closeInternal = await openInternal({ ...offered, server })
  if (telemetry.tracing.recent) addTracesPage(server.fastify, telemetry.tracing.recent)
  const interfaces = await openInterfaces({
    server,
    core,
    settings,
    wiring,
    modules: placement.here,
    health,
    directory,
    elsewhere: placement.elsewhere?.modules ?? [],
    onError,
  })
  return { health, server, interfaces, closeInternal }
}

function takesSignatures({ here, elsewhere }: Placement): boolean {
  return [...here, ...(elsewhere?.modules ?? [])].some(({ signatures }) => signatures)
}

/** What tokens begin with that modules look up, wherever they run. */
function prefixesOf({ here, elsewhere }: Placement): string[] {
  const all = [...here, ...(elsewhere?.modules ?? [])]
  return all.flatMap(({ bearers = [] }) => bearers.map(({ prefix }) => prefix))
}

interface CoreSources {
  readonly wiring: Wiring
  readonly telemetry: Telemetry
  readonly settings: Settings
  readonly keys: SigningKeys
  readonly placement: Placement
  readonly databaseUrl: Address
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
    ...(takesSignatures(placement) ? { proofs: new HeldProofs() } : {}),
    takeLimit: protection.takeLimit,
    admit,
    observe: createObserver(telemetry),
    traceparent: currentTraceparent,
    linking: createLinking(telemetry.tracing),
    caching: cachingOf(telemetry, settings),
    warn: (message, details) => telemetry.logger.warn(details, message),
  }
}

/** A PostgreSQL in the data folder, ended with the process. */
async function embeddedDatabase(
  opened: AsyncDisposableStack,
  { dataFolder }: Settings,
  { capture }: Wiring,
): Promise<string> {
  const postgres = opened.use(
    await startPostgres({
      directory: join(dataFolder, 'postgres'),
      settings: capture ? { wal_level: 'logical' } : {},
    }),
  )
  return postgres.url
}
