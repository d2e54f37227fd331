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
  const team = completeTeam(brief, book)
  const entities = completeEntities(brief.entities, book)
  const dependencies = dependenciesOf(brief, book).map((dependency) =>
    completeDependency(dependency, book),
  )
  assumeFaults(book)
  return { ...brief, operations, objectives, team, entities, dependencies, assumptions: book.all() }
}

function completeObjectives(
  { objectives, entities, capabilities }: Brief,
  book: AssumptionBook,
): Objectives {
  const availability =
    objectives.availability ??
    (capabilities.some(({ name }) => name === 'high-availability')
      ? assumeStaysUp(book)
      : book.assume({
          about: 'objectives.availability',
          value: 0.999,
          unit: 'share of time',
          why: 'Not stated; 8.8 h a year is what one zone and office hours can keep',
          source: 'sla.database.standby',
        }))
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

const assumeStaysUp = (book: AssumptionBook) =>
  book.assume({
    about: 'objectives.availability',
    value: 0.9995,
    unit: 'share of time',
    why: 'It has to stay up, without a number: what a managed database with a standby is promised at',
    source: 'sla.database.standby',
  })

const assumeNoLoss = (book: AssumptionBook) =>
  book.assume({
    about: 'objectives.rpoSeconds',
    value: 0,
    unit: 's of lost writes',
    why: 'Money or health data: an acknowledged write may not be lost when a zone fails',
    source: 'convention',
  })

const assumeSomeLoss = (book: AssumptionBook) =>
  book.assume({
    about: 'objectives.rpoSeconds',
    value: 300,
    unit: 's of lost writes',
    why: 'Not stated; point-in-time recovery archives every 5 minutes or sooner',
    source: 'dr.restore',
  })

function assumeRecovery(availability: number, book: AssumptionBook): number {
  // Two recoveries a month may use the month's budget, and nobody needs a bound above 4 h.
  const seconds = Math.min(14_400, Math.floor(((1 - availability) * 365.25 * 7200) / 2))
  return book.assume({
    about: 'objectives.rtoSeconds',
    value: seconds,
    unit: 's to recover',
    why: "Half of the month's downtime budget, so that two faults fit",
    source: 'convention',
  })
}

const assumeOneRegion = (book: AssumptionBook) =>
  book.assume({
    about: 'objectives.regions',
    value: 1,
    unit: 'regions',
    why: 'No second region and no residency rule is stated',
    source: 'convention',
  })

function completeTeam({ team, capabilities }: Brief, book: AssumptionBook): Team {
  const several = capabilities.some(({ name }) => name === 'many-teams')
  const assumed = () => (several ? assumeSeveralTeams(book) : assumeOneTeam(book))
  const teams = team.teams ?? (team.engineers === undefined ? assumed() : teamsOf(team.engineers))
  const engineers = team.engineers ?? assumeEngineers(teams, book)
  return { ...team, teams, engineers }
}

const assumeSeveralTeams = (book: AssumptionBook) =>
  book.assume({
    about: 'team.teams',
    value: 3,
    unit: 'teams',
    why: 'Several teams are spoken of and not counted',
    source: 'convention',
  })

const assumeOneTeam = (book: AssumptionBook) =>
  book.assume({
    about: 'team.teams',
    value: 1,
    unit: 'teams',
    why: 'No team is described; a new system starts with one',
    source: 'convention',
  })

const assumeEngineers = (teams: number, book: AssumptionBook) =>
  book.assume({
    about: 'team.engineers',
    value: teams * 6,
    unit: 'engineers',
    why: 'Six engineers a team',
    source: 'convention',
  })

const teamsOf = (engineers: number) => Math.max(1, Math.round(engineers / 6))

const outside = ['outside-calls', 'unreliable-outside', 'integration']
const outsideAsks = ['circuit-breaker', 'retry']

/** A brief that speaks of systems outside and names none still has to live with one. */
function dependenciesOf({ dependencies, capabilities, asks }: Brief, book: AssumptionBook) {
  // Repeating may also be asked of messages to subscribers, who are no systems we depend on.
  const tellsOthers =
    capabilities.some(({ name }) => name === 'webhooks') ||
    asks.some(({ what }) => what === 'webhooks')
  const spokenOf =
    !tellsOthers &&
    (capabilities.some(({ name }) => outside.includes(name)) ||
      asks.some(({ what }) => outsideAsks.includes(what)))
  if (dependencies.length > 0 || !spokenOf) return dependencies
  const name = 'outside system'
  book.note(
    `dependencies.${name}`,
    name,
    'The brief speaks of a system outside without naming it; one, called by the leading operation, stands for all',
  )
  return [{ name, purpose: 'a system of others that the brief speaks of' }]
}

function completeDependency(dependency: Dependency, book: AssumptionBook): Dependency {
  const { name } = dependency
  return {
    ...dependency,
    latencyMs:
      dependency.latencyMs ??
      book.assume({
        about: `dependencies.${name}.latencyMs`,
        value: 60,
        unit: 'ms mean',
        why: 'Not stated; a provider in the same region',
        source: 'convention',
      }),
    availability:
      dependency.availability ??
      book.assume({
        about: `dependencies.${name}.availability`,
        value: 0.999,
        unit: 'share of time',
        why: 'Not stated; below what large providers report, so the design may not lean on it',
        source: 'convention',
      }),
  }
}

/** How often things break is never in a brief; the availability model needs it said. */
function assumeFaults(book: AssumptionBook): void {
  const why = 'To be replaced by your own incident record'
  book.assume({
    about: 'faults.process.perYear',
    value: 52,
    unit: 'kills/year per replica',
    why: `One a week: crash, node drain, memory. ${why}`,
    source: 'convention',
  })
  book.assume({
    about: 'faults.zone.perYear',
    value: 0.5,
    unit: 'losses/year',
    why: `One zone outage in two years. ${why}`,
    source: 'convention',
  })
  book.assume({
    about: 'faults.region.perYear',
    value: 0.1,
    unit: 'losses/year',
    why: `One region in ten years. ${why}`,
    source: 'convention',
  })
  book.assume({
    about: 'faults.database.perYear',
    value: 6,
    unit: 'failovers/year',
    why: `Four patches and two failures. ${why}`,
    source: 'convention',
  })
  book.assume({
    about: 'faults.release.perYear',
    value: 12,
    unit: 'bad releases/year',
    why: `One release a month is rolled back. ${why}`,
    source: 'convention',
  })
  book.assume({
    about: 'team.deploysPerTeamPerDay',
    value: 1,
    unit: 'deploys/day',
    why: 'Each team releases once a working day',
    source: 'convention',
  })
  book.assume({
    about: 'team.deployHours',
    value: 0.75,
    unit: 'h',
    why: 'Build, tests, canary and soak hold the pipeline for 45 minutes',
    source: 'convention',
  })
}
