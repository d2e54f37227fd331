import { setTimeout } from 'node:timers/promises'

import { builtIn, Failure } from '../contract/failure.ts'
import type { Principal } from '../dispatch/principal.ts'

export interface StandingParts {
  readonly everyMs: number
  /** Which of these sessions have not ended; absent where no module keeps sessions. */
  readonly liveSessions?: (ids: readonly string[]) => Promise<readonly string[]>
  warn(message: string, details: object): void
}

/** One who is let in for long. */
export interface Guarded {
  readonly principal: Principal
  /** Checks the credentials again. */
  authenticate(): Promise<Principal>
  end(failure: Failure): void
}

const sessionsAtOnce = 1_000

/**
 * Whether those who were let in for long still may be there: every `everyMs` their tokens and sessions are looked at
 * again. When that cannot be found out they stay; their token's expiry ends it at the latest.
 */
export class Standing {
  readonly #parts: StandingParts
  readonly #guarded = new Set<Guarded>()
  readonly #stop = new AbortController()
  #loop: Promise<void> | undefined

  constructor(parts: StandingParts) {
    this.#parts = parts
  }

  start(): void {
    this.#loop = this.#run()
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#loop
  }

  /** Throws UNAUTHENTICATED when the principal's session has ended. */
  async check({ sessionId }: Principal): Promise<void> {
    if (sessionId === undefined || !this.#parts.liveSessions) return
    const live = await this.#parts.liveSessions([sessionId])
    if (!live.includes(sessionId)) throw sessionEnded()
  }

  /** Looks after somebody until the function it answers is called. */
  guard(guarded: Guarded): () => void {
    this.#guarded.add(guarded)
    return () => this.#guarded.delete(guarded)
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop
    while (!signal.aborted) {
      await setTimeout(this.#parts.everyMs, undefined, { signal, ref: false }).catch(() => {}) // stopped
      if (signal.aborted) return
      for (const one of this.#guarded) await this.#recheckToken(one)
      await this.#recheckSessions().catch((error: unknown) =>
        this.#parts.warn('sessions could not be checked', { error }),
      )
    }
  }

  async #recheckToken(one: Guarded): Promise<void> {
    try {
      const principal = await one.authenticate()
      if (!isSame(principal, one.principal)) one.end(builtIn('UNAUTHENTICATED'))
    } catch (error) {
      if (error instanceof Failure && error.kind === 'unauthenticated') one.end(error)
      else this.#parts.warn('a token could not be checked', { error })
    }
  }

  async #recheckSessions(): Promise<void> {
    const { liveSessions } = this.#parts
    if (!liveSessions) return
    const bySession = Map.groupBy(this.#guarded, ({ principal }) => principal.sessionId)
    const ids = [...bySession.keys()].filter((id) => id !== undefined)
    for (let at = 0; at < ids.length; at += sessionsAtOnce) {
      const asked = ids.slice(at, at + sessionsAtOnce)
      const live = new Set(await liveSessions(asked))
      for (const id of asked.filter((asked) => !live.has(asked)))
        for (const one of bySession.get(id) ?? []) one.end(sessionEnded())
    }
  }
}

/** A token that says something else of its bearer is not what was let in. */
function isSame(a: Principal, b: Principal): boolean {
  return a.id === b.id && a.sessionId === b.sessionId && a.roles.join() === b.roles.join()
}

function sessionEnded(): Failure {
  return builtIn('UNAUTHENTICATED', { says: 'This session has ended; sign in again.' })
}
