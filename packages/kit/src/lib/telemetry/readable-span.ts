import type { HrTime, SpanContext } from '@opentelemetry/api'
import { SpanStatusCode } from '@opentelemetry/api'
import type { Resource } from '@opentelemetry/resources'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'

import { isLocal, type Span } from './span.ts'

/** A span that is kept, as OpenTelemetry's exporters take it. */
export function readableSpan(span: Span, resource: Resource): ReadableSpan {
  const { of, parent, part, startedAt, endedAt = startedAt, failed, error, links = [] } = span
  const context = { traceId: part.traceId, spanId: span.id, traceFlags: 1 }
  const parentContext = contextOf(parent)
  return {
    name: of.name,
    kind: of.kind,
    spanContext: () => context,
    ...(parentContext ? { parentSpanContext: parentContext } : {}),
    startTime: hrTime(startedProcessAt + startedAt),
    endTime: hrTime(startedProcessAt + endedAt),
    duration: hrTime(endedAt - startedAt),
    ended: true,
    status: { code: failed ? SpanStatusCode.ERROR : SpanStatusCode.UNSET },
    attributes: {
      ...of.attributes,
      ...span.notes,
      ...(error ? { 'error.type': error.name } : {}),
    },
    links: links.flatMap((link) => {
      const linked = contextOf(link)
      return linked ? [{ context: linked }] : []
    }),
    events: error ? [exceptionOf(error, endedAt)] : [],
    resource,
    instrumentationScope: { name: 'archwright' },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  }
}

function contextOf(other: Span | SpanContext | undefined): SpanContext | undefined {
  return isLocal(other) ? other.context() : other
}

function exceptionOf({ name, message, stack }: Error, atMs: number) {
  const attributes = {
    'exception.type': name,
    'exception.message': message,
    ...(stack === undefined ? {} : { 'exception.stacktrace': stack }),
  }
  return { name: 'exception', time: hrTime(startedProcessAt + atMs), attributes }
}

const startedProcessAt = performance.timeOrigin // asked each time it costs more than all else here

/** Whole seconds and the nanoseconds beyond. */
function hrTime(ms: number): HrTime {
  const seconds = Math.floor(ms / 1_000)
  return [seconds, Math.round((ms - seconds * 1_000) * 1_000_000)]
}
