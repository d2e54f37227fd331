import type { SpanExporter } from '@opentelemetry/sdk-trace'

import { readableSpan } from './readable-span.ts'
import { type RecentTraces, recentTraces } from './recent-traces.ts'
import { type Caller, createSampling, type SamplingSettings } from './sampling.ts'
import { type Keeper, type Span, type SpanOf, TracePart } from './span.ts'

/** Spans, started and ended by hand: automatic instrumentation costs 60 to 110 µs per request (measured). */
export interface Tracing {
  /** Starts what this process does of a trace: of a caller's, or a new one. Undefined when spans are off. */
  begin(of: SpanOf, caller?: Caller): Span | undefined
  /** The newest traces, where they are kept in memory. */
  readonly recent: RecentTraces | undefined
  /** Sends what is kept, then stops. */
  shutdown(): Promise<void>
}

export interface TracingSettings extends SamplingSettings {
  /** Name of the process in traces. */
  readonly service: string
  /** Base URL of an OTLP/HTTP collector, as OTEL_EXPORTER_OTLP_ENDPOINT gives it. */
  readonly endpoint?: string
  /** Where spans go instead of the endpoint. */
  readonly exporter?: SpanExporter
  /** Most traces that are kept in memory, to be looked at in this process; none if absent. */
  readonly recent?: number
}

const off: Tracing = { begin: () => undefined, recent: undefined, shutdown: async () => {} }

/** Starts tracing, or nothing at all when nobody will see a span: then not even the libraries are loaded. */
export async function createTracing(settings: TracingSettings): Promise<Tracing> {
  const sender = await senderOf(settings)
  const recent = settings.recent === undefined ? undefined : recentTraces(settings.recent)
  if (!sender && !recent) return off
  const sampling = createSampling(settings)
  const keeper: Keeper = {
    keeps: sampling.tail,
    take: (spans) => sender?.send(spans),
    ...(recent ? { seen: recent.add } : {}),
  }
  return {
    begin(of, caller) {
      const part = new TracePart(keeper, sampling.head(caller), caller?.span.traceId)
      return part.begin(of, caller?.span)
    },
    recent,
    shutdown: async () => sender?.shutdown(),
  }
}

interface Sender {
  send(spans: readonly Span[]): void
  shutdown(): Promise<void>
}

/** Sends in batches, from a queue with an end: what does not fit is dropped and no call waits. */
async function senderOf(settings: TracingSettings): Promise<Sender | undefined> {
  const exporter = settings.exporter ?? (await exporterTo(settings.endpoint))
  if (!exporter) return undefined
  const { BatchSpanProcessor } = await import('@opentelemetry/sdk-trace')
  const { resourceFromAttributes } = await import('@opentelemetry/resources')
  const resource = resourceFromAttributes({ 'service.name': settings.service })
  const queue = new BatchSpanProcessor({ exporter })
  return {
    send(spans) {
      for (const span of spans) queue.onEnd(readableSpan(span, resource))
    },
    shutdown: () => queue.shutdown(),
  }
}

async function exporterTo(endpoint: string | undefined): Promise<SpanExporter | undefined> {
  if (!endpoint) return undefined
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http')
  return new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces` })
}
