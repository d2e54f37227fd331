/** How many retries are still allowed: calls pay in a fraction of one, each retry takes out a whole one. */
export interface RetryBudget {
  /** A call that is made for the first time. */
  deposit(): void
  /** Takes one retry; false when there is none left. */
  take(): boolean
}

/** Enough for a few retries at low traffic; at high traffic the fraction decides. */
const mostSaved = 10

/**
 * Keeps retries to a fraction of calls: without it, a slow dependency gets `attempts` times its load just when it
 * can bear less.
 */
export function createRetryBudget(fraction: number): RetryBudget {
  let saved = fraction > 0 ? mostSaved : 0
  return {
    deposit() {
      saved = Math.min(mostSaved, saved + fraction)
    },
    take() {
      if (saved < 1) return false
      saved -= 1
      return true
    },
  }
}
