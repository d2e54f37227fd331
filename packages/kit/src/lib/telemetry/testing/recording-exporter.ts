import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace'

export interface RecordingExporter extends SpanExporter {
  readonly sent: ReadableSpan[]
}

/** Keeps what it is given; OpenTelemetry's own in-memory exporter forgets it at shutdown, which is when it is sent. */
export function recordingExporter(): RecordingExporter {
  const sent: ReadableSpan[] = []
  return {
    sent,
    export(spans, done) {
      sent.push(...spans)
      done({ code: 0 })
    },
    shutdown: async () => {},
  }
}
