import { setTimeout } from 'node:timers/promises'

import type { Clock } from '../app/clock.ts'
import type { SharedCount, Wiring } from '../app/wiring.ts'
import type { LimitClass } from '../contract/operation.ts'
import type { LimitVerdict, TakeLimit } from '../dispatch/call.ts'
import { type Budget, budgetOf } from './budget.ts'
import { callerOf } from './caller-of.ts'
import { limitClassOf } from './limit-class.ts'
import { type LimitAsk, type LimitStore, rounding, type Taken } from './limit-store.ts'
import { memoryLimits } from './memory-limits.ts'

/** Where budgets that are shared by processes are counted. */
export type SharedStores = Readonly<Partial<Record<SharedCount['store'], LimitStore>>>

/** Makes the limiter of a process: a budget for each class and caller, counted as the wiring says. */
export function createLimiter(
  limits: Wiring['limits'],
  clock: Pick<Clock, 'now'>,
  stores: SharedStores = {},
): TakeLimit {
  const memory = memoryLimits(clock)
  const budgets = new Map<string, Limited>()
  const add = (name: string, budget: Budget) => {
    const made = { budget, store: storeOf(budget, memory, stores) }
    budgets.set(name, made)
    return made
  }
  for (const [name, wiring] of Object.entries(limits)) {
    if (wiring) add(name, budgetOf(name, wiring))
  }
  const limitedBy = (limitClass: LimitClass) => {
    const known = budgets.get(limitClass)
    if (known || !limits.read || !limitClass.startsWith('client:')) return known
    // A kind of client that the wiring does not name has a budget of its own, as large as that of reading.
    return add(limitClass, budgetOf(limitClass, limits.read))
  }
  return (operation, caller, charge) => {
    const limited = limitedBy(limitClassOf(operation))
    if (!limited) return undefined
    const { budget, store } = limited
    const cost = operation.cost ?? 1
    const ask: LimitAsk = { caller: callerOf(budget.per, caller), cost, charge }
    const taken = store.take(budget, ask)
    const holds = budget.counting.by === 'bucket' && budget.counting.holds && charge === 1
    if (taken instanceof Promise) return settle(budget, taken, holds)
    return holds && taken.behindMs > 0 ? settle(budget, taken, holds) : verdictOf(budget, taken)
  }
}

interface Limited {
  readonly budget: Budget
  readonly store: LimitStore
}

function storeOf({ name, shared }: Budget, memory: LimitStore, stores: SharedStores): LimitStore {
  if (!shared) return memory
  const store = stores[shared.store]
  if (!store)
    throw new TypeError(`the limit ${name} is counted in ${shared.store}, which is not open`)
  return store
}

/** Waits for the store, and in a leaky bucket for the turn of the call. */
async function settle(
  budget: Budget,
  taking: Promise<Taken> | Taken,
  holds: boolean,
): Promise<LimitVerdict> {
  const taken = await taking
  if (holds && taken.allowed && taken.behindMs > 0) await setTimeout(taken.behindMs)
  return verdictOf(budget, taken)
}

function verdictOf({ burst, windowMs }: Budget, taken: Taken): LimitVerdict {
  return {
    allowed: taken.allowed,
    limit: burst,
    windowSeconds: windowMs / 1_000,
    remaining: Math.max(0, Math.floor(burst - taken.used + rounding)),
    resetSeconds: taken.resetMs / 1_000,
    retryAfterSeconds: taken.retryMs / 1_000,
  }
}
