import type { Budget } from './budget.ts'

/** Counts what callers take of budgets. */
export interface LimitStore {
  /** Takes what there is enough of, or only looks; counted as one step, whoever else counts at the same time. */
  take(budget: Budget, ask: LimitAsk): Promise<Taken> | Taken
}

export interface LimitAsk {
  /** Whose budget. */
  readonly caller: string
  readonly cost: number
  /** 0 only looks. */
  readonly charge: 0 | 1
}

/** How a budget stands after it was asked for. */
export interface Taken {
  readonly allowed: boolean
  /** What is taken of it now. */
  readonly used: number
  /** Milliseconds until it is whole again. */
  readonly resetMs: number
  /** Milliseconds until there would be enough; 0 when there is. */
  readonly retryMs: number
  /** Milliseconds of what was taken before that have not drained: a leaky bucket holds the call so long. */
  readonly behindMs: number
}

/** Sums of fractions of calls must not lose a whole one. */
export const rounding = 1e-6
