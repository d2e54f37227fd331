import { trainUtilization } from '../../arithmetic/deploy-train.ts'
import { citeAssumption, citeObjective, citeTeam } from '../../citations.ts'
import type { Question } from '../../decision.ts'
import { duration, percent, show } from '../../figures.ts'
import { replicasInWords } from '../../fleet.ts'
import { outIf } from '../../score.ts'

/** How a change reaches production. */
export const deployment: Question = {
  key: 'deployment',
  area: 'operations',
  question: 'How does a change reach production?',
  weights: { safety: 3, simplicity: 2 },
  varies: ['availability'],
  judge: ({ needs, totals }) => {
    const seen = totals.publicCallsPerSecond * 0.1 * 300
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
    const { team, deploys } = situation
    const used = trainUtilization(team.teams, deploys.perTeamPerDay, deploys.hours, 8)
    return {
      answer: `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)}: ${replicasInWords(situation)} one at a time, drained before they stop${chosen === 'rolling, with a canary' ? '; a bad release meets a tenth of the calls' : ''}`,
      because: [
        {
          text: `A bad release seen in 5 min by a tenth of the callers costs 30 s of downtime, not ${duration(300)}`,
          from: citeAssumption(situation, 'faults.release.perYear'),
        },
        {
          text: `The pipeline of ${show(team.teams)} team${team.teams === 1 ? '' : 's'} is busy ${percent(used)} of the day`,
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
