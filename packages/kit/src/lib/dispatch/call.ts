import type { OperationSpec } from '../contract/operation.ts'
import type { Principal } from './principal.ts'

/** A call on its way in, as a transport translates it. */
export interface Call {
  /** Operation name. */
  readonly operation: string
  readonly input: unknown
  /** Already authenticated (module to module, tests); otherwise `credentials` are checked. */
  readonly principal?: Principal
  readonly credentials?: Credentials
  readonly idempotencyKey?: string
  /** Time left to answer, milliseconds; the operation's own deadline when absent or shorter. */
  readonly deadlineMs?: number
  readonly signal?: AbortSignal
  /** W3C traceparent of the caller. */
  readonly traceparent?: string
  readonly correlationId?: string
  /** Dated version of the contract that the caller was written for; the present one if absent. */
  readonly version?: string
  readonly from: CallSource
}

/** Ways in from outside. */
export const outsideTransports = ['rest', 'sse', 'graphql', 'grpc', 'websocket'] as const
export type Transport = (typeof outsideTransports)[number] | 'local' | 'remote' | 'channel' | 'job'

export interface CallSource {
  readonly transport: Transport
  /** Network address of the outside caller; limits of guests are kept by it. */
  readonly address?: string
}

export interface Credentials {
  /** Token of an `Authorization: Bearer` header. */
  readonly bearer?: string | undefined
}

/** What the path answers beside the output. */
export interface Reply {
  readonly output: unknown
  /** True when the answer was kept from an earlier call with the same key. */
  readonly replayed: boolean
  /** Who asked, as authenticated; absent where another process answered. */
  readonly principal?: Principal
  readonly limit?: LimitVerdict
}

/** The one path of every call. Throws `Failure`. */
export interface Dispatcher {
  dispatch(call: Call): Promise<Reply>
}

/** Turns credentials into a principal; guest without any; throws UNAUTHENTICATED for bad ones. */
export type Authenticate = (credentials: Credentials) => Promise<Principal>

export interface LimitVerdict {
  readonly allowed: boolean
  /** What the budget holds when it is whole. */
  readonly limit: number
  /** Seconds in which the whole budget comes again. */
  readonly windowSeconds: number
  readonly remaining: number
  /** Seconds until the budget is whole again. */
  readonly resetSeconds: number
  /** Seconds until one call would be allowed; 0 when allowed. */
  readonly retryAfterSeconds: number
}

/** What the edge of the path knows an operation or a subscription by. */
export type Entered = Pick<OperationSpec, 'name' | 'limit' | 'cost' | 'priority' | 'deadlineMs'>

/** Charges a call from outside to its budget, or with no charge only looks at it. Undefined: no limit applies. */
export type TakeLimit = (
  operation: Entered,
  caller: LimitedCaller,
  charge: 0 | 1,
) => Promise<LimitVerdict | undefined> | LimitVerdict | undefined

export interface LimitedCaller {
  readonly principal: Principal
  readonly address: string
}

/** Wraps a call with a span, its metrics and its log line. */
export type Observe = <Result>(
  operation: Entered,
  call: Pick<Call, 'from' | 'traceparent' | 'correlationId' | 'idempotencyKey'>,
  run: () => Promise<Result>,
) => Promise<Result>

/** Refuses work when the process is too busy, by priority; throws OVERLOADED. Returns what to run when done. */
export type Admit = (operation: Entered) => () => void
