import type { FailureKind } from '../../contract/failure.ts'
import type { Operation } from '../../contract/operation.ts'

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
