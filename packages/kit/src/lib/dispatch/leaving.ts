import type { Outcome } from './gatherer.ts'

/** Somebody who waits for a run until their deadline passes or they hang up. */
export interface Waiting {
  readonly signal: AbortSignal
}

/** Runs for those who still wait, with a signal that aborts once none of them does; who has left learns why. */
export async function runForWaiting<Caller extends Waiting>(
  callers: Caller[],
  run: (waiting: Caller[], signal: AbortSignal) => Promise<Outcome[]>,
): Promise<Outcome[]> {
  const [first] = callers
  if (callers.length === 1 && first && !first.signal.aborted) return run(callers, first.signal)
  const waiting = callers.filter(({ signal }) => !signal.aborted)
  if (waiting.length === 0) return callers.map(leftOf)
  const outcomes = await run(waiting, untilAllLeft(waiting))
  if (waiting.length === callers.length) return outcomes
  const rest = outcomes.values()
  const present = new Set(waiting)
  return callers.map(
    (caller) => (present.has(caller) ? rest.next().value : undefined) ?? leftOf(caller),
  )
}

const leftOf = ({ signal }: Waiting): Outcome => ({ ok: false, error: signal.reason })

function untilAllLeft(callers: readonly Waiting[]): AbortSignal {
  const [only] = callers
  if (only && callers.length === 1) return only.signal
  const all = new AbortController()
  let left = 0
  for (const { signal } of callers) {
    const leave = () => {
      left += 1
      if (left === callers.length) all.abort(signal.reason)
    }
    signal.addEventListener('abort', leave, { once: true })
  }
  return all.signal
}
