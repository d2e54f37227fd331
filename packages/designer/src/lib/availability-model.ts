import type { Brief } from '@archwright/model'

import { faultCost } from './arithmetic/availability.ts'
import { assumedNumber } from './brief/assumptions.ts'
import { figure, type RuleId } from './rules/catalog.ts'

export const placements = [
  'one zone, restart on failure',
  'two zones, synchronous standby, automatic failover',
  'two regions, warm standby',
  'two regions, both active',
] as const
export type Placement = (typeof placements)[number]

/** One kind of fault in one placement: how often, how long, and which share of the calls it hits. */
export interface Fault {
  name: 'process' | 'database' | 'zone' | 'release' | 'region'
  perYear: number
  seconds: number
  share: number
  from: string[]
}

/** A release that goes wrong is seen by the burn-rate alert on a canary of this share, and rolled back. */
const canaryShare = 0.1
const rollbackSeconds = 300

/** The faults that cost time in a placement. */
export function faultsOf(brief: Brief, placement: Placement): Fault[] {
  const of = (name: Fault['name']) => assumedNumber(brief, `faults.${name}.perYear`)
  const cite = (name: Fault['name']) =>
    brief.assumptions.filter(({ about }) => about === `faults.${name}.perYear`).map(({ id }) => id)
  const alone = placement === 'one zone, restart on failure'
  const twice = placement === 'two regions, both active'
  const byHand = figure('recovery.by-hand')
  const region = regionRecovery[placement]
  return [
    {
      name: 'process',
      perYear: of('process'),
      seconds: figure('recovery.process'),
      share: alone ? 1 : 0.5,
      from: [...cite('process'), 'recovery.process'],
    },
    {
      name: 'database',
      perYear: of('database'),
      seconds: alone
        ? 2 * figure('recovery.failover')
        : figure('recovery.failover') / (twice ? 2 : 1),
      share: 1,
      from: [...cite('database'), 'recovery.failover'],
    },
    {
      name: 'zone',
      perYear: of('zone'),
      seconds: alone ? byHand : figure('recovery.failover'),
      share: 1,
      from: [...cite('zone'), alone ? 'recovery.by-hand' : 'recovery.failover'],
    },
    {
      name: 'release',
      perYear: of('release'),
      seconds: rollbackSeconds,
      share: alone ? 1 : twice ? canaryShare / 2 : canaryShare,
      from: cite('release'),
    },
    {
      name: 'region',
      perYear: of('region'),
      seconds: region.seconds,
      share: 1,
      from: [...cite('region'), region.rule],
    },
  ]
}

/** What the loss of a whole region costs: a restore elsewhere, or a failover that was prepared. */
const regionRecovery: Record<Placement, { rule: RuleId; seconds: number }> = {
  'one zone, restart on failure': {
    rule: 'recovery.region',
    seconds: 2 * figure('recovery.region'),
  },
  'two zones, synchronous standby, automatic failover': {
    rule: 'recovery.region',
    seconds: figure('recovery.region'),
  },
  'two regions, warm standby': { rule: 'dr.warm-standby', seconds: figure('dr.warm-standby') },
  'two regions, both active': { rule: 'recovery.failover', seconds: figure('recovery.failover') },
}

/** Share of time lost to all faults, for each placement. */
export function lostTime(brief: Brief): Record<Placement, number> {
  const lost = placements.map((placement) => [
    placement,
    faultsOf(brief, placement).reduce(
      (sum, { perYear, seconds, share }) => sum + faultCost(perYear, seconds, share),
      0,
    ),
  ])
  return Object.fromEntries(lost) // each placement is a key of it
}
