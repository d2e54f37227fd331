import type { Telemetry } from '@archwright/model'

import { fleetOf } from '../fleet.ts'
import { figure } from '../rules/catalog.ts'
import type { Situation } from '../situation.ts'
import { windowDays } from './slos.ts'

type Figures = Pick<Telemetry, 'metrics' | 'traces' | 'logs'>

/** Series of one operation in one process: 14 buckets, the rest, count and sum, for the two outcomes that are common. */
const seriesPerOperation = 17 * 2
/** Series of a process itself: processor, memory, event loop, pool, outbox, jobs, limits. */
const seriesPerProcess = 60
const scrapeSeconds = 10
/** Unremarkable traces a second that show the shape of the traffic. */
const tracesPerSecond = 10
const traceDays = 7
const logDays = 30
/** Calls that are slow or fail: what lies beyond the percentile of the bounds. */
const remarkable = 0.01

/** How much is recorded, from the load. */
export function figuresOf(situation: Situation): Figures {
  const { loads, totals } = situation
  const series = seriesOf(situation)
  const averageCalls = loads.reduce((sum, { averagePerSecond }) => sum + averagePerSecond, 0)
  const share = shareOf(totals.callsPerSecond)
  const kept = averageCalls * Math.min(1, share + remarkable)
  const spansPerTrace = spansOf(situation)
  const linesPerDay = 86_400 * averageCalls * remarkable
  const bytesPerDay = linesPerDay * figure('log.line')
  return {
    metrics: {
      series,
      scrapeSeconds,
      retentionDays: windowDays,
      bytesKept: ((windowDays * 86_400) / scrapeSeconds) * series * figure('metrics.sample'),
    },
    traces: {
      share,
      perSecond: kept,
      spansPerTrace,
      retentionDays: traceDays,
      bytesKept: traceDays * 86_400 * kept * spansPerTrace * figure('trace.span'),
    },
    logs: { linesPerDay, bytesPerDay, retentionDays: logDays, bytesKept: logDays * bytesPerDay },
  }
}

/** Each replica reports the operations of its own modules, and itself. */
const seriesOf = (situation: Situation): number =>
  fleetOf(situation).reduce((sum, { modules, replicas }) => {
    const offered = situation.loads.filter(({ module }) => modules.includes(module)).length
    return sum + replicas * (offered * seriesPerOperation + seriesPerProcess)
  }, 0)

/** All traces of a small load, ten a second of a larger one, and never less than published practice. */
function shareOf(callsPerSecond: number): number {
  return Math.min(
    1,
    Math.max(figure('trace.share'), tracesPerSecond / Math.max(1e-9, callsPerSecond)),
  )
}

/** The call, its transaction, and each outside call, as an average over the operations. */
function spansOf({ brief }: Situation): number {
  const outside = brief.operations.reduce((sum, { calls }) => sum + calls.length, 0)
  return 2 + outside / Math.max(1, brief.operations.length)
}
