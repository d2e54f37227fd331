import type { Claim, Design } from '@archwright/model'

import { downtimePerMonth } from '../arithmetic/availability.ts'
import { percent, show, significant } from '../figures.ts'
import { placingOperation } from '../placing-saga.ts'
import { figure } from '../rules/catalog.ts'
import { coresPerReplica, type Situation } from '../situation.ts'
import { leadUnit } from '../units.ts'
import type { Verdicts } from '../verdicts.ts'
import { type Load, wholeWork } from '../workload.ts'
import type { Latencies } from './latency.ts'
import { openSeconds } from './resilience.ts'

type Draft = Omit<Claim, 'id'>

/** The promises of the design that a measurement on the running backend can keep or break. */
export function claimsOf(
  situation: Situation,
  parts: { availability: Design['availability']; latencies: Latencies },
  verdicts: Verdicts,
): Claim[] {
  const drafts = [
    ...leadClaims(situation, verdicts),
    ...latencyClaims(situation, parts.latencies, verdicts),
    ...correctnessClaims(situation, verdicts),
    ...surfaceClaims(verdicts),
    ...recoveryClaims(situation, verdicts),
    composedClaim(parts.availability, verdicts),
  ]
  return drafts.map((draft, index) => ({ id: `C-${String(index + 1).padStart(2, '0')}`, ...draft }))
}

function leadClaims(situation: Situation, verdicts: Verdicts): Draft[] {
  const { brief, lead, loads } = situation
  const load = loads.find(({ operation }) => operation.name === lead?.name)
  if (!lead || !load) return []
  const { unit, perCallPerSecond } = leadUnit(brief)
  const asked = significant(load.peakPerSecond * perCallPerSecond, 6)
  const saturation = saturationOf(situation, load) * perCallPerSecond
  const decisions = [
    verdicts.id('topology'),
    verdicts.id('store.records'),
    verdicts.id('scaling.application'),
  ]
  const wanted = asked / (1 - figure('capacity.headroom') / coresPerReplica ** 0.448)
  const told = isStated(situation, lead.name)
  return [
    {
      kind: 'rate',
      key: `${lead.name}.rate`,
      requirement: `${lead.name} at no less than ${show(asked)} ${unit} beside the rest of the mix`,
      required: asked,
      predicted: significant(saturation, 3),
      unit,
      better: 'at-least',
      asked: told,
      measuredBy: 'open arrivals at the peak mix for at least 60 s, all answered',
      decisions,
    },
    {
      kind: 'rate',
      key: `saturation.${lead.name.split('.')[1]}`,
      requirement: `${lead.name} saturates no lower than the asked rate with its headroom, on ${coresPerReplica} cores shared with the database`,
      required: significant(wanted, 3),
      predicted: significant(saturation, 3),
      unit,
      better: 'at-least',
      asked: false,
      measuredBy: 'open arrivals raised in steps until the answers fall behind',
      decisions,
    },
  ]
}

/** Calls per second at which two cores shared with the database are full: measured of orders, computed of the rest. */
function saturationOf({ loads }: Situation, load: Load): number {
  const { appMs, databaseMs } = wholeWork(load, loads)
  const placing = load.operation.name === placingOperation
  return (coresPerReplica * 1000) / (placing ? figure('work.order') : appMs + databaseMs)
}

const isStated = ({ brief }: Situation, name: string) =>
  !brief.assumptions.some(({ about }) => about === `operations.${name}.ratePerSecond`)

function latencyClaims(situation: Situation, latencies: Latencies, verdicts: Verdicts): Draft[] {
  const { loads, lead } = situation
  const leading = loads.filter(({ operation }) => operation.name === lead?.name)
  const queries = loads
    .filter(({ operation }) => operation.kind === 'query')
    .toSorted((a, b) => b.peakPerSecond - a.peakPerSecond)
    .filter(
      ({ operation }, index) =>
        index === 0 ||
        operation.name === 'catalog.getProduct' ||
        operation.name === 'catalog.searchProducts',
    )
  return [...leading, ...queries].map((load) =>
    latencyClaim(situation, load, { latencies, verdicts }),
  )
}

function latencyClaim(
  situation: Situation,
  load: Load,
  { latencies, verdicts }: { latencies: Latencies; verdicts: Verdicts },
): Draft {
  const { name, latencyMs = 300, percentile = 0.99 } = load.operation
  const label = `p${Number((percentile * 100).toPrecision(4))}`
  return {
    kind: 'latency',
    key: `${name}.${label}`,
    requirement: `${name} answers within ${show(latencyMs)} ms at ${label}, at the peak mix`,
    required: latencyMs,
    predicted: significant(1000 * latencies.at(load, percentile), 2),
    unit: 'ms',
    better: 'at-most',
    asked: isBoundStated(situation, latencyMs),
    measuredBy: 'open arrivals, time from the intended start, at the peak mix',
    decisions: [verdicts.id('topology'), verdicts.id('store.records'), verdicts.id('cache')],
  }
}

