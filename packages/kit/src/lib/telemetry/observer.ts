import { type Span, SpanStatusCode } from '@opentelemetry/api'
import type { Logger } from 'pino'

import { Failure } from '../contract/failure.ts'
import type { Entered, Observe } from '../dispatch/call.ts'
import { currentScope, inScope } from './call-scope.ts'
import { withoutValues } from './describe-error.ts'
import type { Metrics, Outcome } from './metrics.ts'
import { parentSpan, type Tracing } from './tracing.ts'

export interface ObserverParts {
  readonly logger: Logger
  readonly metrics: Pick<Metrics, 'observeCall'>
  readonly tracing: Tracing
  /** A call that takes longer is logged at info; 1,000 if absent. */
  readonly slowMs?: number
}

/**
 * Makes the observer of calls. Each call is measured and, when tracing is on, has a span. The log tells what needs a
 * look: errors (error), dependencies that do not answer (warn), slow calls (info); the rest is debug, because a line
 * for every call costs as much as handling it, and the histogram has it already.
 */
export function createObserver(parts: ObserverParts): Observe {
  return (operation, call, run) => {
    const parent = parentSpan(call.traceparent)
    const span = parts.tracing.startSpan(operation.name, { parent, attributes: attributesOf(call) })
    const correlationId = call.correlationId ?? currentScope()?.correlationId
    const continued = span?.spanContext() ?? parent
    const scope = {
      ...(correlationId === undefined ? {} : { correlationId }),
      ...(continued ? { span: continued } : {}),
      ...(span ? { note: (name: string, value: string) => span.setAttribute(name, value) } : {}),
    }
    return inScope(scope, () => measure(parts, { operation, call, span }, run))
  }
}

type ObservedCall = Parameters<Observe>[1]

interface Observed {
  readonly operation: Entered
  readonly call: ObservedCall
  readonly span: Span | undefined
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

function finish(parts: ObserverParts, { operation, call, span }: Observed, ending: Ending): void {
  parts.metrics.observeCall(operation.name, ending.outcome, ending.ms / 1_000)
  if (span) endSpan(span, ending)
  const level = levelOf(ending, parts.slowMs ?? 1_000)
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

function attributesOf({ from, idempotencyKey }: ObservedCall) {
  return {
    'call.transport': from.transport,
    ...(idempotencyKey === undefined ? {} : { 'call.idempotency_key': idempotencyKey }),
  }
}

function endSpan(span: Span, { outcome, error }: Ending): void {
  span.setAttribute('call.outcome', outcome)
  if (error instanceof Failure) span.setAttribute('call.failure', error.code)
  if (outcome === 'error' || outcome === 'shed') {
    span.setStatus({ code: SpanStatusCode.ERROR })
    if (error instanceof Error && isOurFault(error)) span.recordException(withoutValues(error))
  }
  span.end()
}
