import type { Brief, Design } from '@archwright/model'

import { completeBrief } from './brief/complete.ts'
import { calibrate, type Measured } from './calibration.ts'
import { cutModules } from './decisions/core/cut-modules.ts'
import { dependencyKey } from './decisions/resilience/dependency.ts'
import { frequency, percent } from './figures.ts'
import { questionsFor } from './questions.ts'
import { rules } from './rules/catalog.ts'
import { architectureOf } from './sections/architecture.ts'
import { availabilityOf } from './sections/availability.ts'
import { budgetConflicts, withBudget } from './sections/budget.ts'
import { cachesOf } from './sections/caches.ts'
import { callersOf } from './sections/callers.ts'
import { capacityOf } from './sections/capacity.ts'
import { channelsOf } from './sections/channels.ts'
import { claimsOf } from './sections/claims.ts'
import { conflictsOf } from './sections/conflicts.ts'
import { costOf } from './sections/cost.ts'
import { deliveriesOf } from './sections/deliveries.ts'
import { identityOf } from './sections/identity.ts'
import { jobsOf } from './sections/jobs.ts'
import { closedFormLatencies, simulatedLatencies } from './sections/latency.ts'
import { limitsOf } from './sections/limits.ts'
import { modulesOf } from './sections/modules.ts'
import { openQuestionsOf } from './sections/open-questions.ts'
import { quotasOf } from './sections/quotas.ts'
import { policyOf } from './sections/resilience.ts'
import { risksOf, rolloutOf } from './sections/risks.ts'
import { safeguardsOf } from './sections/safeguards.ts'
import { sagasOf } from './sections/sagas.ts'
import { slosOf } from './sections/slos.ts'
import { stagesOf, withCosts } from './sections/stages.ts'
import { storesOf } from './sections/stores.ts'
import { telemetryOf } from './sections/telemetry.ts'
import { testsOf } from './sections/tests.ts'
import { threatsOf } from './sections/threats.ts'
import { consistencySection, topicsOf } from './sections/topics.ts'
import { mixOf, workloadOf } from './sections/workload.ts'
import { withSensitivity } from './sensitivity.ts'
import { assess, type Situation } from './situation.ts'
import { tablesOf } from './tables/tables.ts'
import { answerAll, type Verdicts } from './verdicts.ts'

export interface DesignOptions {
  /** Whether to find flips, open questions and costs of stages, and to predict latencies by simulation. Default: true. */
  sensitivity?: boolean
  /** What a proof of this system measured, in place of the priors. */
  measured?: Measured
}

/**
 * Designs a backend for a brief: what it consists of, every decision with its reasons and flips,
 * the arithmetic, and the claims. Pure: the same brief gives the same design, byte for byte.
 */
export function design(brief: Brief, options: DesignOptions = {}): Design {
  const { sensitivity = true, measured } = options
  const assumed = assess(completeBrief(cutModules(brief)))
  const situation = measured ? calibrate(assumed, measured) : assumed
  const questions = questionsFor(situation)
  const verdicts = answerAll(questions, situation)
  const decisions = sensitivity
    ? withSensitivity(questions, situation, verdicts.all)
    : [...verdicts.all]
  const modules = modulesOf(situation)
  const availability = availabilityOf(situation, verdicts)
  const cost = withBudget(costOf(situation, verdicts), situation)
  const stages = stagesOf(situation, verdicts)
  const latencies = sensitivity ? simulatedLatencies(situation) : closedFormLatencies(situation)
  return {
    system: brief.system,
    title: brief.title,
    summary: summaryOf(situation, verdicts),
    brief: situation.brief,
    choices: verdicts.choices,
    decisions,
    modules,
    ...architectureOf(situation, modules, verdicts),
    stores: storesOf(situation, verdicts),
    ...tablesOf(situation, modules, verdicts),
    caches: cachesOf(situation, verdicts),
    channels: channelsOf(modules, verdicts),
    topics: topicsOf(situation, modules, verdicts),
    consistency: consistencySection(situation),
    jobs: jobsOf(situation),
    sagas: sagasOf(situation, verdicts),
    identity: identityOf(situation, verdicts),
    callers: callersOf(situation, verdicts),
    limits: limitsOf(situation, {
      decision: verdicts.id('limits'),
      cache: verdicts.chosen('cache'),
    }),
    quotas: quotasOf(situation, verdicts),
    resilience: situation.brief.dependencies.map((dependency) =>
      policyOf(situation, dependency, verdicts.id(dependencyKey(dependency.name))),
    ),
    deliveries: deliveriesOf(situation, verdicts),
    slos: slosOf(situation),
    telemetry: telemetryOf(situation, verdicts),
    threats: threatsOf(situation, verdicts),
    safeguards: safeguardsOf(situation, verdicts),
    tests: testsOf(situation, verdicts),
    workload: workloadOf(situation),
    ...(situation.calibration ? { calibration: situation.calibration } : {}),
    data: [...situation.volumes],
    mix: mixOf(situation),
    capacity: capacityOf(situation, verdicts, latencies),
    availability,
    cost,
    openQuestions: openQuestionsOf(situation, decisions),
    conflicts: [...conflictsOf(situation), ...budgetConflicts(cost, situation)],
    rollout: rolloutOf(situation),
    risks: risksOf(situation, verdicts),
    stages: sensitivity ? withCosts(stages, situation) : stages,
    claims: claimsOf(situation, { availability, latencies }, verdicts),
    rules: [...rules],
  }
}

function summaryOf({ modules, totals, needs }: Situation, verdicts: Verdicts): string {
  const parts = partsOf[verdicts.chosen('topology')]
  const shape = parts
    ? `${modules.length} ${modules.length === 1 ? parts.one : parts.many}`
    : `One deployable of ${modules.length} module${modules.length === 1 ? '' : 's'}`
  return `${shape} on ${verdicts.chosen('store.records')}, for ${frequency(totals.publicCallsPerSecond, 'calls')} at the peak and ${percent(needs.availability)} of the time; ${verdicts.all.length} decisions, each with the number that bought it.`
}

const partsOf: Readonly<Record<string, { one: string; many: string }>> = {
  microservices: { one: 'service', many: 'services' },
  'event-driven': { one: 'part that talks by events', many: 'parts that talk by events' },
  serverless: { one: 'group of functions', many: 'groups of functions' },
}
