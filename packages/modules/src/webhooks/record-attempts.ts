import { type Handler, handle } from '@archwright/kit'

import { endpointDisabled, type MadeAttempt, recordAttempts } from './contract.ts'
import { giveUpWaiting } from './endpoint-store.ts'
import { judgeEndpoints, type Outcome, writeOutcomes } from './outcome-store.ts'
import { nextAttemptAt } from './schedule.ts'

/** Between 0 and 1. */
export type Random = () => number

/** 2xx is delivered, 410 is told to stop, 429 to be slower; all else is a failure. */
export function handleRecordAttempts(random: Random): Handler {
  return handle(recordAttempts, async ({ attempts }, { sql, now, publish }) => {
    const at = now()
    const outcomes = attempts.map((made) => ({ ...made, ...outcomeOf(made, at, random()) }))
    await writeOutcomes(sql, outcomes, at)
    const disabled = await judgeEndpoints(sql, recordsOf(attempts, at, random), at)
    if (disabled.length === 0) return {}
    const ids = disabled.map(({ endpointId }) => endpointId)
    await giveUpWaiting(sql, ids, at)
    for (const one of disabled) publish(endpointDisabled, one)
    return {}
  })
}

function outcomeOf(
  attempt: MadeAttempt,
  now: Date,
  random: number,
): Pick<Outcome, 'state' | 'nextAt'> {
  if (isDelivered(attempt)) return { state: 'delivered', nextAt: null }
  const next = isGone(attempt) ? undefined : nextAttemptAt(attempt, now, random)
  if (!next) return { state: 'dead', nextAt: null }
  return { state: 'waiting', nextAt: next.toISOString() }
}

const isDelivered = ({ status }: MadeAttempt) => status !== null && status >= 200 && status < 300
const isGone = ({ status }: MadeAttempt) => status === 410
/** The receiver asks for less, of everything. */
const isThrottling = ({ status }: MadeAttempt) => status === 429 || status === 503

/** What the attempts of one batch say of each endpoint. */
function recordsOf(attempts: readonly MadeAttempt[], now: Date, random: Random) {
  const byEndpoint = Map.groupBy(attempts, ({ endpointId }) => endpointId)
  return [...byEndpoint].map(([endpointId, made]) => {
    const waits = made.filter(isThrottling).map((one) => one.retryAfterSeconds ?? 0)
    const waitMs = 1_000 * Math.max(0, ...waits)
    return {
      endpointId,
      failed: made.filter((attempt) => !isDelivered(attempt)).length,
      worked: made.some(isDelivered),
      gone: made.some(isGone),
      restUntil: waitMs > 0 ? new Date(now.getTime() + waitMs).toISOString() : null,
      jitter: random(),
    }
  })
}
