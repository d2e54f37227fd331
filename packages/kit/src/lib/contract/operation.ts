import type { Static, TObject, TSchema } from 'typebox'

import type { CachedAs, CachedSpec } from './cached.ts'
import type { FailureSpec } from './failure.ts'
import type { SignInNeed } from './sign-in-need.ts'

/** Who may ask. Deny by default: an operation without access does not type-check. */
export type Access = 'public' | 'internal' | readonly [string, ...string[]]

/** Which budget a call from outside is charged to: one of the three, or that of a kind of client. */
export type LimitClass = 'auth' | 'read' | 'write' | `client:${string}`

/** Order of shedding when the process is busy: background goes first, critical last. */
export const priorities = ['critical', 'normal', 'background'] as const
export type Priority = (typeof priorities)[number]

export type RestMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
export type RestRoute = `${RestMethod} /${string}`

/** How an operation looks as REST, where the route alone does not say it. */
export interface RestSpec {
  route: RestRoute
  /** Input fields that travel as headers: field → header name. */
  headers?: Readonly<Record<string, string>>
  /** Status of a successful answer; 200 if absent. */
  status?: 200 | 201 | 202 | 204
  /** Output field sent as ETag; GET answers 304 when it matches If-None-Match. */
  etag?: string
  /** Input field that receives the request body as the raw text that was signed. */
  rawBody?: string
}

export interface OperationSpec {
  /** "module.operation". */
  readonly name: `${string}.${string}`
  readonly summary: string
  readonly input: TObject
  readonly output: TSchema
  readonly errors?: Readonly<Record<string, FailureSpec>>
  readonly access: Access
  /** Who may ask must have signed in so (step-up), or is told what is missing; absent: any sign-in will do. */
  readonly signIn?: SignInNeed
  /** Absent: not offered over REST. */
  readonly rest?: RestRoute | RestSpec
  /** Longest time to answer, milliseconds; 5,000 if absent. */
  readonly deadlineMs?: number
  readonly limit?: LimitClass
  /** What a call takes of its budget: 1 if absent, more where one call is the work of many. */
  readonly cost?: number
  /** `failure`: a call costs its budget only when it is refused, because a good one proves its sender, as signatures do. */
  readonly limitOn?: 'call' | 'failure'
  readonly priority?: Priority
  /**
   * The query that answers with what it is done to, by the field of this name in the input of both: what policies may
   * look at.
   */
  readonly about?: { readonly query: `${string}.${string}`; readonly by: string }
  /**
   * A flag of this name switches it off while the system runs: callers then get the fallback, or UNAVAILABLE where there
   * is none. On where nobody has set the flag.
   */
  readonly degradable?: { readonly flag: string; readonly fallback?: unknown }
  /** Most callers whose inputs one run of the handler may take together; 1 if absent. */
  readonly gather?: number
  /**
   * Most items of one request that carries many calls of this operation; absent: it takes one at a time. Each item is
   * a call of its own, with its own key, budget, outcome and failure: nothing of them is shared but the way there.
   */
  readonly batch?: number
  /** ISO date since when callers should stop using it. */
  readonly deprecatedSince?: string
  /** ISO date until when it is served. */
  readonly sunset?: string
}

export interface CommandSpec extends OperationSpec {
  /**
   * Field of the input or the output that names what it is done to: each call, done or refused, is written to the audit
   * log, a done one in the transaction of its effect.
   */
  readonly audited?: string
  /**
   * What makes a repeat harmless. `key`: the caller's Idempotency-Key, kept with the effect in one transaction.
   * `natural`: the input names the effect, so a repeat finds it done. `none`: a repeat is a second effect.
   */
  readonly idempotency: 'key' | 'natural' | 'none'
  /**
   * True for a saga's step whose commit need not wait for the disk: a crash of PostgreSQL may forget it, and the saga,
   * whose own record is no newer, repeats it. A waiting commit after it (the pivot's intent, the end) makes it last.
   */
  readonly lazyCommit?: boolean
  /**
   * For a rule over rows that one statement cannot lock (write skew): PostgreSQL then refuses what no order of the
   * transactions explains, and the unit of work runs again. Read committed if absent.
   */
  readonly isolation?: 'serializable'
}

export interface QuerySpec extends OperationSpec {
  /** Seconds that clients and shared caches may keep the answer; private answers stay uncached. */
  readonly cacheSeconds?: number
  /** True when the input has `cursor` and `limit` and the output `items` and `nextCursor`. */
  readonly paged?: boolean
  /**
   * A replica may answer. Who is known reads all that was written before they asked, theirs and others'; guests read what
   * is at most so many seconds old. Absent: the primary answers.
   */
  readonly staleSeconds?: number
}

export type Command<Spec extends CommandSpec = CommandSpec> = Spec & { readonly kind: 'command' }
export type Query<Spec extends QuerySpec = QuerySpec> = Spec & {
  readonly kind: 'query'
  /** How answers may be kept inside the system; absent: never. */
  readonly cached?: CachedSpec
}
export type Operation = Command | Query

export type Input<O extends OperationSpec> = Static<O['input']>
export type Output<O extends OperationSpec> = Static<O['output']>
export type Errors<O extends OperationSpec> = O extends {
  errors: infer E extends Readonly<Record<string, FailureSpec>>
}
  ? E
  : Record<never, FailureSpec>

/** Declares an operation that changes something. */
export function command<const Spec extends CommandSpec>(spec: Spec): Command<Spec> {
  return Object.freeze({ ...spec, kind: 'command' as const })
}

/** Declares an operation that only reads; `cached` says how its answers may be kept inside the system, if they may. */
export function query<const Spec extends QuerySpec>(
  spec: Spec,
  cached?: CachedAs<Spec['input'], Spec['output']>,
): Query<Spec> {
  const whole = { ...spec, kind: 'query', ...(cached ? { cached } : {}) } as const
  return Object.freeze(whole) as Query<Spec> // TypeScript cannot tell that Spec has no `cached` of its own
}

/** The module part of an operation's or event's name. */
export function moduleOf(name: string): string {
  return name.slice(0, name.indexOf('.'))
}

/** The REST face of an operation in its long form; undefined when it has none. */
export function restOf(operation: OperationSpec): RestSpec | undefined {
  const { rest } = operation
  return typeof rest === 'string' ? { route: rest } : rest
}
