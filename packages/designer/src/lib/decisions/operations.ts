import { burnRate, highestBurn, quietBelowPerHour } from '../arithmetic/burn-rate.ts'
import { trainUtilization } from '../arithmetic/deploy-train.ts'
import { citeAssumption, citeLoad, citeObjective, citeTeam } from '../citations.ts'
import type { Question } from '../decision.ts'
import { duration, percent, show } from '../figures.ts'
import { figure } from '../rules/catalog.ts'
import { outIf } from '../score.ts'
import { windowDays } from '../sections/slos.ts'
import { sizeOf } from '../sizing.ts'

/** When somebody is woken. */
export const alerting: Question = {
  key: 'slo.alerts',
  area: 'operations',
  question: 'When is somebody woken?',
  weights: { precision: 3, detection: 2, simplicity: 1 },
  varies: ['availability'],
  judge: ({ needs }) => {
    const fast = burnRate(figure('burn.page-fast'), windowDays, 3600)
    return [
      {
        name: 'burn rates over several windows',
        scores: { precision: 1, detection: 1, simplicity: 0.6 },
        ruledOut: outIf(
          fast > highestBurn(needs.availability),
          () => `a burn of ${show(fast)} cannot happen at ${percent(needs.availability)}`,
        ),
      },
      { name: 'an error threshold', scores: { precision: 0.4, detection: 0.8, simplicity: 1 } },
      {
        name: 'alerts on causes (processor, memory)',
        scores: { precision: 0.2, detection: 0.5, simplicity: 0.8 },
      },
    ]
  },
  explain: (situation) => {
    const { needs, totals } = situation
    const fast = burnRate(figure('burn.page-fast'), windowDays, 3600)
    const quiet = quietBelowPerHour(needs.availability, fast)
    return {
      answer: `Pages at ${show(fast)}× over 1 h and ${show(burnRate(figure('burn.page-slow'), windowDays, 21_600))}× over 6 h of a ${windowDays}-day window, each confirmed by a window a twelfth as long`,
      because: [
        {
          text: `${percent(figure('burn.page-fast'))} × ${windowDays} days ÷ 1 h = ${show(fast)}; the highest burn at ${percent(needs.availability)} is ${show(highestBurn(needs.availability))}, so it can fire`,
          from: [
            ...citeObjective(situation, 'availability'),
            'burn.page-fast',
            'burn.page-slow',
            'burn.ticket',
          ],
        },
        {
          text: `Under ${show(quiet)} calls an hour one failure would page; the peak has ${show(totals.callsPerSecond * 3600)}, the guard holds at night`,
          from: [...citeLoad(situation), 'burn.guard'],
        },
      ],
      consequences: [
        'Every page links to a runbook',
        'Quiet hours are watched by a probe that places a test call, not by a ratio of nothing',
      ],
    }
  },
}

/** What is recorded about each call. */
export const observability: Question = {
  key: 'observability',
  area: 'operations',
  question: 'What is recorded about each call?',
  weights: { insight: 3, cost: 2, simplicity: 1 },
  varies: [],
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
    const kept = Math.min(1, tracesPerSecond / Math.max(1e-9, callsPerSecond))
    return {
      answer: `OpenTelemetry at the operation: rate, errors, duration for ${situation.brief.operations.length} operations, and ${percent(kept)} of the traces besides all errors and slow calls`,
      because: [
        {
          text: `${show(callsPerSecond)} calls/s would be ${show(callsPerSecond * 86_400)} traces a day; ${tracesPerSecond}/s show the shape of the traffic`,
          from: citeLoad(situation),
        },
      ],
      consequences: [
        'One correlation id runs through logs, traces, events and the provider’s metadata',
        'Personal fields are marked in the contract and never reach a log',
        'Pools, the event loop, the age of the outbox and sagas waiting are metrics with alerts of their own',
      ],
    }
  },
}

const tracesPerSecond = 10

