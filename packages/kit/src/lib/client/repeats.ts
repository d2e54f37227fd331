import type { Operation } from '../contract/operation.ts'
import { createRetryBudget } from '../resilience/retry-budget.ts'
import type { ClientFailure } from './client-failure.ts'

/** Decides which failed calls are sent again, and when. */
export interface Repeats {
  /** A call that is made for the first time. */
  begin(): void
  /** Milliseconds to wait before the next try; undefined when there is none. @param tries made so far */
  pauseMs(operation: Operation, failure: ClientFailure, tries: number): number | undefined
}

const mostTries = 4
const firstPauseMs = 100
const longestPauseMs = 10_000
/** Repeats allowed as a fraction of calls, so that clients do not press on a service that is down. */
const budgetFraction = 0.1

// What may pass by itself. An INTERNAL error would most likely come again.
const passing = new Set(['too-many', 'unavailable', 'timeout'])

/** @param random in [0, 1), as Math.random */
export function createRepeats(random: () => number): Repeats {
  const budget = createRetryBudget(budgetFraction)
  return {
    begin: () => budget.deposit(),
    pauseMs(operation, { kind, retryAfterSeconds = 0 }, tries) {
      if (!isRepeatable(operation) || !passing.has(kind) || tries >= mostTries) return undefined
      if (!budget.take()) return undefined
      // Full jitter: those who failed together do not come back together.
      const pauseMs = random() * Math.min(longestPauseMs, firstPauseMs * 2 ** tries)
      return Math.max(pauseMs, retryAfterSeconds * 1_000)
    },
  }
}

/** The contract says so: a query changes nothing, a key or the input itself makes a second effect none. */
function isRepeatable(operation: Operation): boolean {
  return operation.kind === 'query' || operation.idempotency !== 'none'
}
