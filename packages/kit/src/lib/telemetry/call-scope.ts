import { AsyncLocalStorage } from 'node:async_hooks'

import type { SpanContext } from '@opentelemetry/api'

import type { Span, SpanOf } from './span.ts'
import { formatTraceparent } from './traceparent.ts'

/** What belongs to the call that runs now, wherever in the code it is. */
export interface CallScope {
  readonly correlationId: string | undefined
  /** The span under way; absent when spans are off. */
  readonly span: Span | undefined
  /** The caller's span, to pass on when spans are off. */
  readonly caller: SpanContext | undefined
}

const scopes = new AsyncLocalStorage<CallScope | undefined>()

export function currentScope(): CallScope | undefined {
  return scopes.getStore()
}

export function currentSpan(): Span | undefined {
  return scopes.getStore()?.span
}

/** Runs something as part of a call, or of none; everything it awaits belongs to it too. */
export function inScope<Result>(scope: CallScope | undefined, run: () => Result): Result {
  return scopes.getStore() === scope ? run() : scopes.run(scope, run)
}

/** Runs something under a span of its own, where there is a trace; a thrown error marks it. */
export async function inSpan<Result>(
  of: SpanOf,
  run: (span?: Span) => Promise<Result>,
): Promise<Result> {
  const scope = scopes.getStore()
  const span = scope?.span?.begin(of)
  if (!span) return run()
  const { correlationId, caller } = scope ?? {}
  try {
    return await scopes.run({ correlationId, caller, span }, run, span)
  } catch (error) {
    span.fail(error)
    throw error
  } finally {
    span.end()
  }
}

/** W3C traceparent of what runs now, to send along or to keep with an outgoing event; null outside of any trace. */
export function currentTraceparent(): string | null {
  const scope = scopes.getStore()
  const context = scope?.span?.context() ?? scope?.caller
  return context ? formatTraceparent(context) : null
}
