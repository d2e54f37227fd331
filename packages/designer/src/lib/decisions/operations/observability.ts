import type { Signal } from '@archwright/model/light'

import { citeLoad, citeTeam } from '../../citations.ts'
import type { Question } from '../../decision.ts'
import { bytes, counted, frequency, percent, show } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'
import { outIf } from '../../score.ts'
import { figuresOf } from '../../sections/telemetry-figures.ts'
import { hasServices } from '../security/services.ts'

/** The pillars a design is said to have where somebody asks to see what happens. */
const pillars: readonly { slug: string; asked: Signal }[] = [
  { slug: 'metrics', asked: 'asks metrics' },
  { slug: 'structured-logging', asked: 'asks logging' },
  { slug: 'distributed-tracing', asked: 'asks tracing' },
]

/** What is recorded about each call. */
export const observability: Question = {
  key: 'observability',
  area: 'operations',
  question: 'What is recorded about each call?',
  weights: { insight: 3, cost: 2, simplicity: 1 },
  varies: [],
  choices: ({ signals }) => ({
    special: pillars
      .filter(({ asked }) => signals.any('observability', 'asks observability-plan', asked))
      .map(({ slug }) => slug),
  }),
  judge: () => [
    {
      name: 'metrics, structured logs and sampled traces at the operation',
      scores: { insight: 1, cost: 0.8, simplicity: 0.7 },
    },
    {
      name: 'every library instrumented, every trace kept',
      scores: { insight: 1, cost: 0.2, simplicity: 0.6 },
    },
    { name: 'logs only', scores: { insight: 0.4, cost: 0.7, simplicity: 1 } },
  ],
  explain: (situation) => {
    const { callsPerSecond } = situation.totals
    const { metrics, traces } = figuresOf(situation)
    const all = callsPerSecond * 86_400 * traces.spansPerTrace * figure('trace.span')
    return {
      answer: `OpenTelemetry at the operation: rate, errors, duration for ${situation.brief.operations.length} operations, and ${percent(traces.share)} of the traces besides all errors and slow calls`,
      because: [
        {
          text: `${frequency(callsPerSecond, 'calls')} × ${show(traces.spansPerTrace)} spans of ${bytes(figure('trace.span'))} would be ${bytes(all)} a day; ${percent(traces.share)} of them show the shape of the traffic`,
          from: [...citeLoad(situation), 'trace.span', 'trace.share'],
        },
        {
          text: `${show(metrics.series)} series every ${metrics.scrapeSeconds} s take ${bytes(metrics.bytesKept)} in ${metrics.retentionDays} days, whatever the load is`,
          from: ['metrics.sample'],
        },
      ],
      consequences: [
        'RED for each operation and outside system: rate, errors, duration. USE for each resource: use, waiting, errors of processor, event loop, pool, disk, queue',
        'One correlation id runs through logs, traces, events and the provider’s metadata; W3C traceparent comes in and goes out with every call and event',
        'A trace is kept or dropped at its end: all with errors, all slower than their bound, and the share above of the rest; services ask one collector, so no trace is kept in part',
        'Labels are operation, outcome and process; never a person, an id or an address, which would make a series each',
        'Personal fields are marked in the contract and never reach a log',
        'Pools, the event loop, the age of the outbox and sagas waiting are metrics with alerts of their own',
        'A profile of processor and memory can be taken from a running replica for 30 s without a restart',
      ],
    }
  },
}

