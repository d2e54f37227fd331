import type { Risk, RolloutStep } from '@archwright/model'
import { faultsOf, type Placement } from '../availability-model.ts'
import { duration, frequency, percent, show } from '../figures.ts'
import { providerOf } from '../placing-saga.ts'
import { figure, interval } from '../rules/catalog.ts'
import type { Situation } from '../situation.ts'
import type { Verdicts } from '../verdicts.ts'
import { budgetShare } from './availability.ts'
import { outsideOfAll } from './workload.ts'

/** What may go wrong with this design, from its own numbers and decisions. */
export function risksOf(situation: Situation, verdicts: Verdicts): Risk[] {
  return [
    ...faultRisks(situation, verdicts),
    ...numberRisks(situation),
    ...outsideRisks(situation),
    ...peopleRisks(situation, verdicts),
    ...shapeRisks(situation, verdicts),
  ]
}

/** Share of the downtime budget from which on one kind of fault is worth a word. */
const noticeable = 0.1

function faultRisks({ brief, needs }: Situation, verdicts: Verdicts): Risk[] {
  const placement = verdicts.chosen('availability') as Placement
  const [worst] = faultsOf(brief, placement)
    .map((fault) => ({ ...fault, of: budgetShare(fault, needs.availability) }))
    .toSorted((a, b) => b.of - a.of)
  if (!worst || worst.of < noticeable) return []
  return [
    {
      risk: `${worst.name.charAt(0).toUpperCase()}${worst.name.slice(1)} faults use ${percent(worst.of)} of the downtime budget`,
      likelihood: 'medium',
      impact: worst.of >= 0.5 ? 'high' : 'medium',
      answer: `Assumed ${show(worst.perYear)} a year of ${duration(worst.seconds)}; count your own and run the design again`,
    },
  ]
}

function numberRisks({ totals, calibration }: Situation): Risk[] {
  return [
    ...(calibration ? [] : priorRisks()),
    {
      risk: `The traffic mix is assumed: ${frequency(totals.readsPerSecond, 'reads')} rest on it`,
      likelihood: 'medium',
      impact: 'medium',
      answer: 'Headroom of the replicas and limits per caller; replace the mix by your access log',
    },
  ]
}

function priorRisks(): Risk[] {
  const { low, high } = interval('work.scan.database')
  return [
    {
      risk: `Processor costs are priors: a page of a list may cost ${low} to ${high} ms`,
      likelihood: 'high',
      impact: 'medium',
      answer: 'The proof measures them: design again with `--measured evidence/evidence.json`',
    },
  ]
}

function outsideRisks(situation: Situation): Risk[] {
  const { signals, brief, needs } = situation
  const weakest = brief.dependencies.toSorted(
    (a, b) => (a.availability ?? 1) - (b.availability ?? 1),
  )[0]
  return [
    ...waitRisks(situation),
    ...(signals.any('payments', 'subscriptions') && providerOf(brief)
      ? [
          {
            risk: 'A payment call times out and has succeeded',
            likelihood: 'high' as const,
            impact: 'high' as const,
            answer:
              'Step keys at the provider, a status query before any undo, webhooks as a second witness',
          },
        ]
      : []),
    ...(weakest
      ? [
          {
            risk: `${weakest.name} is away longer than its ${percent(weakest.availability ?? 0.999)} promises`,
            likelihood: 'medium' as const,
            impact: 'medium' as const,
            answer:
              'Its breaker and fallback keep the rest serving; agree on what customers are told after an hour, and know who would replace it',
          },
        ]
      : []),
    ...(needs.regions === 1
      ? [
          {
            risk: 'A whole region is lost',
            likelihood: 'low' as const,
            impact: 'high' as const,
            answer: `Restore from the archive elsewhere within hours; a second region is priced in the decision on availability`,
          },
        ]
      : []),
  ]
}

