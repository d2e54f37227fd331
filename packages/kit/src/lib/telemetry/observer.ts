import { SpanKind } from '@opentelemetry/api'
import type { Logger } from 'pino'

import { Failure } from '../contract/failure.ts'
import { type Entered, type Observe, outsideTransports } from '../dispatch/call.ts'
import { type CallScope, currentScope, inScope } from './call-scope.ts'
import type { Metrics, Outcome } from './metrics.ts'
import type { Span, SpanOf } from './span.ts'
import { parseTraceparent } from './traceparent.ts'
import type { Tracing } from './tracing.ts'

export interface ObserverParts {
  readonly logger: Logger
  readonly metrics: Pick<Metrics, 'observeCall'>
  readonly tracing: Pick<Tracing, 'begin'>
  /** Operation → milliseconds from which it is slow; a fifth of its deadline if absent. */
  readonly slowMs?: Readonly<Record<string, number>>
}

/**
 * Makes the observer of calls. Each call is measured and, when tracing is on, has a span. The log tells what needs a
 * look: errors (error), dependencies that do not answer (warn), slow calls (info); the rest is debug, because a line
 * for every call costs as much as handling it, and the histogram has it already.
 */
export function createObserver(parts: ObserverParts): Observe {
  const known = new Map<string, Kinds>()
  const kindsOf = (operation: Entered) => {
    const kinds = known.get(operation.name) ?? kindsFor(operation, parts.slowMs)
    known.set(operation.name, kinds)
    return kinds
  }
  return (operation, call, run) => {
    const outer = currentScope()
    const kinds = kindsOf(operation)
    const caller = call.traceparent === undefined ? undefined : parseTraceparent(call.traceparent)
    const span = beginSpan(parts.tracing, { kinds, call, caller }, outer)
    const scope: CallScope = {
      correlationId: call.correlationId ?? outer?.correlationId,
      span,
      caller: caller ?? outer?.caller,
    }
    return inScope(scope, () => measure(parts, { operation, call, span, kinds }, run))
  }
}

/** What the spans of an operation have in common, as an entry into the process and as a part of other work. */
interface Kinds {
  readonly entry: SpanOf & { readonly slowMs: number }
  readonly inner: SpanOf
}

const defaultDeadlineMs = 5_000

function kindsFor(
  { name, deadlineMs = defaultDeadlineMs }: Entered,
  slow: ObserverParts['slowMs'],
): Kinds {
  const attributes = { 'code.function.name': name }
  return {
    entry: { name, kind: SpanKind.SERVER, attributes, slowMs: slow?.[name] ?? deadlineMs / 5 },
    inner: { name, kind: SpanKind.INTERNAL, attributes },
  }
}

interface Begun {
  readonly kinds: Kinds
  readonly call: ObservedCall
  readonly caller: Parent | undefined
}

type Parent = ReturnType<typeof parseTraceparent>

/** In the trace that a header names, or else of the work that is under way here, or else in a new one. */
function beginSpan(
  tracing: ObserverParts['tracing'],
  { kinds, call, caller }: Begun,
  outer: CallScope | undefined,
): Span | undefined {
  if (!caller && outer?.span) return outer.span.begin(kinds.inner)
  const span = caller ?? outer?.caller
  if (!span) return tracing.begin(kinds.entry)
  return tracing.begin(kinds.entry, { span, ours: !fromOutside.has(call.from.transport) })
}

const fromOutside: ReadonlySet<string> = new Set(outsideTransports)

type ObservedCall = Parameters<Observe>[1]

interface Observed {
  readonly operation: Entered
  readonly call: ObservedCall
  readonly span: Span | undefined
  readonly kinds: Kinds
}

async function measure<Result>(
  parts: ObserverParts,
  observed: Observed,
  run: () => Promise<Result>,
): Promise<Result> {
  const start = performance.now()
  try {
    const result = await run()
    finish(parts, observed, { outcome: 'ok', ms: performance.now() - start })
    return result
  } catch (error) {
    const outcome = outcomeOf(error)
    finish(parts, observed, { outcome, ms: performance.now() - start, error })
    throw error
  }
}

interface Ending {
  readonly outcome: Outcome
  readonly ms: number
  readonly error?: unknown
}

function finish(parts: ObserverParts, observed: Observed, ending: Ending): void {
  const { operation, call, span, kinds } = observed
  if (span) endSpan(span, call, ending)
  const shown = span?.part.kept ? span.part.traceId : undefined
  parts.metrics.observeCall(operation.name, ending.outcome, ending.ms / 1_000, shown)
  const level = levelOf(ending, kinds.entry.slowMs)
  if (!parts.logger.isLevelEnabled(level)) return
  const { outcome, ms, error } = ending
  const code = error instanceof Failure ? error.code : undefined
  parts.logger[level](
    {
      operation: operation.name,
      outcome,
      ms: Math.round(ms * 10) / 10,
      transport: call.from.transport,
      ...(code === undefined ? {} : { code }),
      ...(level === 'error' ? { err: error } : {}),
    },
    'call',
  )
}

function levelOf(
  { outcome, ms, error }: Ending,
  slowMs: number,
): 'error' | 'warn' | 'info' | 'debug' {
  if (outcome === 'error') return isOurFault(error) ? 'error' : 'warn'
  return ms > slowMs ? 'info' : 'debug'
}

function isOurFault(error: unknown): boolean {
  return !(error instanceof Failure) || error.kind === 'internal'
}

/** Shed: refused to protect ourselves. Error: we could not answer. Failure: an answer, though not the wished one. */
function outcomeOf(error: unknown): Outcome {
  if (!(error instanceof Failure)) return 'error'
  if (error.code === 'OVERLOADED') return 'shed'
  const { kind } = error
  return kind === 'internal' || kind === 'unavailable' || kind === 'timeout' ? 'error' : 'failure'
}

function endSpan(
  span: Span,
  { from, idempotencyKey }: ObservedCall,
  { outcome, error }: Ending,
): void {
  span.note('call.transport', from.transport)
  span.note('call.outcome', outcome)
  if (idempotencyKey !== undefined) span.note('call.idempotency_key', idempotencyKey)
  if (error instanceof Failure) span.note('call.failure', error.code)
  if (outcome === 'error' || outcome === 'shed') {
    span.fail(isOurFault(error) ? error : undefined)
    span.part.failed = true
  }
  span.end()
}
