import type { Claim } from '@archwright/model'

import { shareInterval, trialsNeeded } from '../statistics.ts'
import type { Measured, Measurements } from './measurements.ts'

const SECONDS_PER_MONTH = 30 * 86_400

/** How often each fault is assumed to strike in a month; deployments and machines' ends are of this kind. */
const faultsPerMonth = { processKill: 4, databaseRestart: 1 } as const

/**
 * Availability cannot be waited for. What can be had in minutes is one of two: the downtime that the measured
 * recoveries add up to at an assumed rate of faults, or enough trials without a bad one. The note says which.
 */
export function measureAvailability(claim: Claim, measurements: Measurements): Measured {
  const { steady, notRun } = measurements
  if (!steady) return { value: null, note: notRun.steady ?? 'no steady load was run' }
  const scale = claim.required > 1 ? 100 : 1
  const budget = 1 - claim.required / scale
  const trials = trialsOf(measurements, budget)
  const share = (value: number) => Number((scale * value).toPrecision(8))
  if (trials.verdict !== 'open') {
    const [low, high] = trials.interval
    const interval: [number, number] = [share(1 - high), share(1 - low)]
    return { value: share(1 - trials.share), interval, note: trials.note }
  }
  const downtime = downtimeOf(measurements)
  if (downtime === undefined) {
    return { value: null, note: `${trials.note}; recoveries were not measured` }
  }
  if (downtime === null) {
    return { value: 0, note: `${trials.note}; full service did not return after a fault` }
  }
  const assumed = Object.entries(faultsPerMonth)
    .map(([key, times]) => `${times}× ${key}`)
    .join(' and ')
  return {
    value: share(1 - downtime / SECONDS_PER_MONTH),
    note:
      `composed: ${downtime.toFixed(1)} s a month of measured recovery at ${assumed}, of ` +
      `${(budget * SECONDS_PER_MONTH).toFixed(0)} s allowed; by trials not proved: ${trials.note}`,
  }
}

/** What the calls of the steady load say by themselves: proved, refuted, or still open. */
function trialsOf({ steady }: Measurements, budget: number) {
  const operations = steady?.operations ?? []
  const total = operations.reduce((sum, { count }) => sum + count, 0)
  const bad = operations.reduce((sum, { errors }) => sum + errors, 0)
  const interval = shareInterval(bad, total)
  const needed = trialsNeeded(budget)
  const isProved = bad === 0 ? total >= needed : interval[1] <= budget
  const isRefuted = interval[0] > budget
  const verdict = isProved ? 'proved' : isRefuted ? 'refuted' : 'open'
  const note =
    `${bad} of ${total.toLocaleString('en')} calls of the steady load failed, ` +
    `${needed.toLocaleString('en')} without a bad one are needed`
  return { verdict, interval, share: bad / Math.max(1, total), note }
}

/** Seconds a month; undefined when a fault was not tried, null when service never came back. */
function downtimeOf({ faults }: Measurements): number | null | undefined {
  let seconds = 0
  for (const [key, times] of Object.entries(faultsPerMonth)) {
    const fault = faults.find((candidate) => candidate.key === key)
    if (!fault) return undefined
    if (fault.secondsToFullService === null) return null
    seconds += times * fault.secondsToFullService
  }
  return seconds
}
