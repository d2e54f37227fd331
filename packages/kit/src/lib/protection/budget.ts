import type { LimitAlgorithm, LimitWiring, SharedCount } from '../app/wiring.ts'

/** A budget of a class of calls, as it is counted. */
export interface Budget {
  /** Its class. */
  readonly name: string
  /** What it is counted under, which other ways of counting do not share: slices of another length mean nothing here. */
  readonly countedAs: string
  readonly per: LimitWiring['per']
  /** What it holds when it is whole. */
  readonly burst: number
  readonly perSecond: number
  /** Milliseconds in which the whole budget comes again. */
  readonly windowMs: number
  readonly counting: Counting
  readonly shared: SharedCount | undefined
}

/** `bucket`: a level that drains. `window`: counts of slices of time, of which the newest `slices` count. */
export type Counting =
  | { readonly by: 'bucket'; readonly holds: boolean }
  | { readonly by: 'window'; readonly sliceMs: number; readonly slices: number }

/**
 * A sliding window is counted in so many slices, and one more, so that any stretch of its length is covered: never more
 * than the budget passes in one, and what falls out of it is free again at most one slice later.
 */
const slicesPerWindow = 100

/** Longest that a leaky bucket holds a call back: who called has a deadline. */
const longestHoldMs = 5_000

const countings: Readonly<Record<LimitAlgorithm, (windowMs: number) => Counting>> = {
  'token-bucket': () => ({ by: 'bucket', holds: false }),
  'leaky-bucket': () => ({ by: 'bucket', holds: true }),
  'sliding-window': (windowMs) => ({
    by: 'window',
    sliceMs: windowMs / slicesPerWindow,
    slices: slicesPerWindow + 1,
  }),
  'fixed-window': (windowMs) => ({ by: 'window', sliceMs: windowMs, slices: 1 }),
}

/** @throws TypeError when no call could ever pass, or a held one would be late */
export function budgetOf(name: string, wiring: LimitWiring): Budget {
  const { perSecond, burst, per, algorithm = 'token-bucket', shared } = wiring
  if (!(perSecond > 0) || !(burst >= 1)) {
    throw new TypeError(`the limit ${name} needs perSecond > 0 and burst >= 1`)
  }
  const windowMs = (1_000 * burst) / perSecond
  if (algorithm === 'leaky-bucket' && windowMs > longestHoldMs) {
    throw new TypeError(
      `the leaky bucket ${name} would hold calls back for ${windowMs} ms; ${longestHoldMs} is the most: lower its burst`,
    )
  }
  const counting = countings[algorithm](windowMs)
  const countedAs = `${name} ${counting.by === 'bucket' ? 'level' : counting.sliceMs}`
  return { name, countedAs, per, burst, perSecond, windowMs, counting, shared }
}
