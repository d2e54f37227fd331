import { createHistogram, type LatencyHistogram } from './histogram.ts'
import { CALL_LIMIT_MS } from './http-client.ts'
import type { BadArrival, OperationResult, Percentile, SecondPoint } from './phase.ts'

/** Later than this is no service to a user, though the answer came. */
export const SLOW_MS = 1_000
const MAX_BAD = 100_000

/** One finished arrival; `reason` is set when it failed. */
export interface Finished {
  operation: string
  dueMs: number
  ms: number
  reason?: string
}

interface Series {
  histogram: LatencyHistogram
  errors: number
  seconds: Map<number, { latencies: number[]; errors: number }>
}

/** Gathers the arrivals of one phase, filed under the second in which they were due. */
export class Recorder {
  readonly #series = new Map<string, Series>()
  readonly #bad: BadArrival[] = []
  readonly #failures: Record<string, number> = {}

  /** Returns whether it was a bad one: failed, or slow. */
  record({ operation, dueMs, ms, reason }: Finished): boolean {
    const series = this.#seriesOf(operation)
    const second = Math.floor(dueMs / 1000)
    const bucket = series.seconds.get(second) ?? { latencies: [], errors: 0 }
    series.seconds.set(second, bucket)
    const failed = reason !== undefined
    // Failing fast must not look like being fast.
    const counted = failed ? Math.max(ms, CALL_LIMIT_MS) : ms
    series.histogram.record(counted)
    if (failed) {
      series.errors += 1
      bucket.errors += 1
      const failure = `${operation} ${reason}`
      this.#failures[failure] = (this.#failures[failure] ?? 0) + 1
    } else {
      bucket.latencies.push(ms)
    }
    const isBad = failed || ms > SLOW_MS
    if (isBad && this.#bad.length < MAX_BAD) this.#bad.push({ operation, dueMs, ms, failed })
    return isBad
  }

  operations(): OperationResult[] {
    return [...this.#series].map(([operation, { histogram, errors, seconds }]) => ({
      operation,
      count: histogram.count(),
      errors,
      p50: histogram.percentile(50),
      p95: histogram.percentile(95),
      p99: histogram.percentile(99),
      percentiles: percentilesOf(histogram),
      max: histogram.max(),
      timeline: [...seconds]
        .sort(([a], [b]) => a - b)
        .map(([second, bucket]) => point(second, bucket)),
    }))
  }

  bad(): BadArrival[] {
    return this.#bad
  }

  failures(): Record<string, number> {
    return this.#failures
  }

  #seriesOf(operation: string): Series {
    const known = this.#series.get(operation)
    if (known) return known
    const made: Series = { histogram: createHistogram(), errors: 0, seconds: new Map() }
    this.#series.set(operation, made)
    return made
  }
}

const named = [50, 75, 90, 95, 99, 99.9, 99.99]

function percentilesOf(histogram: LatencyHistogram): Record<string, Percentile> {
  return Object.fromEntries(
    named.map((percent) => [
      `p${percent}`,
      { ms: histogram.percentile(percent), interval: percentileInterval(histogram, percent / 100) },
    ]),
  )
}

/** The ranks between which the true percentile lies (normal approximation of the binomial). */
function percentileInterval(histogram: LatencyHistogram, share: number): [number, number] {
  const spread = 1.96 * Math.sqrt((share * (1 - share)) / Math.max(1, histogram.count()))
  const at = (rank: number) => histogram.percentile(100 * Math.min(1, Math.max(0, rank)))
  return [at(share - spread), at(share + spread)]
}

function point(
  second: number,
  { latencies, errors }: { latencies: number[]; errors: number },
): SecondPoint {
  const sorted = latencies.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0
  return { second, p50: at(0.5), p99: at(0.99), perSecond: sorted.length, errors }
}
