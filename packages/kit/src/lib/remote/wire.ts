import { builtIn, Failure, type FailureKind, failureKinds } from '../contract/failure.ts'
import type { Principal } from '../dispatch/principal.ts'

/** How modules of different processes speak: JSON over HTTP, one route for calls and one for events. */
export const callPath = '/internal/calls/:operation'
export const eventPath = '/internal/events/:listener'

export interface WireCall {
  readonly input: unknown
  /** As the calling process authenticated it, which proves itself by its token. */
  readonly principal: Principal
  readonly deadlineMs: number
  readonly idempotencyKey?: string
  readonly traceparent?: string
  readonly correlationId?: string
}

export interface WireFailure {
  readonly code: string
  readonly kind: FailureKind
  readonly says: string
  readonly data?: unknown
  readonly retryAfterSeconds?: number
}

export type WireAnswer =
  | { readonly output: unknown; readonly replayed: boolean }
  | { readonly failure: WireFailure }

/** A failure as the caller's process will see it; what is not declared stays on this side. */
export function toWire(error: unknown): WireFailure {
  const { code, kind, message, data, retryAfterSeconds } =
    error instanceof Failure ? error : builtIn('INTERNAL')
  return {
    code,
    kind,
    says: message,
    data,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  }
}

export function fromWire({ code, kind, says, data, retryAfterSeconds }: WireFailure): Failure {
  const known = failureKinds.includes(kind) ? kind : 'internal'
  return new Failure(code, known, {
    says,
    data,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  })
}
