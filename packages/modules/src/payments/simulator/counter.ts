import { setTimeout as pause } from 'node:timers/promises'

import type { Bank, BankAnswer, BankCall } from './bank.ts'
import { type Faults, mishapOf } from './faults.ts'
import type { Journal } from './journal.ts'
import type { Webhooks } from './webhooks.ts'

export interface CounterParts {
  readonly bank: Bank
  readonly journal: Journal | undefined
  readonly webhooks: Webhooks
  /** Read at every call: they change while it runs. */
  readonly settings: { readonly faults: Faults }
}

/** Serves calls that may move money, with all that may go wrong. Undefined: no answer, ever. */
export function createCounter({ bank, journal, webhooks, settings }: CounterParts) {
  const timesHit = new Map<string, number>()
  const underWay = new Set<string>()

  return async (call: BankCall): Promise<BankAnswer | undefined> => {
    const { faults } = settings
    const { key } = call
    if (underWay.has(key)) return { status: 409, body: { error: 'key_in_use' } }
    const times = timesHit.get(key) ?? 0
    const mishap = mishapOf(faults, key, times)
    if (mishap !== 'none') timesHit.set(key, times + 1)
    if (faults.latencyMs > 0) {
      underWay.add(key)
      await pause(faults.latencyMs / 2)
      underWay.delete(key)
    }
    if (mishap === 'error') return { status: 503, body: { error: 'unavailable' } }
    if (mishap === 'timeout') return undefined
    const { answer, change } = bank.call(call)
    if (change) await journal?.append(change)
    if (change?.payment) webhooks.tell(change.payment)
    if (faults.latencyMs > 0) await pause(faults.latencyMs / 2)
    if (mishap === 'timeoutButSucceed') return undefined
    return mishap === 'errorButSucceed' ? { status: 500, body: { error: 'internal' } } : answer
  }
}