/** How a change reaches production. */
export const deployment: Question = {
  key: 'deployment',
  area: 'operations',
  question: 'How does a change reach production?',
  weights: { safety: 3, simplicity: 2 },
  varies: ['availability'],
  judge: ({ needs, totals }) => {
    const seen = totals.callsPerSecond * 0.1 * 300
    return [
      {
        name: 'rolling, with a canary',
        scores: { safety: 1, simplicity: 0.7 },
        ruledOut: outIf(
          seen < 100,
          () => `a tenth of the traffic gives ${show(seen)} calls in 5 minutes, too few to judge`,
        ),
      },
      { name: 'rolling', scores: { safety: 0.7, simplicity: 0.9 } },
      { name: 'blue-green', scores: { safety: 0.8, simplicity: 0.5 } },
      {
        name: 'stop and start',
        scores: { safety: 0.2, simplicity: 1 },
        ruledOut: outIf(
          needs.availability >= 0.999,
          () => `each release would cost seconds of a ${percent(needs.availability)} budget`,
        ),
      },
    ]
  },
  explain: (situation, chosen) => {
    const { team } = situation
    const used = trainUtilization(team.teams, team.deploysPerDay, team.deployHours, 8)
    return {
      answer: `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)}: ${sizeOf(situation).replicas} replicas one at a time, drained before they stop; a bad release meets a tenth of the calls`,
      because: [
        {
          text: `A bad release seen in 5 min by a tenth of the callers costs 30 s of downtime, not ${duration(300)}`,
          from: citeAssumption(situation, 'faults.release.perYear'),
        },
        {
          text: `${show(team.teams)} team(s) keep the pipeline busy ${percent(used)} of the day`,
          from: [...citeTeam(situation), ...citeAssumption(situation, 'team.deployHours')],
        },
      ],
      consequences: [
        'Versions N and N−1 run side by side for minutes, so contracts and schema serve both',
        'Rollback is the previous image; it never needs a migration backwards',
        'Shutdown: not ready, wait for the balancer, finish what runs, hand back jobs and sagas, exit',
      ],
    }
  },
}

/** How the schema changes under running replicas. */
export const migrations: Question = {
  key: 'migrations',
  area: 'operations',
  question: 'How does the schema change under running replicas?',
  weights: { safety: 3, simplicity: 1 },
  varies: ['availability'],
  judge: ({ needs }) => [
    { name: 'expand, migrate, contract', scores: { safety: 1, simplicity: 0.5 } },
    {
      name: 'in one step during a stop',
      scores: { safety: 0.7, simplicity: 1 },
      ruledOut: outIf(
        needs.availability >= 0.9995,
        () =>
          `a stop of ten minutes is ${percent(600 / ((1 - needs.availability) * 31_557_600))} of a year's budget`,
      ),
    },
  ],
  explain: (situation) => ({
    answer: 'Expand, migrate, contract: no statement waits longer than 2 s for a lock',
    because: [
      {
        text: `A stop of 10 min would take ${percent(600 / ((1 - situation.needs.availability) * 31_557_600))} of the year's downtime budget`,
        from: citeObjective(situation, 'availability'),
      },
    ],
    consequences: [
      'Indexes are built concurrently; a column is dropped one release after nobody reads it',
      'Migrations run once, before the replicas roll, under an advisory lock',
    ],
  }),
}

/** What is copied where, so that data outlive the worst day. */
export const backup: Question = {
  key: 'backup',
  area: 'resilience',
  question: 'What is copied where, so that data outlive the worst day?',
  weights: { simplicity: 3, recovery: 2 },
  varies: ['rto', 'rpo'],
  judge: ({ needs, totals }) => {
    const restore = 600 + totals.bytesAfterYear / 200e6
    const regional = needs.regions > 1
    return [
      {
        name: 'nightly dump',
        scores: { simplicity: 1, recovery: 0.2 },
        ruledOut: outIf(
          needs.rpoSeconds < 86_400,
          () => `a day of writes could be lost, ${duration(needs.rpoSeconds)} is allowed`,
        ),
      },
      {
        name: 'continuous archive, restore to a point in time',
        scores: { simplicity: 0.8, recovery: 0.6 },
        ruledOut: outIf(
          regional && restore > needs.rtoSeconds,
          () => `a restore takes ${duration(restore)}, ${duration(needs.rtoSeconds)} is allowed`,
        ),
      },
      {
        name: 'pilot light in a second region',
        scores: { simplicity: 0.4, recovery: 0.8 },
        ruledOut: outIf(
          regional && needs.rtoSeconds < figure('dr.pilot-light'),
          () => `tens of minutes to recover, ${duration(needs.rtoSeconds)} is allowed`,
        ),
      },
      { name: 'warm standby in a second region', scores: { simplicity: 0.2, recovery: 1 } },
    ]
  },
  explain: (situation, chosen) => {
    const { totals, needs } = situation
    return {
      answer: `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)}: the standby covers a machine or a zone (RPO ${duration(needs.rpoSeconds)}, RTO ${duration(needs.rtoSeconds)}); the archive covers mistakes, kept 35 days`,
      because: [
        {
          text: `A restore of ${bytesText(totals.bytesAfterYear)} at 200 MB/s takes ${duration(600 + totals.bytesAfterYear / 200e6)} with 10 min to decide`,
          from: ['L-storage', 'dr.restore'],
        },
        {
          text: `RPO ${duration(needs.rpoSeconds)} and RTO ${duration(needs.rtoSeconds)} hold for the faults of the availability model; ${needs.regions} region is asked for`,
          from: [
            ...citeObjective(situation, 'rpoSeconds'),
            ...citeObjective(situation, 'rtoSeconds'),
          ],
        },
      ],
      consequences: [
        'A restore is rehearsed every month and its duration recorded; a backup that was never restored is a hope',
        'The loss of a whole region is outside this budget and is said so under risks',
      ],
    }
  },
}

