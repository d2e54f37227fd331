import { type Decoding, decodeRecord, type Plain, type RecordAt } from './decode.ts'
import type { Located, LocatedMap } from './located.ts'
import { recordRules } from './records.ts'

/** Decodes an operation and turns "rate", "peak" and "latency" into the fields of the Brief. */
export function expandOperation(record: RecordAt, decoding: Decoding): { [key: string]: Plain } {
  const { map, percentiles } = takePercentiles(record.map)
  const decoded = decodeRecord({ ...record, map }, recordRules.operations, decoding)
  const { rate, peak, latency, ...rest } = decoded
  for (const [key, to] of written) {
    const line = record.map.entries.get(key)?.line
    if (line !== undefined) decoding.lines.set(`${record.pointer}/${to}`, line)
  }
  return {
    ...rest,
    ...expandRate({ rate, peak }, record, decoding),
    ...expandLatency(latency),
    ...expandPercentiles(percentiles, record, decoding),
  }
}

// What is wrong with a field is reported at the line of the key that was written for it.
const written = [
  ['rate', 'ratePerSecond'],
  ['peak', 'ratePerSecond'],
  ['latency', 'latencyMs'],
] as const

function expandRate(
  { rate, peak }: { rate: Plain | undefined; peak: Plain | undefined },
  { map, path }: RecordAt,
  { problems }: Decoding,
) {
  if (typeof rate !== 'number')
    return typeof peak === 'number' ? { ratePerSecond: peak, rateIs: 'peak' } : {}
  if (typeof peak !== 'number') return { ratePerSecond: rate, rateIs: 'average' }
  if (peak >= rate && rate > 0)
    return {
      ratePerSecond: rate,
      rateIs: 'average',
      peakFactor: Number((peak / rate).toPrecision(6)),
    }
  problems.push({
    where: `line ${map.entries.get('peak')?.line}, ${path}.peak`,
    what: `the peak of ${peak} per second is below the average of ${rate} per second`,
    right: 'the peak must be at least the rate',
  })
  return {}
}

function expandLatency(latency: Plain | undefined): { [key: string]: Plain } {
  if (typeof latency === 'number') return { latencyMs: latency, percentile: 0.99 }
  if (
    latency === undefined ||
    latency === null ||
    typeof latency !== 'object' ||
    Array.isArray(latency)
  )
    return {}
  return { latencyMs: latency.value ?? null, percentile: latency.percentile ?? null }
}

// latency: { p50: 20 ms, p99: 300 ms } states several bounds; the operation is held to the highest.
function takePercentiles(map: LocatedMap): { map: LocatedMap; percentiles: [string, Located][] } {
  const latency = map.entries.get('latency')
  if (latency?.kind !== 'map') return { map, percentiles: [] }
  const rest = new Map([...map.entries].filter(([key]) => key !== 'latency'))
  return { map: { ...map, entries: rest }, percentiles: [...latency.entries] }
}

function expandPercentiles(
  percentiles: readonly (readonly [string, Located])[],
  { path, pointer }: RecordAt,
  decoding: Decoding,
): { [key: string]: Plain } {
  const before = decoding.facts.length
  const bounds = percentiles.flatMap(([key, located]) => {
    const percentile = /^p(\d{2}(?:\.\d+)?)$/.exec(key)?.[1]
    if (!percentile) {
      decoding.problems.push({
        where: `line ${located.line}, ${path}.latency.${key}`,
        what: `"${key}" is not a percentile`,
        right: 'write p50, p95, p99 or p99.9',
      })
      return []
    }
    const map: LocatedMap = {
      kind: 'map',
      line: located.line,
      entries: new Map([['latency', located]]),
    }
    const { latency } = decodeRecord({ map, path, pointer }, recordRules.operations, decoding)
    return typeof latency === 'number'
      ? [{ latencyMs: latency, percentile: Number(percentile) / 100 }]
      : []
  })
  bounds.sort((one, other) => one.percentile - other.percentile)
  // The facts keep every bound with its percentile, so that contradictions show.
  for (const fact of decoding.facts.slice(before)) {
    const bound = bounds.find(({ latencyMs }) => Math.abs(latencyMs - fact.canonical * 1000) < 1e-6)
    Object.assign(fact, { kind: 'latency', ...(bound && { percentile: bound.percentile }) })
  }
  return bounds.at(-1) ?? {}
}