/** Which lines are written, and for how long they are kept. */
export const logs: Question = {
  key: 'observability.logs',
  area: 'operations',
  question: 'Which log lines are written, and how long are they kept?',
  weights: { insight: 3, cost: 3, simplicity: 1 },
  varies: [],
  judge: (situation) => {
    const perDay = situation.totals.callsPerSecond * 86_400 * figure('log.line')
    return [
      {
        name: 'one line for each call',
        scores: { insight: 1, cost: 0.6, simplicity: 0.9 },
        ruledOut: outIf(
          perDay > heavy,
          () => `${bytes(perDay)} a day would be kept to be never read`,
        ),
      },
      {
        name: 'a line for what needs a look, the rest in metrics',
        scores: { insight: 0.85, cost: 1, simplicity: 1 },
      },
      {
        name: 'everything at debug level',
        scores: { insight: 1, cost: 0.1, simplicity: 1 },
        ruledOut: 'payloads hold passwords, cards and names',
      },
    ]
  },
  explain: (situation, chosen) => {
    const kept = figuresOf(situation).logs
    return {
      answer: `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)}: ${bytes(kept.bytesPerDay)} a day in one place for all processes, ${kept.retentionDays} days searchable (${bytes(kept.bytesKept)})`,
      because: [
        {
          text: `A line is about ${figure('log.line')} bytes: ${show(kept.linesPerDay)} lines a day; one for each call would be ${bytes(situation.totals.callsPerSecond * 86_400 * figure('log.line'))} at the peak all day`,
          from: [...citeLoad(situation), 'log.line'],
        },
      ],
      consequences: [
        'JSON on standard output: time, level, service, operation, outcome, duration, correlation id, trace id; the platform collects it, the process keeps no file',
        'error: somebody of ours has to act. warn: an outside system failed. info: started, stopped, slow, changed by staff. debug: off, and switched on for one operation without a release',
        'Secrets and personal fields are cut by name before a line is written, and a test looks for them in what the tests wrote',
      ],
    }
  },
}

/** Bytes of log a day from which a line for each call is no longer worth it: the size of a small database. */
const heavy = 10e9

/** Where all of it is kept and looked at. */
export const telemetryStore: Question = {
  key: 'observability.store',
  area: 'operations',
  question: 'Where are metrics, logs and traces kept and looked at?',
  weights: { upkeep: 3, cost: 2, independence: 1 },
  varies: [],
  choices: ({ signals }) =>
    signals.any('asks metrics', 'asks observability-plan')
      ? { stores: { metrics: 'time-series' } }
      : {},
  judge: (situation) => {
    const { signals, team } = situation
    const fleet = hasServices(situation) && team.engineers >= figure('cluster.engineers')
    const none = signals.any('no-operations-staff', 'idle', 'asks serverless')
    return [
      {
        name: 'Prometheus, Loki, Tempo and Grafana beside the system',
        scores: { upkeep: none ? 0.2 : fleet ? 0.8 : 0.6, cost: 1, independence: 1 },
      },
      {
        name: 'the cloud provider’s own',
        scores: { upkeep: 0.9, cost: none ? 0.9 : 0.5, independence: 0.2 },
      },
      {
        name: 'a hosted service for application monitoring',
        scores: { upkeep: 0.9, cost: 0.3, independence: 0.6 },
      },
    ]
  },
  explain: (situation, chosen) => {
    const { metrics, logs: lines, traces } = figuresOf(situation)
    const all = metrics.bytesKept + lines.bytesKept + traces.bytesKept
    return {
      answer: `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)}: ${bytes(all)} kept in all, by OpenTelemetry’s protocol, so that another store is a change of one address`,
      because: [
        {
          text: `${bytes(metrics.bytesKept)} of metrics, ${bytes(lines.bytesKept)} of logs and ${bytes(traces.bytesKept)} of traces are small for ${counted(situation.team.engineers, 'engineer')} to keep; hosted services charge for each of them and for each host`,
          from: [...citeTeam(situation), 'metrics.sample', 'log.line', 'trace.span'],
        },
      ],
      consequences: [
        'Alerts and dashboards are files in the repository, reviewed and rolled out like code',
        'It runs apart from what it watches; a watchdog outside pages when no alert of it has come for 5 minutes',
        'A hosted service is bought when the team no longer wants to keep four more programs, not for what it can show',
      ],
    }
  },
}
