import { setTimeout as pause } from 'node:timers/promises'

import { Gatherer } from '../dispatch/gatherer.ts'
import type { Sql } from './sql.ts'

export interface ReplicaParts {
  readonly primary: Sql
  readonly replica: Sql
  /** How often it is looked how old the replica is. */
  readonly sampleMs: number
  /** Longest wait for the replica to have replayed what a caller may have written. */
  readonly waitMs: number
  warn(message: string, details: object): void
}

/** How fresh an answer must be. */
export interface Freshness {
  /** False for guests: no earlier write can be told to be theirs. */
  readonly known: boolean
  readonly staleSeconds: number
}

/** How long a replica that failed is left alone. */
const restMs = 1_000
const pollMs = 3

/**
 * A streaming replica that answers queries, never older than they allow and never without what its caller wrote.
 *
 * Who is known reads by an index as in Raft (Ongaro 2014, §6.4): the primary says how far its log is now, in one tiny
 * statement for all who ask at that moment, and the replica answers once it has replayed that far. So a caller reads what
 * they wrote, through whatever process and transport. For guests the age is enough: positions of the primary's log are
 * noted with the time, and the replica is as old as the newest of them that it has replayed.
 */
export class Replica {
  readonly #parts: ReplicaParts
  readonly #stop = new AbortController()
  readonly #written: () => Promise<number>
  readonly #replayed: () => Promise<number>
  #samples: { readonly position: number; readonly at: number }[] = []
  #freshAt = Number.NEGATIVE_INFINITY
  #restsUntil = 0
  #loop: Promise<void> | undefined

  constructor(parts: ReplicaParts) {
    this.#parts = parts
    this.#written = shared(() => writtenTo(parts.primary))
    this.#replayed = shared(() => replayedTo(parts.replica))
  }

  start(): void {
    this.#loop = this.#run()
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#loop
  }

  /** The replica where it may answer; undefined: ask the primary. */
  async reads({ known, staleSeconds }: Freshness): Promise<Sql | undefined> {
    if (performance.now() < this.#restsUntil) return undefined
    if (!known) return this.ageMs() <= 1_000 * staleSeconds ? this.#parts.replica : undefined
    const written = await this.#written() // a primary that is away is told by this call's own failure
    return (await this.#reaches(written)) ? this.#parts.replica : undefined
  }

  /** It did not answer, or had to give up a query: the primary is asked for a while. */
  failed(error: unknown): void {
    this.#restsUntil = performance.now() + restMs
    this.#parts.warn('the replica does not answer', { error })
  }

  /** How old its answers are at most, milliseconds. */
  ageMs(): number {
    return performance.now() - this.#freshAt
  }

  async #reaches(position: number): Promise<boolean> {
    const endAt = performance.now() + this.#parts.waitMs
    try {
      while ((await this.#replayed()) < position) {
        if (performance.now() > endAt) return false
        await pause(pollMs)
      }
      return true
    } catch (error) {
      this.failed(error)
      return false
    }
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop
    while (!signal.aborted) {
      await this.#sample().catch((error) => this.failed(error))
      await pause(this.#parts.sampleMs, undefined, { signal }).catch(() => {}) // woken by the stop
    }
  }

  async #sample(): Promise<void> {
    const at = performance.now() // before the look: what is written after it is not promised
    this.#samples.push({ at, position: await this.#written() })
    const replayed = await this.#replayed()
    const newest = this.#samples.findLastIndex(({ position }) => position <= replayed)
    if (newest >= 0) this.#freshAt = this.#samples[newest]?.at ?? this.#freshAt
    this.#samples = this.#samples.slice(Math.max(0, newest)).slice(-mostSamples)
  }
}

/** A replica that lags for longer answers nobody, so older positions need not be known. */
const mostSamples = 3_000

async function writtenTo(sql: Sql): Promise<number> {
  const [row] = await sql<{ position: number }>`
    select (pg_current_wal_insert_lsn() - '0/0')::bigint as position`
  return row?.position ?? Number.POSITIVE_INFINITY
}

/** Once promoted it goes ways of its own, and is a replica of nothing. */
async function replayedTo(sql: Sql): Promise<number> {
  const [row] = await sql<{ position: number }>`
    select (pg_last_wal_replay_lsn() - '0/0')::bigint as position where pg_is_in_recovery()`
  if (!row) throw new TypeError('DATABASE_REPLICA_URL names a server that replays nothing')
  return row.position
}

/** One look for all who asked before it began; who asks during one waits for the next. */
function shared(look: () => Promise<number>): () => Promise<number> {
  const gatherer = new Gatherer<undefined>(
    { most: Number.POSITIVE_INFINITY, concurrent: 1, pauseMs: { least: 0, most: 0 } },
    async (callers) => {
      const outcome = await look().then(
        (output) => ({ ok: true, output }) as const,
        (error: unknown) => ({ ok: false, error }) as const,
      )
      return callers.map(() => outcome)
    },
  )
  return async () => {
    const outcome = await gatherer.add(undefined)
    if (!outcome.ok) throw outcome.error
    return outcome.output as number // made by look
  }
}
