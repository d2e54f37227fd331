import type { Availability, AvailabilityPart, Line } from '@archwright/model'

import {
  atLeast,
  downtimePerMonth,
  downtimePerYear,
  faultCost,
  series,
  zeroFailureSample,
} from '../arithmetic/availability.ts'
import { faultsOf, type Placement, placements } from '../availability-model.ts'
import { citeObjective } from '../citations.ts'
import { duration, percent, show } from '../figures.ts'
import { fleetOf } from '../fleet.ts'
import { line } from '../line.ts'
import { figure } from '../rules/catalog.ts'
import type { Situation } from '../situation.ts'
import type { Verdicts } from '../verdicts.ts'

/** The downtime budget, what the faults make of it, and what agreements promise. */
export function availabilityOf(situation: Situation, verdicts: Verdicts): Availability {
  const { needs } = situation
  const placement = (verdicts.chosen('availability') || placements[0]) as Placement
  const parts = partsOf(situation, placement)
  const promised = series(parts.filter(({ hard }) => hard).map(({ together }) => together))
  const composed = 1 - situation.lost[placement]
  return {
    target: needs.availability,
    composed,
    meets: composed >= needs.availability,
    parts,
    lines: [
      ...faultLines(situation, placement, composed),
      ...budgetLines(situation, parts, promised),
    ],
    budgetSecondsPerMonth: downtimePerMonth(needs.availability),
    budgetSecondsPerYear: downtimePerYear(needs.availability),
    statement: statementOf(needs.availability, composed, promised),
  }
}

function partsOf(situation: Situation, placement: Placement): AvailabilityPart[] {
  const doubled = placement !== 'one zone, restart on failure'
  const database = doubled ? 'sla.database.standby' : 'sla.database.single'
  return [
    {
      name: 'load balancer',
      copies: 1,
      each: figure('sla.balancer'),
      together: figure('sla.balancer'),
      hard: true,
      from: ['sla.balancer'],
    },
    ...replicaParts(situation),
    {
      name: 'database',
      copies: doubled ? 2 : 1,
      each: figure('sla.database.single'),
      together: figure(database),
      hard: true,
      from: [database],
    },
    ...situation.brief.dependencies.map(({ name, availability = 0.999 }) => ({
      name,
      copies: 1,
      each: availability,
      together: availability,
      // Work that waits for it stays pending, so its downtime delays answers and loses none.
      hard: false,
      from: citeDependency(situation, name),
    })),
  ]
}

/** The replicas of each part: a service that is down takes what calls it along, so all stand in series. */
function replicaParts(situation: Situation): AvailabilityPart[] {
  const instance = figure('sla.instance')
  const fleet = fleetOf(situation)
  return fleet.map(({ modules, needed, replicas }) => ({
    name: fleet.length > 1 ? `replicas of ${modules.join(', ')}` : 'application replicas',
    copies: replicas,
    each: instance,
    together: atLeast(instance, replicas, needed),
    hard: true,
    from: ['sla.instance', 'L-replicas'],
  }))
}

const citeDependency = ({ brief }: Situation, name: string) =>
  brief.assumptions
    .filter(({ about }) => about === `dependencies.${name}.availability`)
    .map(({ id }) => id)

function faultLines({ brief }: Situation, placement: Placement, composed: number): Line[] {
  const faults = faultsOf(brief, placement)
  const lines = faults.map(({ name, perYear, seconds, share, from }) =>
    line({
      id: `L-fault-${name}`,
      what: `Time lost to ${name} faults`,
      formula: `${show(perYear)} × ${show(seconds)} × ${show(share)}`,
      value: perYear * seconds * share,
      unit: 's/year',
      from,
    }),
  )
  const lost = faults
    .map(({ perYear, seconds, share }) => show(perYear * seconds * share))
    .join(' + ')
  return [
    ...lines,
    line({
      id: 'L-availability-composed',
      what: 'Availability composed from assumed rates of faults and the recovery from each',
      formula: `1 − (${lost}) ÷ 31,557,600`,
      value: composed,
      unit: 'share of time',
      from: lines.map(({ id }) => id),
    }),
  ]
}

function budgetLines(
  situation: Situation,
  parts: readonly AvailabilityPart[],
  promised: number,
): Line[] {
  const { needs } = situation
  const from = citeObjective(situation, 'availability')
  const hard = parts.filter((part) => part.hard)
  const enough = replicaParts(situation).map(({ together }) => together)
  return [
    line({
      id: 'L-budget-month',
      what: 'Downtime budget of a month',
      formula: `(1 − ${needs.availability}) × 31,557,600 ÷ 12`,
      value: downtimePerMonth(needs.availability),
      unit: 's',
      from,
    }),
    line({
      id: 'L-budget-year',
      what: 'Downtime budget of a year',
      formula: `(1 − ${needs.availability}) × 31,557,600`,
      value: downtimePerYear(needs.availability),
      unit: 's',
      from,
    }),
    line({
      id: 'L-availability-replicas',
      ...replicasWork(situation, enough),
      value: enough.reduce((product, one) => product * one, 1),
      unit: 'share of time',
      from: ['sla.instance', 'L-replicas'],
    }),
    line({
      id: 'L-availability-promised',
      what: 'Product of the agreements of all hard parts',
      formula: hard.map(({ together }) => Number(together.toPrecision(8))).join(' × '),
      value: promised,
      unit: 'share of time',
      from: [...hard.flatMap((part) => part.from), 'availability.extra-nine'],
    }),
    line({
      id: 'L-sample',
      what: 'Calls without one bad outcome that support the target with 95 % confidence',
      formula: `ceil(3 ÷ (1 − ${needs.availability}))`,
      value: zeroFailureSample(1 - needs.availability),
      unit: 'calls',
      from,
    }),
  ]
}

function replicasWork(situation: Situation, enough: readonly number[]) {
  const [{ needed, replicas } = { needed: 1, replicas: 1 }, ...others] = fleetOf(situation)
  if (others.length > 0)
    return {
      what: `Enough replicas of each of ${enough.length} services work`,
      formula: enough.map((one) => Number(one.toPrecision(8))).join(' × '),
    }
  const alone = figure('sla.instance')
  const formula = needed === 1 ? `1 − (1 − ${alone})^${replicas}` : show(enough[0] ?? 0)
  return { what: `At least ${needed} of ${replicas} replicas work`, formula }
}

function statementOf(target: number, composed: number, promised: number): string {
  const verdict = composed >= target ? 'within' : 'short of'
  const promise =
    promised >= target
      ? `The published agreements multiply to ${percent(promised)}, which covers it too.`
      : `The published agreements multiply to only ${percent(promised)}: no provider promises the target, so it rests on the measured recoveries.`
  return `Assumed rates of faults and the recovery from each compose to ${percent(composed)}, ${verdict} the ${percent(target)} asked (${duration(downtimePerMonth(target))} a month). ${promise} Tests show the recovery times; only production shows how often faults strike, so replace the assumed rates by your own record.`
}

/** Share of the budget that one kind of fault costs, for the risks. */
export function budgetShare(
  { perYear, seconds, share }: { perYear: number; seconds: number; share: number },
  target: number,
): number {
  return faultCost(perYear, seconds, share) / (1 - target)
}
