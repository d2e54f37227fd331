import type { Limit, Line } from '@archwright/model'

import { isInternal } from '../brief/leading.ts'
import { citeMix } from '../citations.ts'
import { show } from '../figures.ts'
import { replicasOf } from '../fleet.ts'
import { line } from '../line.ts'
import type { Situation } from '../situation.ts'
import type { Load } from '../workload.ts'

export type LimitClass = 'auth' | 'read' | 'write'

/** One class: what one caller needs, what one address may carry, and the limit that follows. */
export interface LimitRate {
  /** Calls per second that one person or one staff program needs; of tenants, all people of one together. */
  need: number
  /** Peak of the class over all callers. */
  peak: number
  perSecond: number
  burst: number
}

/** Calls a client sends to show one page, and pages a person opens a second. */
export const callsPerPage = 10
const pagesPerSecond = 2
/** Products that a staff import changes, with four calls each, and the seconds it may take. */
const importRows = 10_000
const importSeconds = 900

const needOfPerson: Record<LimitClass, number> = {
  auth: 1,
  read: callsPerPage * pagesPerSecond,
  write: Math.ceil((importRows * 4) / importSeconds),
}

/** People of one tenant who are busy in the same second, each with a change a second beside one import. */
export const peopleOfTenant = 10

const needOfTenant: Record<LimitClass, number> = {
  auth: needOfPerson.auth,
  read: peopleOfTenant * needOfPerson.read,
  write: peopleOfTenant + needOfPerson.write,
}

/** Share of the peak that one address may carry. At its limit it adds a quarter, which the headroom bears. */
export const shareOfAddress = 0.25

// Sums of rates carry the dust of floating point, which must not cost a whole call.
const rounding = 1e-6

/** Sign-ins come together (a campaign, an office in the morning), so a minute of them may arrive at once. */
const burstSeconds: Record<LimitClass, number> = { auth: 60, read: 3, write: 3 }

/** Whether a budget is that of a tenant: one that floods takes from itself only. */
export const countsTenants = ({ signals }: Situation): boolean =>
  signals.any('tenants', 'own-stamp')

/** Derives the limits: a caller gets what it needs, and an address at least a share of what all need together. */
export function limitRates(situation: Situation): Record<LimitClass, LimitRate> {
  const { loads, brief } = situation
  const needs = countsTenants(situation) ? needOfTenant : needOfPerson
  const peaks: Record<LimitClass, number> = { auth: 0, read: 0, write: 0 }
  for (const load of loads) {
    if (!isInternal(load.operation, brief)) peaks[classOf(load)] += load.peakPerSecond
  }
  const rateOf = (name: LimitClass): LimitRate => {
    const need = needs[name]
    const perSecond = Math.max(need, Math.ceil(shareOfAddress * peaks[name] - rounding))
    return { need, peak: peaks[name], perSecond, burst: burstSeconds[name] * perSecond }
  }
  return { auth: rateOf('auth'), read: rateOf('read'), write: rateOf('write') }
}

/** The limit class of an operation. */
export function classOf({ operation, work }: Load): LimitClass {
  if (work.hashes > 0 || /\.refresh$/.test(operation.name)) return 'auth'
  return operation.kind === 'command' ? 'write' : 'read'
}

const limitClasses = ['auth', 'read', 'write'] as const

/** One budget a class: signed-in callers or tenants each have it, guests share that of their address. */
export function limitsOf(
  situation: Situation,
  { decision, cache }: { decision: string; cache: string },
): Limit[] {
  const rates = limitRates(situation)
  return limitClasses.map((name) => ({
    class: name,
    algorithm: 'token-bucket',
    countedIn: countedIn(name, situation, cache),
    perSecond: rates[name].perSecond,
    burst: rates[name].burst,
    per: name === 'auth' ? 'address' : countsTenants(situation) ? 'tenant' : 'principal',
    onStoreFailure: name === 'auth' ? 'closed' : 'open',
    decision,
  }))
}

/**
 * Where a budget is counted. One replica needs no shared count. Of several, sign-ins share theirs in PostgreSQL, where
 * the account is read anyway; the other classes share one only against feared misuse, and where there is a Redis.
 */
function countedIn(name: LimitClass, situation: Situation, cache: string): Limit['countedIn'] {
  if (replicasOf(situation) === 1) return 'process'
  if (name === 'auth') return 'postgresql'
  const isFeared = situation.signals.any('abuse') && cache.includes('Redis')
  return isFeared ? 'redis' : 'process'
}

export function limitLines(situation: Situation): Line[] {
  const rates = limitRates(situation)
  return limitClasses.map((name) =>
    line({
      id: `L-limit-${name}`,
      what: `Limit on ${name} calls of one ${countsTenants(situation) && name !== 'auth' ? 'tenant' : 'caller'}: what it needs, or a quarter of the peak for guests behind one address`,
      formula: `max(${rates[name].need}, ceil(${shareOfAddress} × ${show(rates[name].peak)}))`,
      value: rates[name].perSecond,
      unit: 'calls/s',
      from: citeMix(situation),
    }),
  )
}
