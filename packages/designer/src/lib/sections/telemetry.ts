import type { Dashboard, Telemetry } from '@archwright/model'

import { figure } from '../rules/catalog.ts'
import type { Situation } from '../situation.ts'
import { sizeOf } from '../sizing.ts'
import type { Verdicts } from '../verdicts.ts'
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
  const { brief, loads, totals } = situation
  const { replicas } = sizeOf(situation)
  const series = replicas * (brief.operations.length * seriesPerOperation + seriesPerProcess)
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

/** What is recorded, how much that is, and who looks at it. */
export function telemetryOf(situation: Situation, verdicts: Verdicts): Telemetry {
  return {
    ...figuresOf(situation),
    dashboards: dashboardsOf(situation, verdicts),
    routes: routesOf(situation),
    decision: verdicts.id('observability'),
  }
}

function dashboardsOf({ brief, signals }: Situation, verdicts: Verdicts): Dashboard[] {
  const outside = brief.dependencies.map(({ name }) => name)
  return [
    {
      title: 'Service',
      answers: 'Do callers get what they came for?',
      panels: [
        'error budget left, by objective',
        'rate, errors and duration, by operation',
        'calls shed and refused, by class',
      ],
    },
    {
      title: 'Resources',
      answers: 'What is used up first?',
      panels: [
        'processor and event loop delay, by process',
        'connections used and waited for',
        'database: processor, locks, oldest transaction, replication delay',
      ],
    },
    ...(outside.length > 0
      ? [
          {
            title: 'Outside systems',
            answers: 'Is it them or us?',
            panels: outside.map((name) => `${name}: rate, errors, duration, breaker, retries`),
          },
        ]
      : []),
    {
      title: 'Work in the background',
      answers: 'Is anything left behind?',
      panels: [
        'age of the oldest event, job and saga step',
        'dead letters, by kind',
        ...(verdicts.id('webhooks.delivery') === ''
          ? []
          : ['deliveries by endpoint and attempt, endpoints disabled']),
      ],
    },
    ...(signals.any('tenants')
      ? [
          {
            title: 'Tenants',
            answers: 'Who uses how much, and who is hurt?',
            panels: ['the ten tenants with most calls, errors and queue'],
          },
        ]
      : []),
  ]
}

/** By hand a page may wait a tenth of the month's budget; automatic recovery makes that rare. */
function routesOf({ needs }: Situation): Telemetry['routes'] {
  const month = (1 - needs.availability) * ((365.25 * 86_400) / 12)
  return [
    {
      severity: 'page',
      to: 'the person on call, by telephone',
      withinSeconds: Math.max(300, Math.min(1800, Math.round(month / 10 / 60) * 60)),
      otherwise: 'the second on call, then the lead',
    },
    {
      severity: 'ticket',
      to: 'the team’s queue',
      withinSeconds: 86_400,
      otherwise: 'the weekly review of open alerts',
    },
  ]
}
