import type { Brief } from '@archwright/model'

import { faultCost } from '../arithmetic/availability.ts'
import { assumedNumber } from '../brief/assumptions.ts'
import { figure } from '../rules/catalog.ts'

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
/** What a failover to another region takes, when it is practiced. */
const regionSeconds = figure('dr.warm-standby')

/** The faults that cost time in a placement. */
export function faultsOf(brief: Brief, placement: Placement): Fault[] {
  const of = (name: Exclude<Fault['name'], 'region'>) =>
    assumedNumber(brief, `faults.${name}.perYear`)
  const cite = (name: Fault['name']) =>
    brief.assumptions.filter(({ about }) => about === `faults.${name}.perYear`).map(({ id }) => id)
  const alone = placement === 'one zone, restart on failure'
  const twice = placement === 'two regions, both active'
  const byHand = figure('recovery.by-hand')
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
    ...regionLoss(placement),
  ]
}

/** Once in ten years a whole region is gone; without a second one, for most of a day. */
function regionLoss(placement: Placement): Fault[] {
  const seconds: Record<Placement, number> = {
    'one zone, restart on failure': 4 * 3600,
    'two zones, synchronous standby, automatic failover': 2 * 3600,
    'two regions, warm standby': regionSeconds,
    'two regions, both active': 30,
  }
  return [
    {
      name: 'region',
      perYear: 0.1,
      seconds: seconds[placement],
      share: 1,
      from: ['dr.warm-standby'],
    },
  ]
}

/** Share of time lost to all faults of a placement. */
export function unavailability(brief: Brief, placement: Placement): number {
  return faultsOf(brief, placement).reduce(
    (sum, { perYear, seconds, share }) => sum + faultCost(perYear, seconds, share),
    0,
  )
}