/** A proof has a provider that answers at once; people wait for the real one. */
function waitRisks(situation: Situation): Risk[] {
  const { loads, lead } = situation
  const load = loads.find(({ operation }) => operation.name === lead?.name)
  const waits = load ? outsideOfAll(situation, load) : 0
  if (!load || waits === 0) return []
  const { name, latencyMs = 0 } = load.operation
  return [
    {
      risk: `${name} waits ${show(waits)} ms on average for outside systems, of the ${show(latencyMs)} ms that its whole answer may take`,
      likelihood: waits > latencyMs / 3 ? 'high' : 'medium',
      impact: 'medium',
      answer:
        'Measure the real provider at p99 before promising the bound; beyond it, answer that it is under way and tell the end as an event',
    },
  ]
}

function peopleRisks({ team, signals }: Situation, verdicts: Verdicts): Risk[] {
  return [
    ...(verdicts.chosen('identity.provider').startsWith('the provider people')
      ? [
          {
            risk: 'The provider of sign-in is away: nobody new gets in',
            likelihood: 'low' as const,
            impact: 'high' as const,
            answer: `Those signed in go on; its keys are kept, and one account for emergencies lies in a safe`,
          },
        ]
      : []),
    ...(signals.any('tenants')
      ? [
          {
            risk: 'One large tenant slows the others',
            likelihood: 'medium' as const,
            impact: 'medium' as const,
            answer:
              'Limits and queues count per tenant; the largest can move to tables or a copy of its own',
          },
        ]
      : []),
    ...(team.engineers < onCallLeast
      ? [
          {
            risk: `${show(team.engineers)} engineers cannot answer pages day and night`,
            likelihood: 'high' as const,
            impact: 'medium' as const,
            answer: `A rota needs ${onCallLeast}: restarts and failovers run by themselves, the rest waits for the morning or is bought`,
          },
        ]
      : []),
  ]
}

/** People a rota needs so that nobody is on call more than every sixth week, with leave. */
const onCallLeast = 6

function shapeRisks({ modules }: Situation, verdicts: Verdicts): Risk[] {
  return [
    ...(modules.length > 1 && verdicts.chosen('topology') !== 'microservices'
      ? [
          {
            risk: 'Modules grow together again inside one process',
            likelihood: 'medium' as const,
            impact: 'medium' as const,
            answer: 'Import rules in the build; tests run modules in strict mode, as if remote',
          },
        ]
      : []),
    ...(verdicts.chosen('topology') === 'microservices'
      ? [
          {
            risk: 'Services that are deployed apart and still have to change together',
            likelihood: 'medium' as const,
            impact: 'high' as const,
            answer:
              'Contracts are compared in the pipeline; two services that change together in one week of three are joined again',
          },
        ]
      : []),
    ...(verdicts.chosen('messaging').includes('PostgreSQL') ? [backlogRisk] : []),
  ]
}

const backlogRisk: Risk = {
  risk: `Backlog of events past ${show(figure('channel.backlog'))} rows slows the channel`,
  likelihood: 'low',
  impact: 'medium',
  answer: 'Alert on the age of the oldest; dead letters leave the queue',
}

/** How the system goes live. */
export function rolloutOf(situation: Situation): RolloutStep[] {
  const { signals, needs } = situation
  return [
    {
      name: 'Prove',
      what: 'Load, faults and access on the built project',
      gate: 'Every claim met, or its shortfall accepted in writing',
    },
    {
      name: 'Shadow',
      what: signals.any('payments', 'subscriptions')
        ? 'Staff use it with test payments and real mail'
        : 'Staff use it with real data that may be thrown away',
      gate: 'A week without an open page',
    },
    {
      name: 'Canary',
      what: 'A tenth of the callers',
      gate: `Burn rate under 1 for three days at ${percent(needs.availability)}`,
    },
    ...(signals.any('legacy', 'asks migration', 'asks strangler')
      ? [
          {
            name: 'Strangle',
            what: 'Routes move from the old system one by one, data by dual reading',
            gate: 'Old and new answers agree for each route',
          },
        ]
      : []),
    {
      name: 'Everyone',
      what: 'All callers, old path kept for two weeks',
      gate: 'The restore, the failover and taking a release back have been rehearsed',
    },
  ]
}
