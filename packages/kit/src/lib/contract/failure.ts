import type { Static, TSchema } from 'typebox'

/** What kind of failure it is; each transport maps a kind to its own status from one table. */
export const failureKinds = [
  'invalid',
  'unauthenticated',
  'declined',
  'forbidden',
  'not-found',
  'conflict',
  'precondition',
  'mismatch',
  'too-many',
  'internal',
  'unavailable',
  'timeout',
] as const
export type FailureKind = (typeof failureKinds)[number]

/** A failure that an operation declares: its kind and the evidence it carries. */
export interface FailureSpec {
  kind: FailureKind
  data?: TSchema
  /** One sentence for the caller. */
  says?: string
}

/** A declared failure on its way to the caller. Anything else that is thrown is ours, and becomes INTERNAL. */
export class Failure extends Error {
  override name = 'Failure'
  readonly code: string
  readonly kind: FailureKind
  readonly data: unknown
  readonly retryAfterSeconds: number | undefined

  constructor(code: string, kind: FailureKind, detail: FailureDetail = {}) {
    super(detail.says ?? code)
    this.code = code
    this.kind = kind
    this.data = detail.data
    this.retryAfterSeconds = detail.retryAfterSeconds
  }
}

// Kinds that say "not now" or "not known"; all others are the module's last word.
const passing: ReadonlySet<FailureKind> = new Set([
  'unavailable',
  'timeout',
  'too-many',
  'internal',
])

/** The last word on what was asked, and not a trouble of ours that may pass. */
export function isRefusal(error: unknown): error is Failure {
  return error instanceof Failure && !passing.has(error.kind)
}

export interface FailureDetail {
  data?: unknown
  says?: string
  retryAfterSeconds?: number
}

/** Failures that every operation may give without declaring them. */
export const builtInFailures = {
  INVALID_INPUT: { kind: 'invalid', says: 'The input does not match the contract.' },
  UNAUTHENTICATED: { kind: 'unauthenticated', says: 'Sign in first.' },
  INSUFFICIENT_SIGN_IN: {
    kind: 'unauthenticated',
    says: 'This needs a stronger or more recent sign-in: sign in again.',
  },
  FORBIDDEN: { kind: 'forbidden', says: 'This is not allowed for you.' },
  RATE_LIMITED: { kind: 'too-many', says: 'Too many calls; try again later.' },
  OVERLOADED: { kind: 'unavailable', says: 'The service is busy; try again later.' },
  UNAVAILABLE: {
    kind: 'unavailable',
    says: 'A part of the service does not answer; try again later.',
  },
  DEADLINE_EXCEEDED: { kind: 'timeout', says: 'The call took longer than its deadline.' },
  IDEMPOTENCY_KEY_MISSING: {
    kind: 'invalid',
    says: 'Send an Idempotency-Key with this operation.',
  },
  IDEMPOTENCY_KEY_REUSED: {
    kind: 'mismatch',
    says: 'This Idempotency-Key was used with another input.',
  },
  FEED_GONE: {
    kind: 'precondition',
    says: 'What came after this position is not kept any more: read the present state, then follow from now on.',
  },
  UNKNOWN_VERSION: { kind: 'invalid', says: 'There is no such version of this API.' },
  UNKNOWN_OPERATION: { kind: 'not-found', says: 'There is no such operation.' },
  INTERNAL: { kind: 'internal', says: 'Something went wrong on our side.' },
} as const satisfies Record<string, FailureSpec>

export type BuiltInCode = keyof typeof builtInFailures

/** A failure of the built-in table, by its code. */
export function builtIn(code: BuiltInCode, detail: FailureDetail = {}): Failure {
  const { kind, says } = builtInFailures[code]
  return new Failure(code, kind, { says, ...detail })
}

/** Constructors for exactly the failures an operation declares. */
export type Fail<Errors extends Record<string, FailureSpec>> = {
  readonly [code in keyof Errors]: (
    ...data: Errors[code] extends { data: infer S extends TSchema } ? [Static<S>] : []
  ) => Failure
}

/** Builds the constructors for the declared failures. */
export function failuresOf<Errors extends Record<string, FailureSpec>>(
  errors: Errors,
): Fail<Errors> {
  const constructors = Object.entries(errors).map(([code, { kind, says }]) => [
    code,
    (data?: unknown) => new Failure(code, kind, { data, ...(says ? { says } : {}) }),
  ])
  return Object.fromEntries(constructors) as Fail<Errors> // one constructor per declared code, made just above
}
