/** What a process tells of itself: log, metrics, traces. */

export { currentTraceparent, inSpan } from './lib/telemetry/call-scope.ts'
export { createLogger, type LoggerSettings } from './lib/telemetry/logger.ts'
export {
  type CounterSpec,
  createMetrics,
  type GaugeSpec,
  type Metrics,
  type Outcome,
} from './lib/telemetry/metrics.ts'
export { createObserver, type ObserverParts } from './lib/telemetry/observer.ts'
export { type SpanOf, spanOf } from './lib/telemetry/span.ts'
export {
  createTracing,
  type Tracing,
  type TracingSettings,
} from './lib/telemetry/tracing.ts'
