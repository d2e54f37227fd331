import { trainUtilization } from '../../arithmetic/deploy-train.ts'
import { citeAssumption, citeTeam } from '../../citations.ts'
import type { Question } from '../../decision.ts'
import { duration, percent, show } from '../../figures.ts'
import { outIf } from '../../score.ts'
import { isApart } from '../core/topology.ts'

const workingHours = 8

/** What stands between a change and production. */
export const pipeline: Question = {
  key: 'pipeline',
  area: 'operations',
  question: 'What stands between a merged change and production?',
  weights: { safety: 3, speed: 2 },
  varies: ['teams'],
  judge: (situation) => {
    const { team, deploys } = situation
    const used = trainUtilization(team.teams, deploys.perTeamPerDay, deploys.hours, workingHours)
    return [
      {
        name: 'one pipeline, every merge goes through',
        scores: { safety: 0.9, speed: 1 },
        ruledOut:
          outIf(used >= 1, () => `${show(team.teams)} teams fill it (${percent(used)})`) ??
          outIf(
            isApart(situation) && situation.modules.length > 1,
            () =>
              `${situation.modules.length} services released together would be one deployable again`,
          ),
      },
      { name: 'a pipeline for each deployable', scores: { safety: 0.8, speed: 0.9 } },
      { name: 'releases on set days', scores: { safety: 0.5, speed: 0.2 } },
    ]
  },
  explain: (situation, chosen) => {
    const { team, deploys } = situation
    const used = trainUtilization(team.teams, deploys.perTeamPerDay, deploys.hours, workingHours)
    return {
      answer: `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)}: types, lint, tests against the real database, contracts compared, image scanned and signed, migrated, rolled out within ${duration(3600 * deploys.hours)}`,
      because: [
        {
          text: `${show(team.teams * deploys.perTeamPerDay)} releases a day of ${duration(3600 * deploys.hours)} keep it busy ${percent(used)} of the day; small releases are easier to take back`,
          from: [...citeTeam(situation), ...citeAssumption(situation, 'team.deployHours')],
        },
      ],
      consequences: [
        'A breaking change of a contract stops the pipeline; so does a migration that locks a table, and a dependency with a known hole',
        'The image that was tested is the one that runs; environments differ by variables and secrets only',
        'Taking back is deploying the image before, by one command, without asking anybody',
      ],
    }
  },
}

/** How a change is shown to some and not to others. */
export const flags: Question = {
  key: 'flags',
  area: 'operations',
  question: 'How is a change shown to some and not to others?',
  weights: { control: 2, simplicity: 3 },
  varies: ['teams'],
  judge: ({ signals, team }) => {
    const many = signals.any('toggles', 'many-teams') || team.teams > 4
    return [
      {
        name: 'a table of flags in the database, read every few seconds',
        scores: { control: many ? 0.4 : 0.8, simplicity: 0.9 },
      },
      { name: 'a service for flags', scores: { control: 1, simplicity: many ? 0.8 : 0.4 } },
      { name: 'a release for each change of mind', scores: { control: 0.1, simplicity: 1 } },
    ]
  },
  explain: (situation, chosen) => ({
    answer: `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)}: off by default, turned on for staff, then a share of callers, then all; ${show(situation.team.teams)} team${situation.team.teams === 1 ? ' keeps' : 's keep'} it short`,
    because: [
      {
        text: `${show(situation.team.teams)} team${situation.team.teams === 1 ? ' needs' : 's need'} few flags; shipping a change and showing it are 2 decisions, and only the second needs to be undone in seconds`,
        from: citeTeam(situation),
      },
    ],
    consequences: [
      'A flag has an owner and a last day; a test fails when the day has passed',
      'A share of callers is chosen by a hash of caller and flag, so each sees the same from call to call; an experiment is a flag whose two halves are compared',
      'Switches that take load away (suggestions, counts, exports) stay for ever and are tried every month',
    ],
  }),
}
