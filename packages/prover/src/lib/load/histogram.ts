import { build, type Histogram } from 'hdr-histogram-js'

/** Latencies of one operation; microseconds inside, milliseconds outside, three significant digits. */
export interface LatencyHistogram {
  record(ms: number): void
  percentile(percent: number): number
  max(): number
  count(): number
}

export function createHistogram(): LatencyHistogram {
  const histogram: Histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 120_000_000,
    numberOfSignificantValueDigits: 3,
  })
  const milliseconds = (microseconds: number) =>
    histogram.totalCount === 0 ? 0 : microseconds / 1000
  return {
    record: (ms) => histogram.recordValue(Math.max(1, Math.round(ms * 1000))),
    percentile: (percent) => milliseconds(histogram.getValueAtPercentile(percent)),
    max: () => milliseconds(histogram.maxValue),
    count: () => histogram.totalCount,
  }
}
