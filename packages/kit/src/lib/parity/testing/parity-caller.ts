import { type FailureKind, failureKinds } from '../../contract/failure.ts'
import type { Operation } from '../../contract/operation.ts'
import { type Problem, statusOfKind } from '../../transports/rest/problem.ts'

/** What came of a call, as its caller sees it. */
export type Outcome =
  | { readonly output: unknown }
  | { readonly failure: { code: string; kind: FailureKind; says: string; data: unknown } }

export interface ParityOptions {
  /** Bearer token. */
  readonly token?: string
  readonly key?: string
  readonly deadlineMs?: number
  readonly signal?: AbortSignal
}

/** One way in, as a client of it speaks. */
export interface ParityCaller {
  readonly transport: string
  /** Its protocol has types, and refuses in words of its own what has the wrong one. */
  readonly typed?: true
  /** Throws what its client throws when `signal` ends the call. */
  call(operation: Operation, input: object, options: ParityOptions): Promise<Outcome>
  close(): Promise<void>
}

/** What a problem (RFC 9457) says, whatever brought it. */
export function outcomeOf({
  code,
  status,
  detail,
  data,
}: Omit<Problem, 'type' | 'title'>): Outcome {
  const kind = failureKinds.find((one) => statusOfKind[one] === status) ?? 'internal'
  return { failure: { code, kind, says: detail ?? code, data } }
}
