import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'

import type { MetricsPage } from '../transports/rest/probes.ts'
import { DurationSeries, valuesOf } from './duration-histogram.ts'
import { openMetrics, openMetricsType, type ToldMetric } from './open-metrics.ts'

/** How a call ended: shed and error count against us, failure is an answer to what was asked. */
export const outcomes = ['ok', 'failure', 'error', 'shed'] as const
export type Outcome = (typeof outcomes)[number]

/** The numbers of a process, in a registry of its own. */
export interface Metrics {
  readonly page: MetricsPage
  /**
   * Records a finished call.
   * @param traceId where its trace is kept
   */
  observeCall(operation: string, outcome: Outcome, seconds: number, traceId?: string): void
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
  const calls = callDurations(registry)
  return {
    page: {
      contentType: registry.contentType,
      text: () => registry.metrics(),
      openContentType: openMetricsType,
      openText: async () =>
        openMetrics((await registry.getMetricsAsJSON()) as never as ToldMetric[]), // what `get` of each answers
    },
    observeCall: calls.observe,
    gauge: (spec) => addGauge(registry, spec),
    counter({ name, help, labels }) {
      const counter = new Counter({ name, help, labelNames: [...labels], registers: [registry] })
      return (value, other) => counter.labels(value, other).inc()
    },
  }
}

/** A histogram of our own in prom-client's registry: its own has exemplars only in registries that have nothing else. */
function callDurations(registry: Registry): { observe: Metrics['observeCall'] } {
  const name = 'operation_duration_seconds'
  const byOperation = new Map<string, Partial<Record<Outcome, DurationSeries>>>()
  const values = () =>
    [...byOperation].flatMap(([operation, byOutcome]) =>
      Object.entries(byOutcome).flatMap(([outcome, series]) =>
        valuesOf(name, { operation, outcome }, { bounds: durationBuckets, series }),
      ),
    )
  const help = 'Time from the start of a call to its answer, by operation and how it ended.'
  const told = { name, help, type: 'histogram', aggregator: 'sum' }
  registry.registerMetric({ ...told, get: async () => ({ ...told, values: values() }) } as never) // all that a registry asks
  return {
    observe(operation, outcome, seconds, traceId) {
      const byOutcome = byOperation.get(operation) ?? {}
      const series = byOutcome[outcome] ?? new DurationSeries(durationBuckets)
      series.observe(seconds, traceId)
      if (byOutcome[outcome]) return
      byOutcome[outcome] = series
      byOperation.set(operation, byOutcome)
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
