import type { Slo, Telemetry } from '@archwright/model'

/** A few frames of a browser: long before a balancer gives a process up. */
const blockedMs = 500

interface Decided {
  readonly slos: readonly Pick<Slo, 'operations' | 'thresholdSeconds'>[]
  readonly telemetry: Pick<Telemetry, 'decision'> & { traces: Pick<Telemetry['traces'], 'share'> }
}

/** What is kept of traces, and from when on a call is slow: the bound of its objective. */
export function telemetryLines({ slos, telemetry }: Decided): string {
  const bounds = new Map<string, number>()
  for (const { operations, thresholdSeconds } of slos) {
    if (thresholdSeconds === undefined) continue
    for (const name of operations)
      bounds.set(name, Math.min(thresholdSeconds, bounds.get(name) ?? thresholdSeconds))
  }
  const slow = [...bounds].toSorted(([a], [b]) => (a < b ? -1 : 1))
  const lines = slow.map(([name, seconds]) => `      '${name}': ${Math.round(seconds * 1_000)},`)
  const slowMs = lines.length > 0 ? `\n    slowMs: {\n${lines.join('\n')}\n    },` : ''
  return `  // ${telemetry.decision}: errors and slow calls are kept besides this share of the traces
  telemetry: {
    sampleRatio: ${Number(telemetry.traces.share.toPrecision(2))},${slowMs}
    blockedMs: ${blockedMs},
  },
`
}
