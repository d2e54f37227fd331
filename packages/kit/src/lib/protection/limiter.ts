import { isIPv6 } from 'node:net'

import { LRUCache } from 'lru-cache'

import type { Clock } from '../app/clock.ts'
import type { LimitWiring, Wiring } from '../app/wiring.ts'
import type { LimitClass } from '../contract/operation.ts'
import type { LimitedCaller, LimitVerdict, TakeLimit } from '../dispatch/call.ts'
import { guest } from '../dispatch/principal.ts'
import { limitClassOf } from './limit-class.ts'

/** Callers remembered per class; who is not remembered starts with a whole budget. */
const rememberedCallers = 100_000

/**
 * Makes the limiter of a process: one budget per class and caller, kept by GCRA, so that it is exact at every moment
 * and knows no window at whose edge twice the rate would pass. Each process keeps its own: divide the wired rate by
 * the number of processes.
 */
export function createLimiter(limits: Wiring['limits'], clock: Pick<Clock, 'now'>): TakeLimit {
  const budgets = new Map<string, Budget>()
  for (const [name, wiring] of Object.entries(limits)) {
    if (wiring) budgets.set(name, budgetOf(wiring))
  }
  const budgetFor = (limitClass: LimitClass) => {
    const known = budgets.get(limitClass)
    if (known || !limits.read || !limitClass.startsWith('client:')) return known
    // A kind of client that the wiring does not name has a budget of its own, as large as that of reading.
    const made = budgetOf(limits.read)
    budgets.set(limitClass, made)
    return made
  }
  return (operation, caller, charge) => {
    const budget = budgetFor(limitClassOf(operation))
    if (!budget) return undefined
    return take(budget, callerOf(budget, caller), { now: clock.now().getTime(), charge })
  }
}

interface Budget {
  readonly per: LimitWiring['per']
  readonly burst: number
  /** Milliseconds that one call costs. */
  readonly costMs: number
  /** Caller → the moment at which its budget is whole again (GCRA's theoretical arrival time). */
  readonly wholeAt: LRUCache<string, number>
}

function budgetOf({ perSecond, burst, per }: LimitWiring): Budget {
  if (perSecond <= 0 || burst < 1) throw new TypeError('a limit needs perSecond > 0 and burst >= 1')
  return {
    per,
    burst,
    costMs: 1_000 / perSecond,
    wholeAt: new LRUCache({ max: rememberedCallers }),
  }
}

function callerOf({ per }: Budget, { principal, address }: LimitedCaller): string {
  return per === 'address' || principal === guest ? networkOf(address) : principal.id
}

// One customer usually holds a whole /64; per address it would have 2^64 budgets.
function networkOf(address: string): string {
  if (!isIPv6(address) || address.startsWith('::ffff:')) return address
  const [head = '', tail] = address.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail ? tail.split(':') : []
  const zeros = tail === undefined ? [] : Array<string>(8 - left.length - right.length).fill('0')
  return `${[...left, ...zeros, ...right].slice(0, 4).join(':')}::/64`
}

function take(
  budget: Budget,
  caller: string,
  { now, charge }: { now: number; charge: 0 | 1 },
): LimitVerdict {
  const { burst, costMs, wholeAt } = budget
  const wholeMs = burst * costMs
  const known = wholeAt.get(caller) ?? now
  // Well more than a whole budget ahead is impossible unless the clock was set back.
  const from = known - now > wholeMs + costMs ? now : Math.max(known, now)
  const next = from + costMs
  const allowed = next - now <= wholeMs + roundingMs
  const after = allowed && charge === 1 ? next : from
  if (after === next) wholeAt.set(caller, next)
  const ahead = after - now
  return {
    allowed,
    limit: burst,
    remaining: Math.max(0, Math.floor((wholeMs - ahead + roundingMs) / costMs)),
    resetSeconds: ahead / 1_000,
    retryAfterSeconds: allowed ? 0 : (next - now - wholeMs) / 1_000,
  }
}

// Sums of a cost like 33.333… ms must not lose a call to rounding.
const roundingMs = 1e-6
