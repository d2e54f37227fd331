/** A kept trace of a value, as OpenMetrics shows it behind the value's bucket. */
export interface Exemplar {
  readonly traceId: string
  readonly value: number
  /** Seconds since 1970. */
  readonly at: number
}

/** One series of a histogram. */
export class DurationSeries {
  readonly #bounds: readonly number[]
  /** Per bucket, not cumulated; the last one has no bound. */
  readonly counts: Float64Array
  readonly exemplars: (Exemplar | undefined)[] = []
  sum = 0

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds
    this.counts = new Float64Array(bounds.length + 1)
  }

  /** @param traceId of a trace that is kept: one that is not would lead nowhere */
  observe(value: number, traceId: string | undefined): void {
    let bucket = 0
    while (bucket < this.#bounds.length && value > (this.#bounds[bucket] ?? 0)) bucket += 1
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1
    this.sum += value
    if (traceId !== undefined) this.exemplars[bucket] = { traceId, value, at: Date.now() / 1_000 }
  }
}

/** What prom-client's registry asks of a metric. */
export interface MetricValue {
  readonly metricName?: string
  readonly labels: Readonly<Record<string, string | number>>
  readonly value: number
  readonly exemplar?: Exemplar
}

/** The lines of a series, buckets cumulated. */
export function valuesOf(
  name: string,
  labels: Readonly<Record<string, string>>,
  { bounds, series }: { readonly bounds: readonly number[]; readonly series: DurationSeries },
): MetricValue[] {
  let count = 0
  const buckets = [...series.counts].map((more, index) => {
    count += more
    const exemplar = series.exemplars[index]
    const le = bounds[index] ?? '+Inf'
    return {
      metricName: `${name}_bucket`,
      labels: { le, ...labels },
      value: count,
      ...(exemplar ? { exemplar } : {}),
    }
  })
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels, value: series.sum },
    { metricName: `${name}_count`, labels, value: count },
  ]
}
