import type { Risk, RolloutStep } from '@archwright/model'
import { faultsOf, type Placement } from '../availability-model.ts'
import { duration, percent, show } from '../figures.ts'
import { figure, interval } from '../rules/catalog.ts'
import type { Situation } from '../situation.ts'
import type { Verdicts } from '../verdicts.ts'
import { budgetShare } from './availability.ts'

/** What may go wrong with this design, from its own numbers. */
export function risksOf(situation: Situation, verdicts: Verdicts): Risk[] {
  const { brief, needs, signals, totals } = situation
  const placement = verdicts.chosen('availability') as Placement
  const worst = faultsOf(brief, placement)
    .map((fault) => ({ ...fault, of: budgetShare(fault, needs.availability) }))
    .toSorted((a, b) => b.of - a.of)[0]
  const { low, high } = interval('work.scan.database')
  return [
    {
      risk: `${worst?.name ?? 'A'} faults use ${percent(worst?.of ?? 0)} of the downtime budget`,
      likelihood: 'medium',
      impact: 'high',
      answer: `Assumed ${show(worst?.perYear ?? 0)} a year of ${duration(worst?.seconds ?? 0)}; count your own and run the design again`,
    },
    {
      risk: `Processor costs are priors: a page of a list may cost ${low} to ${high} ms`,
      likelihood: 'high',
      impact: 'medium',
      answer: 'The proof measures them; calibration replaces the priors',
    },
    {
      risk: `The traffic mix is assumed: ${show(totals.readsPerSecond)} reads/s rest on it`,
      likelihood: 'medium',
      impact: 'medium',
      answer: 'Headroom of the replicas and limits per caller; replace the mix by your access log',
    },
    ...(signals.any('payments', 'subscriptions')
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
    {
      risk: 'Modules grow together again inside one process',
      likelihood: 'medium',
      impact: 'medium',
      answer: 'Import rules in the build; tests run modules in strict mode, as if remote',
    },
    {
      risk: `Backlog of events past ${show(figure('channel.backlog'))} rows slows the channel`,
      likelihood: 'low',
      impact: 'medium',
      answer: 'Alert on the age of the oldest; dead letters leave the queue',
    },
  ]
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
      what: 'Staff use it with test payments and real mail',
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
      gate: 'The restore and the failover have been rehearsed',
    },
  ]
}
