import type { LimitClass } from '../contract/operation.ts'
import type { GraphqlWiring } from '../transports/graphql/wiring.ts'
import type { GrpcWiring } from '../transports/grpc/wiring.ts'
import type { WebSocketWiring } from '../transports/websocket/wiring.ts'

/** Which modules run where, on which engines, with which numbers. The design's decisions as configuration. */
export interface Wiring {
  readonly system: string
  /** Process name → names of its modules. A process hosts its modules; others are called over HTTP. */
  readonly processes: Readonly<Record<string, readonly string[]>>
  readonly database: DatabaseWiring
  /** Ways in beside REST, which is always open; one that is absent is closed. */
  readonly interfaces: InterfacesWiring
  readonly limits: Readonly<Partial<Record<LimitClass, LimitWiring>>>
  /** Name → what a caller may use in a day or a month, over all classes. */
  readonly quotas?: Readonly<Record<string, QuotaWiring>>
  /** Policy per outside dependency. */
  readonly dependencies: Readonly<Record<string, PolicyWiring>>
  readonly shedding: SheddingWiring
  readonly jobs: { readonly concurrency: number }
  readonly relay: { readonly batch: number; readonly idleMs: number }
  readonly feed: FeedWiring
  /** Carries events outside, to CAPTURE_SINK, in the order of their commits; absent: off. */
  readonly capture?: CaptureWiring
  /** How long the end of long-running work can be asked for; 72 hours if absent. */
  readonly operations?: { readonly keepHours: number }
  readonly cache: CacheWiring
  readonly identity: IdentityWiring
  /** What is written to the audit log beside what operations declare. */
  readonly audit?: { readonly staffCommands: boolean }
  /** Where modules keep what belongs to tenants. */
  readonly tenants?: TenantsWiring
  /** Flags in PostgreSQL that staff switch, read again so often; absent: nothing is switched. */
  readonly flags?: { readonly refreshMs: number }
  /** Attribute policies in Cedar beside roles: a folder of the project with *.cedar files; absent: roles alone decide. */
  readonly policies?: { readonly folder: string }
  readonly telemetry: TelemetryWiring
  readonly shutdown: { readonly drainMs: number; readonly deadlineMs: number }
  /** strict: serialize and validate both sides of every local call; fast: validate once. */
  readonly calls: 'strict' | 'fast'
}

export interface TelemetryWiring {
  /** Share of traces that are kept whatever becomes of them; errors and slow calls are kept besides. */
  readonly sampleRatio: number
  /** Operation → milliseconds from which a call is slow; a fifth of its deadline if absent. */
  readonly slowMs?: Readonly<Record<string, number>>
  /** Whether staff may profile a running process; no if absent. */
  readonly profiles?: boolean
  /** For how long the event loop may not turn before it is logged what it was doing; not watched if absent. */
  readonly blockedMs?: number
}

/** Change data capture by logical decoding: PostgreSQL needs `wal_level=logical`. */
export interface CaptureWiring {
  /** Most log that the server may keep while the sink does not take it; beyond, events are left out and the gap told. */
  readonly maxLagBytes: number
}

export interface TenantsWiring {
  /** Role of PostgreSQL that all statements run as: it owns no table and bypasses no row security. Made when missing. */
  readonly role: string
}

export interface IdentityWiring {
  readonly accessTokenSeconds: number
  /** A session that is not refreshed for this long has ended. */
  readonly refreshTokenSeconds: number
  /** Signs people and programs in for applications of others, by OAuth 2.1 and OpenID Connect; absent: closed. */
  readonly provider?: ProviderWiring
  /** Lets browsers prove who they are by a cookie; absent: only by tokens. */
  readonly browser?: BrowserWiring
  /**
   * Where else people may sign in: name of a connection → what is spoken there. Who deploys it names the issuer by
   * SSO_<NAME>_… variables; a connection without one is closed, and so are all without PUBLIC_URL.
   */
  readonly singleSignOn?: Readonly<Record<string, 'oidc' | 'saml'>>
  /** Who has signed out or is disabled is refused in every process after this time; 10 if absent. */
  readonly revocationSeconds?: number
  /** How long API keys are good; 90 days, an overlap of 24 hours and 90 days without use if absent. */
  readonly keys?: KeysWiring
  /** How the processes of a split system know one another beside a token; absent: by the token alone. */
  readonly services?: ServicesWiring
  /** Others whose access tokens are taken beside our own. */
  readonly issuers?: readonly IssuerWiring[]
}

/** Mutual TLS between processes, with the certificates of SERVICE_CERT_FILE. */
export interface ServicesWiring {
  /** Whose certificates name processes: `spiffe://<trust domain>/<process>`. */
  readonly trustDomain: string
}

/** API keys of programs. */
export interface KeysWiring {
  /** Longest life of a key, and that of one whose issuer names none. */
  readonly lifeSeconds: number
  /** How long a key is still good after it was renewed. */
  readonly overlapSeconds: number
  /** A key that nobody used for so long is shut. */
  readonly unusedSeconds: number
}

/** Sessions of browsers, at PUBLIC_URL. */
export interface BrowserWiring {
  /** `lax`: links from other sites find people signed in. `strict`: they do not. */
  readonly sameSite: 'lax' | 'strict'
  /** It ends after so long without use, and in any case after the second. */
  readonly idleSeconds: number
  readonly absoluteSeconds: number
}

