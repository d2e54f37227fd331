import type { SpanContext } from '@opentelemetry/api'

import { inScope } from './call-scope.ts'
import type { Span, SpanOf } from './span.ts'
import { parseTraceparent } from './traceparent.ts'
import type { Tracing } from './tracing.ts'

/** Work that others handed over: what comes from one goes on in its trace, what comes from several has no one parent. */
export interface Linking {
  /**
   * Runs what was handed over earlier, perhaps by another process: events, a job, a saga. From several traces it gets one
   * of its own with links to theirs.
   * @param from W3C traceparents; null for what was handed over outside of any trace
   */
  carryOn<Result>(
    of: SpanOf,
    from: readonly (string | null)[],
    run: () => Promise<Result>,
  ): Promise<Result>
  /** Runs one thing for several callers who wait for it: in a trace of its own, linked both ways. */
  together<Result>(
    of: SpanOf,
    callers: readonly (Span | undefined)[],
    run: () => Promise<Result>,
  ): Promise<Result>
}

/** For a process without traces. */
export const unlinked: Linking = {
  carryOn: (_of, _from, run) => run(),
  together: (_of, _callers, run) => run(),
}

export function createLinking(tracing: Tracing): Linking {
  return {
    carryOn(of, from, run) {
      const callers = differing(from)
      const [first] = callers
      const only = callers.length === 1 && !from.includes(null) ? first : undefined
      const span = tracing.begin(of, only && { span: only, ours: true })
      if (!span) return inScope(only && { correlationId: undefined, span, caller: only }, run)
      if (!only) linkTo(span, callers)
      if (from.length > 1) span.note('messaging.batch.message_count', from.length)
      return runUnder(span, run)
    },
    together(of, callers, run) {
      const span = tracing.begin(of)
      if (!span) return inScope(undefined, run)
      const traced = callers.filter((caller) => caller !== undefined)
      for (const caller of traced) {
        caller.link(span)
        if (!caller.part.sampled) continue // nobody would find it
        span.link(caller)
        span.part.wanted = true
      }
      span.note('call.callers', callers.length)
      return runUnder(span, run)
    },
  }
}

function linkTo(span: Span, callers: readonly SpanContext[]): void {
  for (const caller of callers) {
    span.link(caller)
    if (caller.traceFlags === 1) span.part.wanted = true
  }
}

async function runUnder<Result>(span: Span, run: () => Promise<Result>): Promise<Result> {
  try {
    return await inScope({ correlationId: undefined, span, caller: undefined }, run)
  } catch (error) {
    span.fail(error)
    span.part.failed = true
    throw error
  } finally {
    span.end()
  }
}

/** One span for each trace among them. */
function differing(from: readonly (string | null)[]): SpanContext[] {
  const byTrace = new Map<string, SpanContext>()
  for (const text of new Set(from)) {
    const context = text === null ? undefined : parseTraceparent(text)
    if (context && !byTrace.has(context.traceId)) byTrace.set(context.traceId, context)
  }
  return [...byTrace.values()]
}