const bytesText = (value: number) => `${show(value / 1e9)} GB`

/** What is refused first when there is too much. */
export const shedding: Question = {
  key: 'shedding',
  area: 'resilience',
  question: 'What is refused first when there is too much?',
  weights: { protection: 3, simplicity: 2 },
  varies: [],
  judge: () => [
    {
      name: 'by class, as the event loop falls behind',
      scores: { protection: 1, simplicity: 0.7 },
    },
    {
      name: 'queue without bound',
      scores: { protection: 0, simplicity: 1 },
      ruledOut: 'a queue that grows answers nobody in time',
    },
    { name: 'a fixed number of connections', scores: { protection: 0.5, simplicity: 0.9 } },
  ],
  explain: (situation) => {
    const { needs, totals } = situation
    return {
      answer: `Reads of lists are refused when the event loop lags ${show(needs.commandMs / 6)} ms, everything but orders in progress at ${show(needs.commandMs / 3)} ms`,
      because: [
        {
          text: `A third of the ${show(needs.commandMs)} ms an answer may take, spent waiting for the loop, leaves two thirds for the work; at ${show(totals.callsPerSecond)} calls/s each 100 ms of lag is ${show(totals.callsPerSecond / 10)} calls waiting`,
          from: citeLoad(situation),
        },
      ],
      consequences: [
        'The answer is 503 with Retry-After, given before authentication and without a database',
        'Sagas, webhooks and health checks are never shed',
      ],
    }
  },
}

/** Where work that nobody waits for runs. */
export const jobs: Question = {
  key: 'jobs',
  area: 'core',
  question: 'Where does work run that nobody waits for?',
  weights: { safety: 3, simplicity: 3, capacity: 1 },
  varies: [],
  judge: () => [
    { name: 'a queue in PostgreSQL', scores: { safety: 1, simplicity: 0.9, capacity: 0.6 } },
    { name: 'a queue in Redis', scores: { safety: 0.6, simplicity: 0.5, capacity: 1 } },
    {
      name: 'timers in the process',
      scores: { safety: 0.1, simplicity: 1, capacity: 0.6 },
      ruledOut: 'a restart would forget them',
    },
  ],
  explain: (situation) => ({
    answer: `A queue in PostgreSQL, claimed by any replica: ${show(situation.totals.eventsPerSecond)} jobs/s against ${show(figure('channel.postgres') / 2)}`,
    because: [
      {
        text: `${show(situation.totals.eventsPerSecond)} pieces of work a second at the peak`,
        from: [...citeLoad(situation), 'L-events', 'channel.postgres'],
      },
    ],
    consequences: [
      'A job is enqueued in the transaction that wants it',
      'Each job has attempts with backoff and a dead letter that can be replayed',
    ],
  }),
}

/** Whether payments run apart from everything else. */
export const paymentIsolation: Question = {
  key: 'payments.isolation',
  area: 'security',
  question: 'How far apart do payments run?',
  weights: { isolation: 2, simplicity: 3 },
  varies: [],
  judge: ({ brief }) => {
    const cards = brief.entities.some(({ name }) => /card|pan\b/i.test(name) && !/cart/i.test(name))
    return [
      {
        name: 'a module and schema of its own, card data only at the provider',
        scores: { isolation: 0.8, simplicity: 1 },
        ruledOut: outIf(cards, () => 'card data are kept, so their process is audited in full'),
      },
      {
        name: 'a process, database and network of its own',
        scores: { isolation: 1, simplicity: 0.3 },
      },
      {
        name: 'within orders',
        scores: { isolation: 0, simplicity: 1 },
        ruledOut: 'the audit would cover all of orders',
      },
    ]
  },
  explain: () => ({
    answer: `A module with its own schema and role; card fields are the provider’s, which leaves about ${figure('payment.saq-a')} controls instead of 330`,
    because: [
      {
        text: `With every card field in the provider’s frame only a token reaches us: the shortest questionnaire, SAQ A, about ${figure('payment.saq-a')} controls`,
        from: ['payment.saq-a'],
      },
    ],
    consequences: [
      'Only payments holds the provider’s key and sees its webhooks, verified on the raw body',
      'Payments can be set apart by wiring alone the day an auditor asks',
    ],
  }),
}
