/** One attempt of a call that can be given up. */
export type Attempt<Result> = (signal: AbortSignal) => Promise<Result>

export interface HedgeOptions {
  /** How long the first attempt has before a second one joins it, milliseconds. */
  readonly afterMs: number
  readonly signal: AbortSignal | undefined
  /** Asked when the first one is slow: whether a second one may be made. */
  mayRepeat(): boolean
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/**
 * Makes a second attempt beside one that is slow, and takes whichever answers first; the other one is given up.
 * Only for what may be done twice (Dean and Barroso, The Tail at Scale, 2013).
 */
export async function hedge<Result>(
  attempt: Attempt<Result>,
  { afterMs, signal, mayRepeat, sleep }: HedgeOptions,
): Promise<Result> {
  const ended = new AbortController()
  const until = signal ? AbortSignal.any([signal, ended.signal]) : ended.signal
  try {
    const first = attempt(until)
    const slow = sleep(afterMs, until).then(
      () => true,
      () => false,
    )
    const settled = first.then(
      () => false,
      () => false,
    )
    if (!(await Promise.race([slow, settled])) || !mayRepeat()) return await first
    return await firstAnswer([first, attempt(until)])
  } finally {
    ended.abort()
  }
}

/** The first answer; when there is none, why the first one failed. */
async function firstAnswer<Result>(attempts: Promise<Result>[]): Promise<Result> {
  try {
    return await Promise.any(attempts)
  } catch (error) {
    throw error instanceof AggregateError ? error.errors[0] : error
  }
}
