import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { type Clock, systemClock } from '../../app/clock.ts'
import { type Core, migrateAll, startCore } from '../../app/core.ts'
import { openInterfaces } from '../../app/interfaces.ts'
import { readSettings } from '../../app/settings.ts'
import { openEdge } from '../../app/test-parts.ts'
import { defaultWiring, type Wiring } from '../../app/wiring.ts'
import { builtIn } from '../../contract/failure.ts'
import type { Admit } from '../../dispatch/call.ts'
import type { Principal } from '../../dispatch/principal.ts'
import { createAuthenticator } from '../../identity/authenticator.ts'
import { loadSigningKeys } from '../../identity/signing-keys.ts'
import { createTokenIssuer } from '../../identity/token-issuer.ts'
import type { Module } from '../../module/define-module.ts'
import { testDatabase } from '../../postgres/test-server.ts'
import { createLimiter } from '../../protection/limiter.ts'
import { createRestServer } from '../../transports/rest/rest-server.ts'
import { type Follower, followersOf } from './followers.ts'
import { graphqlCaller } from './graphql-caller.ts'
import { grpcCaller } from './grpc-caller.ts'
import { grpcWebCaller } from './grpc-web-caller.ts'
import { localCaller } from './local-caller.ts'
import type { ParityCaller } from './parity-caller.ts'
import { parityModule } from './parity-module.ts'
import { restCaller } from './rest-caller.ts'
import { websocketCaller } from './websocket-caller.ts'

/** One process with all its ways in, and a caller for each of them. */
export interface Parity extends AsyncDisposable {
  /** Base URL of its HTTP interfaces. */
  readonly url: string
  readonly callers: readonly ParityCaller[]
  /** The ways that carry subscriptions. */
  readonly followers: readonly Follower[]
  readonly tokens: Tokens
  /** Ids of waits that were told that their caller gave up. */
  readonly gaveUp: ReadonlySet<string>
}

/** Tokens of each kind that may come along. */
export interface Tokens {
  of(id: string, ...roles: string[]): Promise<string>
  as(principal: Principal): Promise<string>
  expired(): Promise<string>
  /** Well signed, with keys that are not ours. */
  foreign(): Promise<string>
  /** Signed by us, for somebody else's service. */
  forOthers(): Promise<string>
}

/**
 * @param given what is called; the module of the parity tests if absent.
 * @param admit lets calls in; all but one operation if absent.
 */
export async function startParity(
  given?: readonly Module[],
  admit: Admit = shunOne,
): Promise<Parity> {
  await using opened = new AsyncDisposableStack()
  const folder = opened.adopt(await mkdtemp(join(tmpdir(), 'parity-')), (made) =>
    rm(made, { recursive: true }),
  )
  const gaveUp = new Set<string>()
  const modules = given ?? [parityModule((id) => gaveUp.add(id))]
  const database = opened.use(await testDatabase())
  await migrateAll(database.url, modules, wiring.tenants)
  const keys = await loadSigningKeys(join(folder, 'keys.json'))
  const core = opened.adopt(
    await startCore({ ...coreParts(modules, keys), admit, databaseUrl: database.url }),
    (started) => started.stop(),
  )
  const { url, callers, followers } = await openCallers(core, { modules, folder, opened })
  const tokens = tokensOf(keys, await loadSigningKeys(join(folder, 'foreign.json')))
  const stack = opened.move()
  return {
    url,
    callers,
    followers,
    tokens,
    gaveUp,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

const graphql = {
  maxDepth: 10,
  maxCost: 10_000,
  maxCalls: 10,
  documents: 'any',
  maxSubscriptions: 10,
} as const
const websocket = { maxSockets: 100, maxCalls: 10, maxFollowed: 10 }
const wiring: Wiring = {
  ...defaultWiring('parity', ['parity']),
  tenants: { role: 'tenants_test' },
  interfaces: { graphql, grpc: { web: true }, websocket },
}
const audience = { issuer: 'parity', audience: 'parity' }
const systemTime = { ...audience, clock: systemClock }

// It stands still, so that what is said of a budget is the same for all.
const frozen = new Date()
const limits = { auth: { perSecond: 0.1, burst: 2, per: 'principal' } } as const

function coreParts(modules: readonly Module[], keys: Awaited<ReturnType<typeof loadSigningKeys>>) {
  return {
    ...openEdge,
    modules,
    wiring,
    authenticate: createAuthenticator(keys, systemTime),
    takeLimit: createLimiter(limits, { now: () => frozen }),
  }
}

const shunOne: Admit = ({ name }) => {
  if (name === 'parity.shunned') throw builtIn('OVERLOADED', { retryAfterSeconds: 1 })
  return () => {}
}

interface Surroundings {
  readonly modules: readonly Module[]
  readonly folder: string
  readonly opened: AsyncDisposableStack
}

async function openCallers(
  core: Core,
  { modules, folder, opened }: Surroundings,
): Promise<Pick<Parity, 'url' | 'callers' | 'followers'>> {
  const variables = { PORT: '0', GRPC_PORT: '0' }
  const settings = readSettings(variables, pathToFileURL(`${folder}/`), ['parity'])
  const server = opened.adopt(
    await createRestServer({ dispatcher: core.dispatcher, modules }),
    (open) => open.close(),
  )
  const interfaces = await openInterfaces({ server, core, settings, wiring, modules })
  opened.defer(() => interfaces.close())
  const url = await server.listen(0)
  const { websocket = '', grpc = '' } = interfaces.urls(url)
  const callers = [
    localCaller(core.dispatcher),
    restCaller(url),
    websocketCaller(websocket.replace('http', 'ws')),
    graphqlCaller(url, modules),
    grpcCaller(grpc, modules),
    grpcWebCaller(url, modules),
  ].map((caller) => opened.adopt(caller, (open) => open.close()))
  const followers = followersOf({ url, websocket, grpc, modules, follow: core.follow })
  return { url, callers, followers }
}

type Keys = Parameters<typeof createTokenIssuer>[0]

function tokensOf(keys: Keys, foreignKeys: Keys): Tokens {
  const ours = { ...systemTime, accessTokenSeconds: 600 }
  const anHourAgo: Clock = { ...systemClock, now: () => new Date(Date.now() - 3_600_000) }
  const issue = async (issuer: ReturnType<typeof createTokenIssuer>) =>
    (await issuer.issue({ id: 'ann', roles: ['customer'] })).token
  return {
    of: async (id, ...roles) => (await createTokenIssuer(keys, ours).issue({ id, roles })).token,
    as: async (principal) => (await createTokenIssuer(keys, ours).issue(principal)).token,
    expired: () => issue(createTokenIssuer(keys, { ...ours, clock: anHourAgo })),
    foreign: () => issue(createTokenIssuer(foreignKeys, ours)),
    forOthers: () => issue(createTokenIssuer(keys, { ...ours, audience: 'others' })),
  }
}
