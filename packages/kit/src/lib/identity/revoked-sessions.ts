import { builtIn, Failure } from '../contract/failure.ts'
import type { Authenticate } from '../dispatch/call.ts'

export interface RevokedParts {
  /** Ids of the sessions that ended since then. */
  readonly endedSince: (since: Date) => Promise<readonly string[]>
  readonly now: () => Date
  /** A token of an ended session is refused after this time at the latest, in every process. */
  readonly withinMs: number
  /** Nothing ended longer ago matters: its tokens have expired. */
  readonly tokenLifeMs: number
}

/** Covers clocks that differ between processes, and commits that become visible late. */
const overlapMs = 60_000

/**
 * Refuses tokens whose session has ended, although they have not expired. What ended is read together and behind calls,
 * so a call costs one look into a set; only when that is older than promised does a call wait for it, and it is refused
 * (UNAVAILABLE) when it cannot be read.
 */
export function refuseRevoked(authenticate: Authenticate, parts: RevokedParts): Authenticate {
  const { withinMs } = parts
  const ended = new Map<string, number>()
  let readAtMs = Number.NEGATIVE_INFINITY
  let reading: Promise<void> | undefined
  const read = () => {
    reading ??= readEnded(parts, ended, readAtMs).then((at) => {
      readAtMs = at
    })
    return reading.finally(() => {
      reading = undefined
    })
  }
  return async (credentials) => {
    const principal = await authenticate(credentials)
    if (principal.sessionId === undefined) return principal
    const age = parts.now().getTime() - readAtMs
    if (age >= withinMs) await read().catch(refuse)
    else if (age >= withinMs / 2) read().catch(() => {}) // there is time for another try
    if (ended.has(principal.sessionId)) throw sessionEnded()
    return principal
  }
}

/** Reads what ended since the last time; answers when that was. */
async function readEnded(
  { endedSince, now, tokenLifeMs }: RevokedParts,
  ended: Map<string, number>,
  readAtMs: number,
): Promise<number> {
  const atMs = now().getTime()
  const fromMs = Math.max(readAtMs - overlapMs, atMs - tokenLifeMs - overlapMs)
  for (const id of await endedSince(new Date(fromMs))) {
    if (!ended.has(id)) ended.set(id, atMs)
  }
  for (const [id, since] of ended) {
    if (since < atMs - tokenLifeMs - overlapMs) ended.delete(id)
  }
  return atMs
}

function refuse(error: unknown): never {
  if (!(error instanceof Failure)) throw error
  throw builtIn('UNAVAILABLE', { retryAfterSeconds: 1 })
}

function sessionEnded(): Failure {
  return builtIn('UNAUTHENTICATED', { says: 'This session has ended; sign in again.' })
}
