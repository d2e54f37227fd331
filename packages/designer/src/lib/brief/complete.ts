import type { Brief, Dependency, Objectives, Team } from '@archwright/model'

import { type AssumptionBook, openAssumptionBook } from './assumptions.ts'
import { completeEntities } from './complete-entities.ts'
import { completeOperations } from './complete-operations.ts'

/**
 * Fills what the brief leaves open and the arithmetic needs, each value as an assumption with its reason.
 * Completing a complete brief changes nothing.
 */
export function completeBrief(brief: Brief): Brief {
  const book = openAssumptionBook(brief.assumptions)
  const operations = completeOperations(brief, book)
  const objectives = completeObjectives(brief, book)
  const team = completeTeam(brief.team, book)
  const entities = completeEntities(brief.entities, book)
  const dependencies = brief.dependencies.map((dependency) => completeDependency(dependency, book))
  assumeFaults(book)
  return { ...brief, operations, objectives, team, entities, dependencies, assumptions: book.all() }
}

function completeObjectives({ objectives, entities }: Brief, book: AssumptionBook): Objectives {
  const availability =
    objectives.availability ??
    book.assume(
      'objectives.availability',
      0.999,
      'share of time',
      'Not stated; 8.8 h a year is what one zone and office hours can keep',
      'sla.database.standby',
    )
  const precious = entities.some(
    ({ sensitivity }) => sensitivity === 'payment' || sensitivity === 'health',
  )
  return {
    ...objectives,
    availability,
    rpoSeconds: objectives.rpoSeconds ?? (precious ? assumeNoLoss(book) : assumeSomeLoss(book)),
    rtoSeconds: objectives.rtoSeconds ?? assumeRecovery(availability, book),
    regions: objectives.regions ?? assumeOneRegion(book),
  }
}

const assumeNoLoss = (book: AssumptionBook) =>
  book.assume(
    'objectives.rpoSeconds',
    0,
    's of lost writes',
    'Money or health data: an acknowledged write may not be lost when a zone fails',
    'convention',
  )

const assumeSomeLoss = (book: AssumptionBook) =>
  book.assume(
    'objectives.rpoSeconds',
    300,
    's of lost writes',
    'Not stated; point-in-time recovery archives every 5 minutes or sooner',
    'dr.restore',
  )

function assumeRecovery(availability: number, book: AssumptionBook): number {
  // Two recoveries a month may use the month's budget, and nobody needs a bound above 4 h.
  const seconds = Math.min(14_400, Math.floor(((1 - availability) * 365.25 * 7200) / 2))
  return book.assume(
    'objectives.rtoSeconds',
    seconds,
    's to recover',
    "Half of the month's downtime budget, so that two faults fit",
    'convention',
  )
}

const assumeOneRegion = (book: AssumptionBook) =>
  book.assume(
    'objectives.regions',
    1,
    'regions',
    'No second region and no residency rule is stated',
    'convention',
  )

function completeTeam(team: Team, book: AssumptionBook): Team {
  const teams =
    team.teams ?? (team.engineers === undefined ? assumeOneTeam(book) : teamsOf(team.engineers))
  const engineers = team.engineers ?? assumeEngineers(teams, book)
  return { ...team, teams, engineers }
}

const assumeOneTeam = (book: AssumptionBook) =>
  book.assume(
    'team.teams',
    1,
    'teams',
    'No team is described; a new system starts with one',
    'convention',
  )

const assumeEngineers = (teams: number, book: AssumptionBook) =>
  book.assume('team.engineers', teams * 6, 'engineers', 'Six engineers a team', 'convention')

const teamsOf = (engineers: number) => Math.max(1, Math.round(engineers / 6))

function completeDependency(dependency: Dependency, book: AssumptionBook): Dependency {
  const { name } = dependency
  return {
    ...dependency,
    latencyMs:
      dependency.latencyMs ??
      book.assume(
        `dependencies.${name}.latencyMs`,
        60,
        'ms mean',
        'Not stated; a provider in the same region',
        'convention',
      ),
    availability:
      dependency.availability ??
      book.assume(
        `dependencies.${name}.availability`,
        0.999,
        'share of time',
        'Not stated; below what large providers report, so the design may not lean on it',
        'convention',
      ),
  }
}

/** How often things break is never in a brief; the availability model needs it said. */
function assumeFaults(book: AssumptionBook): void {
  const why = 'To be replaced by your own incident record'
  book.assume(
    'faults.process.perYear',
    52,
    'kills/year per replica',
    `One a week: crash, node drain, memory. ${why}`,
    'convention',
  )
  book.assume(
    'faults.zone.perYear',
    0.5,
    'losses/year',
    `One zone outage in two years. ${why}`,
    'convention',
  )
  book.assume(
    'faults.region.perYear',
    0.1,
    'losses/year',
    `One region in ten years. ${why}`,
    'convention',
  )
  book.assume(
    'faults.database.perYear',
    6,
    'failovers/year',
    `Four patches and two failures. ${why}`,
    'convention',
  )
  book.assume(
    'faults.release.perYear',
    12,
    'bad releases/year',
    `One release a month is rolled back. ${why}`,
    'convention',
  )
  book.assume(
    'team.deploysPerTeamPerDay',
    1,
    'deploys/day',
    'Each team releases once a working day',
    'convention',
  )
  book.assume(
    'team.deployHours',
    0.75,
    'h',
    'Build, tests, canary and soak hold the pipeline for 45 minutes',
    'convention',
  )
}
