import type { Slo } from '@archwright/model'

import { durationBuckets } from '../process-face.ts'
import { promDuration } from '../text/quantity.ts'

// One histogram for every operation, with the outcome that the caller saw. A failure which the contract declares
// ("out of stock") is an answer, not an outage; an error of ours and a call that was shed are bad.
const metric = 'operation_duration_seconds'
const bad = 'error|shed'

/** Share of bad events over a window, as a PromQL expression. */
export function badRatio(slo: Slo, seconds: number): string {
  const all = `sum(rate(${metric}_count${selector(slo, counted(slo))}[${promDuration(seconds)}]))`
  return slo.thresholdSeconds === undefined
    ? // Before the first bad event there is no such series, which means none, not unknown.
      `(sum(rate(${metric}_count${selector(slo, [`outcome=~"${bad}"`])}[${promDuration(seconds)}])) or vector(0)) / ${all}`
    : `1 - sum(rate(${metric}_bucket${selector(slo, [...counted(slo), `le="${boundOf(slo.thresholdSeconds)}"`])}[${promDuration(seconds)}])) / ${all}`
}

/** Events per minute over a window, as a PromQL expression. */
export function eventsPerMinute(slo: Slo, seconds: number): string {
  return `60 * sum(rate(${metric}_count${selector(slo, counted(slo))}[${promDuration(seconds)}]))`
}

/** Good and total events as counters, for OpenSLO. */
export function goodAndTotal(slo: Slo): { good: string; total: string } {
  const total = `sum(${metric}_count${selector(slo, counted(slo))})`
  const good =
    slo.thresholdSeconds === undefined
      ? `sum(${metric}_count${selector(slo, [`outcome!~"${bad}"`])})`
      : `sum(${metric}_bucket${selector(slo, [...counted(slo), `le="${boundOf(slo.thresholdSeconds)}"`])})`
  return { good, total }
}

// A bound that is no bucket selects nothing, and an alert on nothing is silent: the next stricter bucket is taken.
function boundOf(thresholdSeconds: number): number {
  const met = durationBuckets.filter((bound) => bound <= thresholdSeconds)
  return met.at(-1) ?? durationBuckets[0] ?? thresholdSeconds
}

// How fast a failed call was says nothing about how fast the work is.
const counted = ({ thresholdSeconds }: Slo): string[] =>
  thresholdSeconds === undefined ? [] : [`outcome!~"${bad}"`]

function selector({ operations }: Slo, matchers: readonly string[]): string {
  const covered = operations.length > 0 ? [`operation=~"${operations.map(escaped).join('|')}"`] : []
  const all = [...covered, ...matchers]
  return all.length > 0 ? `{${all.join(',')}}` : ''
}

const escaped = (operation: string): string => operation.replaceAll('.', '\\\\.')

/** The windows an objective's alerts look at, shortest first. */
export function windowsOf({ alerts }: Slo): number[] {
  const seconds = alerts.flatMap(({ longSeconds, shortSeconds }) => [longSeconds, shortSeconds])
  return [...new Set(seconds)].sort((a, b) => a - b)
}

/** Name of the recorded share of bad events. */
export const ratioName = (seconds: number): string =>
  `slo:bad_events:ratio_rate${promDuration(seconds)}`

/** Name of the recorded number of events. */
export const eventsName = (seconds: number): string =>
  `slo:events:per_minute${promDuration(seconds)}`