/** An outside issuer of access tokens, found by OpenID Connect Discovery. */
export interface IssuerWiring {
  /** Its https:// address, to the letter as in its tokens. */
  readonly issuer: string
  /** What its tokens call this system. */
  readonly audience: string
  /** Where its tokens say what their bearer is, as `realm_access.roles`. */
  readonly rolesClaim: string
  /** What is said there → the roles it grants here; what is not named grants none. */
  readonly roles: Readonly<Record<string, readonly string[]>>
  /** ES256 and RS256 if absent. */
  readonly algorithms?: readonly string[]
  /** `at+jwt` (RFC 9068) if absent; `JWT` for issuers that do not tell access tokens from others. */
  readonly tokenType?: 'at+jwt' | 'JWT'
  /** How far its clock may be off; 5 if absent, 60 at most. */
  readonly toleranceSeconds?: number
}

export interface ProviderWiring {
  /** How long a browser stays signed in. */
  readonly sessionSeconds: number
}

/** Each transport adds its own key. */
export interface InterfacesWiring {
  readonly graphql?: GraphqlWiring
  readonly grpc?: GrpcWiring
  readonly websocket?: WebSocketWiring
}

/** What clients follow, per process. */
export interface FeedWiring {
  /** How far back a client may resume. */
  readonly retainHours: number
  /** Newest events held in memory for all followers together; who is further behind reads the table. */
  readonly recent: number
  readonly maxFollowers: number
  /** How often it is looked whether those who follow still may: a revoked session hears no longer than this. */
  readonly recheckMs: number
  /** Longest silence on a connection: proxies cut those that say nothing, often after 60 s. */
  readonly heartbeatMs: number
  /** Longest pause between two looks at the table when no notification comes. */
  readonly idleMs: number
}

/** Where answers of queries that declare it are kept. */
export interface CacheWiring {
  /** `memory`: of each process. `redis`: there too, for all processes, at REDIS_URL. */
  readonly level: 'none' | 'memory' | 'redis'
  /** No answer is older; a query may declare less. */
  readonly mostSeconds: number
  /** Most answers in the memory of a process, and most bytes of them as JSON. */
  readonly entries: number
  readonly bytes: number
  /** Longest pause between two looks at what other processes changed when no notification comes. */
  readonly idleMs: number
}

export interface DatabaseWiring {
  readonly poolSize: number
  readonly statementTimeoutMs: number
  readonly lockTimeoutMs: number
}

/** The budget of a class of calls: at most `burst` at once, and `perSecond` in the long run. */
export interface LimitWiring {
  readonly perSecond: number
  readonly burst: number
  /** Whose budget it is; who has no key or tenant has one as a principal, and a guest one per address. */
  readonly per: 'principal' | 'key' | 'tenant' | 'address'
  /** `token-bucket` if absent. */
  readonly algorithm?: LimitAlgorithm
  /** One count for all processes; absent: each process counts what it sees itself. */
  readonly shared?: SharedCount
}

export interface QuotaWiring {
  /** Calls, or what they cost. */
  readonly calls: number
  /** By UTC. */
  readonly every: 'day' | 'month'
  /** Who has none of these has no such quota. */
  readonly per: 'principal' | 'key' | 'tenant'
}

/**
 * `token-bucket`: a burst at once, then the rate. `leaky-bucket`: calls leave at the rate, and up to a burst of them
 * wait their turn. `sliding-window`: never more than a burst in any stretch of burst ÷ perSecond seconds.
 * `fixed-window`: the same in each such stretch by the clock, so that a customer can check it.
 */
export type LimitAlgorithm = 'token-bucket' | 'leaky-bucket' | 'sliding-window' | 'fixed-window'

export interface SharedCount {
  readonly store: 'redis' | 'postgresql'
  /** When the store does not answer. `closed`: nobody is let in. `open`: each process counts by itself meanwhile. */
  readonly onFailure: 'open' | 'closed'
}

export interface PolicyWiring {
  readonly timeoutMs: number
  readonly attempts: number
  readonly backoffMs: number
  /** Retries allowed as a fraction of calls. */
  readonly retryBudget: number
  readonly breaker: {
    readonly failureRate: number
    readonly windowSeconds: number
    readonly minimumPerSecond: number
    readonly openSeconds: number
  }
  readonly bulkhead: { readonly concurrent: number; readonly queued: number }
}

export interface SheddingWiring {
  readonly maxInFlight: number
  /** Event-loop delay (p99, milliseconds) above which background and then normal work is refused. */
  readonly maxEventLoopDelayMs: number
}

/** Numbers that suit a laptop and the tests; a built project carries the design's own. */
export function defaultWiring(system: string, modules: readonly string[]): Wiring {
  return {
    system,
    processes: { [system]: modules },
    database: { poolSize: 10, statementTimeoutMs: 5_000, lockTimeoutMs: 2_000 },
    interfaces: {},
    limits: {
      auth: { perSecond: 5, burst: 20, per: 'address' },
      read: { perSecond: 200, burst: 400, per: 'principal' },
      write: { perSecond: 50, burst: 100, per: 'principal' },
    },
    dependencies: {},
    shedding: { maxInFlight: 1_000, maxEventLoopDelayMs: 250 },
    jobs: { concurrency: 4 },
    relay: { batch: 200, idleMs: 250 },
    feed: {
      retainHours: 24,
      recent: 1_000,
      maxFollowers: 10_000,
      recheckMs: 5_000,
      heartbeatMs: 15_000,
      idleMs: 1_000,
    },
    cache: { level: 'memory', mostSeconds: 60, entries: 20_000, bytes: 67_108_864, idleMs: 500 },
    identity: { accessTokenSeconds: 600, refreshTokenSeconds: 30 * 86_400 },
    telemetry: { sampleRatio: 0.05 },
    shutdown: { drainMs: 5_000, deadlineMs: 15_000 },
    calls: 'strict',
  }
}
