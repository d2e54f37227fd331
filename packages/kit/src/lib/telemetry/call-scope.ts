import { AsyncLocalStorage } from 'node:async_hooks'

import type { SpanContext } from '@opentelemetry/api'

/** What belongs to the call that runs now, wherever in the code it is. */
export interface CallScope {
  readonly correlationId?: string
  /** The span of the call, or the caller's when spans are off. */
  readonly span?: SpanContext
  /** Says something of the call on its span, where it has one. */
  note?(name: string, value: string): void
}

const scopes = new AsyncLocalStorage<CallScope>()

export function currentScope(): CallScope | undefined {
  return scopes.getStore()
}

/** Runs something as part of a call; everything it awaits belongs to it too. */
export function inScope<Result>(scope: CallScope, run: () => Result): Result {
  return scopes.run(scope, run)
}
