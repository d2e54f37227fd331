import {
  type Attributes,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  trace,
} from '@opentelemetry/api'
import type { SpanExporter } from '@opentelemetry/sdk-trace'

import { currentScope } from './call-scope.ts'
import { formatTraceparent, parseTraceparent } from './traceparent.ts'

/** Spans, started and ended by hand: automatic instrumentation costs 60 to 110 µs per request (measured). */
export interface Tracing {
  /** Undefined when spans are off. */
  startSpan(name: string, details: SpanDetails): Span | undefined
  /** Sends what is kept, then stops. */
  shutdown(): Promise<void>
}

export interface SpanDetails {
  readonly parent: SpanContext | undefined
  readonly attributes: Attributes
}

export interface TracingSettings {
  /** Name of the process in traces. */
  readonly service: string
  /** Base URL of an OTLP/HTTP collector, as OTEL_EXPORTER_OTLP_ENDPOINT gives it; spans are off without. */
  readonly endpoint?: string
  /** Share of traces that are kept, 0 to 1. */
  readonly sampleRatio: number
  /** Where spans go instead of the endpoint. */
  readonly exporter?: SpanExporter
}

const off: Tracing = { startSpan: () => undefined, shutdown: async () => {} }

/** Starts tracing, or nothing at all when there is nowhere to send spans: then not even the libraries are loaded. */
export async function createTracing(settings: TracingSettings): Promise<Tracing> {
  const { service, sampleRatio } = settings
  const exporter = settings.exporter ?? (await exporterTo(settings.endpoint))
  if (!exporter) return off
  const { BatchSpanProcessor, ParentBasedSampler, TraceIdRatioBasedSampler, TracerProvider } =
    await import('@opentelemetry/sdk-trace')
  const { resourceFromAttributes } = await import('@opentelemetry/resources')
  const ratio = new TraceIdRatioBasedSampler(sampleRatio)
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': service }),
    // A caller's wish to be sampled does not count: anyone can write a header. The ratio goes by the trace's id, so
    // all processes of ours decide alike.
    sampler: new ParentBasedSampler({ root: ratio, remoteParentSampled: ratio }),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  })
  const tracer = provider.getTracer('archwright')
  return {
    startSpan(name, { parent, attributes }) {
      const context = parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT
      const kind = parent && !parent.isRemote ? SpanKind.INTERNAL : SpanKind.SERVER
      return tracer.startSpan(name, { kind, attributes }, context)
    },
    shutdown: () => provider.shutdown(),
  }
}

async function exporterTo(endpoint: string | undefined): Promise<SpanExporter | undefined> {
  if (!endpoint) return undefined
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http')
  return new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces` })
}

/** Whose span continues here: the one a header names, or the one of the call that is under way. */
export function parentSpan(traceparent: string | undefined): SpanContext | undefined {
  const named = traceparent === undefined ? undefined : parseTraceparent(traceparent)
  return named ?? currentScope()?.span
}

/** W3C traceparent of what runs now, to send along or to keep with an outgoing event; null outside of any trace. */
export function currentTraceparent(): string | null {
  const span = currentScope()?.span
  return span ? formatTraceparent(span) : null
}