/** A bound is asked for when a fact of the brief states it. */
const isBoundStated = ({ brief }: Situation, latencyMs: number) =>
  brief.facts.some(
    ({ kind, canonical }) => kind === 'latency' && Math.abs(canonical * 1000 - latencyMs) < 1e-6,
  )

const correctness = [
  ['lost', 'No acknowledged order is missing'],
  ['doubled', 'No order exists twice for one request'],
  ['oversold', 'No stock is sold beyond what there was'],
  ['doubleCharged', 'No order is charged twice or charged and rejected'],
  ['stuck', 'No order is left between states once faults are over'],
] as const

function correctnessClaims({ brief }: Situation, verdicts: Verdicts): Draft[] {
  if (!brief.operations.some(({ name }) => name === placingOperation)) return []
  const decisions = ['consistency.placing', 'consistency.idempotency', 'consistency.stock']
    .map((key) => verdicts.id(key))
    .filter(Boolean)
  return correctness.map(([key, requirement]) => ({
    kind: 'correctness',
    key: `correctness.${key}`,
    requirement: `${requirement}, under load and every fault`,
    required: 0,
    predicted: 0,
    unit: 'orders',
    better: 'equal',
    asked: false,
    measuredBy:
      "an independent checker over the clients' history, the provider's ledger and the database",
    decisions,
  }))
}

function surfaceClaims(verdicts: Verdicts): Draft[] {
  const exact = { required: 0, predicted: 0, better: 'equal', asked: false } as const
  return [
    {
      kind: 'access',
      key: 'access.wrong',
      requirement: 'Every operation is denied to whom it is not for, and open to whom it is for',
      ...exact,
      unit: 'pairs',
      measuredBy: 'every operation called as every role',
      decisions: [verdicts.id('identity.authorization')],
    },
    {
      kind: 'contract',
      key: 'contract.wrong',
      requirement: 'Every answer conforms to the published contract',
      ...exact,
      unit: 'responses',
      measuredBy: 'each recorded answer validated against OpenAPI',
      decisions: [verdicts.id('api.public')],
    },
  ]
}

/** Shares of the month's budget that a kind of fault may use, and how many of it strike in a month. */
const recoveryBudgets = [
  {
    key: 'processKill',
    requirement: 'Full service after a process is killed',
    share: 0.25,
    perMonth: 4,
    predicted: figure('recovery.process'),
  },
  {
    key: 'databaseRestart',
    requirement: 'Full service after the database restarts',
    share: 0.25,
    perMonth: 1,
    predicted: figure('recovery.failover') / 7,
  },
] as const

/** Work that waits for a provider may settle this long after it is back: the breaker, and one retry of the saga. */
const settleSeconds = 60

function recoveryClaims({ needs, brief }: Situation, verdicts: Verdicts): Draft[] {
  const month = downtimePerMonth(needs.availability)
  const decisions = [verdicts.id('availability'), verdicts.id('deployment')]
  const shared = { kind: 'recovery', unit: 's', better: 'at-most', asked: false } as const
  const budgeted = recoveryBudgets.map(({ key, requirement, share, perMonth, predicted }) => ({
    ...shared,
    key: `recovery.${key}`,
    requirement: `${requirement}: ${percent(share)} of ${show(month)} s a month, ${perMonth} of them`,
    required: significant((month * share) / perMonth, 3),
    predicted,
    measuredBy:
      'the fault under load; seconds until every operation succeeds at the asked rate again',
    decisions,
  }))
  if (brief.dependencies.length === 0) return budgeted
  return [
    ...budgeted,
    {
      ...shared,
      key: 'recovery.providerFault',
      requirement: `All pending work settled after ${brief.dependencies[0]?.name} is back`,
      required: settleSeconds,
      predicted: openSeconds + 5,
      measuredBy: 'slow, failing and late-succeeding provider; seconds until nothing is pending',
      decisions,
    },
  ]
}

function composedClaim({ target, composed }: Design['availability'], verdicts: Verdicts): Draft {
  return {
    kind: 'availability',
    key: 'availability.composed',
    requirement: `${percent(target)} of the time, composed from measured recoveries and assumed fault rates`,
    required: target,
    predicted: significant(composed, 7),
    unit: 'share of time',
    better: 'at-least',
    asked: true,
    measuredBy: 'measured recovery seconds × assumed faults a year',
    decisions: [verdicts.id('availability')],
  }
}
