import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

import type { MetricsPage } from '../transports/rest/probes.ts'

/** How a call ended: shed and error count against us, failure is an answer to what was asked. */
export const outcomes = ['ok', 'failure', 'error', 'shed'] as const
export type Outcome = (typeof outcomes)[number]

/** The numbers of a process, in a registry of its own. */
export interface Metrics {
  readonly page: MetricsPage
  /** Records a finished call. */
  observeCall(operation: string, outcome: Outcome, seconds: number): void
  /**
   * A value that is read when somebody looks; several values when `read` names them by a label. A reading that
   * fails is left out: the other metrics are needed most just then.
   */
  gauge(gauge: GaugeSpec): void
  counter(counter: CounterSpec): (labelValue: string, otherValue: string) => void
}

export interface GaugeSpec {
  readonly name: string
  readonly help: string
  /** Label of the values of a record. */
  readonly label?: string
  read(): Reading | Promise<Reading>
}

type Reading = number | Readonly<Record<string, number>>

export interface CounterSpec {
  readonly name: string
  readonly help: string
  readonly labels: readonly [string, string]
}

/** From a millisecond (a cached read) to the longest deadline; dense where objectives usually lie. */
const durationBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 5, 10]

/** Makes the metrics of a process: `operation_duration_seconds`, and what Node tells of itself. */
export function createMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const durations = new Histogram({
    name: 'operation_duration_seconds',
    help: 'Time from the start of a call to its answer, by operation and how it ended.',
    labelNames: ['operation', 'outcome'] as const,
    buckets: durationBuckets,
    registers: [registry],
  })
  const series = new Map<string, { observe(seconds: number): void }>() // finding a series by labels costs 1 µs
  return {
    page: { contentType: registry.contentType, text: () => registry.metrics() },
    observeCall(operation, outcome, seconds) {
      const key = `${operation} ${outcome}`
      let one = series.get(key)
      if (!one) {
        one = durations.labels(operation, outcome)
        series.set(key, one)
      }
      one.observe(seconds)
    },
    gauge: (spec) => addGauge(registry, spec),
    counter({ name, help, labels }) {
      const counter = new Counter({ name, help, labelNames: [...labels], registers: [registry] })
      return (value, other) => counter.labels(value, other).inc()
    },
  }
}

function addGauge(registry: Registry, { name, help, label, read }: GaugeSpec): void {
  new Gauge({
    name,
    help,
    labelNames: label === undefined ? [] : [label],
    registers: [registry],
    async collect() {
      this.reset() // what is gone is not told any more
      const reading = await readingOf(read)
      if (typeof reading === 'number') this.set(reading)
      else for (const [value, one] of Object.entries(reading)) this.labels(value).set(one)
    },
  })
}

async function readingOf(read: GaugeSpec['read']): Promise<Reading> {
  try {
    return await read()
  } catch {
    return {}
  }
}
