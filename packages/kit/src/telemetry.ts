/** What a process tells of itself: log, metrics, traces. */

export { createLogger, type LoggerSettings } from './lib/telemetry/logger.ts'
export {
  type CounterSpec,
  createMetrics,
  type GaugeSpec,
  type Metrics,
  type Outcome,
} from './lib/telemetry/metrics.ts'
export { createObserver, type ObserverParts } from './lib/telemetry/observer.ts'
export {
  createTracing,
  currentTraceparent,
  type Tracing,
  type TracingSettings,
} from './lib/telemetry/tracing.ts'
