import type { Claim } from '@archwright/model'

import type { PhaseResult } from '../load/phase.ts'
import { countInterval, type Interval, shareInterval } from '../statistics.ts'
import { measureAvailability } from './measure-availability.ts'
import type { Measured, Measurements } from './measurements.ts'

/** Finds the measurement of a claim by its key. */
export function measureClaim(claim: Claim, measurements: Measurements): Measured {
  const row = table.find(({ key }) => key.test(claim.key))
  if (!row) return { value: null, note: `nothing here measures "${claim.key}"` }
  return row.measure(claim, measurements)
}

interface Row {
  key: RegExp
  measure(claim: Claim, measurements: Measurements): Measured
}

/** One row per kind of claim; the first that fits the key is taken. */
const table: readonly Row[] = [
  { key: /^saturation\.\w+$/, measure: measureSaturation },
  { key: /^correctness\.\w+$/, measure: measureCorrectness },
  { key: /^recovery\.\w+$/, measure: measureRecovery },
  { key: /^availability\./, measure: measureAvailability },
  { key: /^access\.wrong$/, measure: ({ unit }, m) => measureWrong(m.access, m, unit) },
  { key: /^contract\.wrong$/, measure: ({ unit }, m) => measureWrong(m.contracts, m, unit) },
  { key: /\.rate$/, measure: measureRate },
  { key: /\.p\d+(\.\d+)?$/, measure: measureLatency },
]

const unmeasured = (note: string | undefined): Measured => ({
  value: null,
  note: note ?? 'this part of the proof was not run',
})

function measureRate({ key, unit }: Claim, { steady, notRun }: Measurements): Measured {
  const series = steady && seriesOf(steady, key)
  if (!steady) return unmeasured(notRun.steady)
  if (!series) return unmeasured(`the load had no ${operationOf(key)}`)
  const done = series.count - series.errors
  const perUnit = secondsPer(unit) / steady.seconds
  const [low, high] = countInterval(series.errors)
  return {
    value: round(done * perUnit),
    interval: [round((series.count - high) * perUnit), round((series.count - low) * perUnit)],
    note: `${done} of ${series.count} arrivals answered in ${steady.seconds} s of open load`,
  }
}

function measureLatency(
  { key, unit, required }: Claim,
  { steady, notRun }: Measurements,
): Measured {
  if (!steady) return unmeasured(notRun.steady)
  const at = key.lastIndexOf('.p')
  const [operation, name] = [key.slice(0, at), key.slice(at + 1)]
  const series = steady.operations.find((candidate) => candidate.operation === operation)
  if (!series) return unmeasured(`the load had no ${operation}`)
  const percentile = series.percentiles[name]
  if (!percentile) return unmeasured(`${name} is not recorded`)
  const scale = unit === 's' || unit === 'seconds' ? 0.001 : 1
  const interval: Interval = [
    round(percentile.interval[0] * scale),
    round(percentile.interval[1] * scale),
  ]
  const note = `${name} of ${series.count} arrivals, from the intended start; ${series.errors} failed`
  const measured = { value: round(percentile.ms * scale), interval }
  // Of a few hundred calls the 99th percentile is the luck of the slowest two: a bound inside the interval is not missed.
  const undecided = measured.value > required && interval[0] <= required
  if (!undecided) return { ...measured, note }
  const tooFew = `too few to tell: the bound lies within the 95 % interval, ${interval.join(' to ')} ${unit}`
  return { ...measured, undecided, note: `${note}; ${tooFew}` }
}

function measureSaturation({ key, unit }: Claim, { saturation, notRun }: Measurements): Measured {
  if (!saturation) return unmeasured(notRun.saturation)
  if (!saturation.operation.endsWith(key.slice(key.indexOf('.')))) {
    return unmeasured(`saturation was measured of ${saturation.operation}`)
  }
  const kept = saturation.steps.filter((step) => step.kept).length
  return {
    value: round((saturation.kneePerMinute * secondsPer(unit)) / 60),
    note: `highest of ${saturation.steps.length} steps of offered load that one process served within 300 ms at p99 (${kept} were)`,
  }
}

function measureCorrectness(
  { key, unit }: Claim,
  { invariants, subjects, notRun }: Measurements,
): Measured {
  if (!invariants) return unmeasured(notRun.invariants)
  const name = key.slice(key.indexOf('.') + 1)
  const concerned = invariants.filter(({ claim }) => claim === name)
  if (concerned.length === 0) return unmeasured(`no invariant carries "${key}"`)
  if (subjects === 0) return unmeasured('nothing was ordered or added')
  const violations = concerned.reduce((sum, { violations: some }) => sum + some, 0)
  const [, high] = shareInterval(violations, subjects)
  return {
    value: violations,
    interval: countInterval(violations),
    note:
      `${violations} among ${subjects} ${unit}, faults included; ` +
      `the true share is at most ${percent(high)} (95 %)`,
  }
}

function measureRecovery({ key }: Claim, { faults, notRun }: Measurements): Measured {
  const name = key.slice(key.indexOf('.') + 1)
  const fault = faults.find((candidate) => candidate.key === name)
  if (!fault)
    return unmeasured(notRun.faults ?? (name === 'providerFault' ? notRun.provider : undefined))
  const { secondsToSettle, secondsToFullService, failedRequests } = fault
  const seconds = secondsToSettle === undefined ? secondsToFullService : secondsToSettle
  const what =
    secondsToSettle === undefined
      ? 'until every call was answered in time again'
      : 'after the provider was back, until no order of before was pending'
  if (seconds === null) return { value: Number.POSITIVE_INFINITY, note: `never ${what}` }
  return { value: round(seconds), note: `${what}; ${failedRequests} calls failed` }
}

function measureWrong(
  part: { checked: number; wrong: string[] } | undefined,
  { notRun }: Measurements,
  unit: string,
): Measured {
  if (!part) return unmeasured(notRun.probes)
  if (part.checked === 0) return unmeasured('nothing was checked')
  return {
    value: part.wrong.length,
    note: `${part.wrong.length} ${unit} wrong, ${part.checked} checked${part.wrong[0] ? `: ${part.wrong[0]}` : ''}`,
  }
}

function seriesOf({ operations }: PhaseResult, key: string) {
  return operations.find(({ operation }) => operation === operationOf(key))
}

/** "orders.placeOrder.p99" is about orders.placeOrder. */
function operationOf(key: string): string {
  return key.slice(0, key.lastIndexOf('.'))
}

/** What a claim of a rate asks for, in calls per second. */
export function perSecondOf({ required, unit }: Pick<Claim, 'required' | 'unit'>): number {
  return required / secondsPer(unit)
}

function secondsPer(unit: string): number {
  if (/(\/|per )\s*min/.test(unit)) return 60
  if (/(\/|per )\s*h/.test(unit)) return 3_600
  return 1
}

function round(value: number): number {
  return Number(value.toPrecision(6))
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2))} %`
}
