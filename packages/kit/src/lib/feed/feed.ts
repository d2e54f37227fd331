import type { Lift } from '../channel/lift.ts'
import { builtIn } from '../contract/failure.ts'
import { type Database, isUnavailable } from '../data/database.ts'
import { Audience, type Hearing } from './audience.ts'
import { type FeedSlice, feedBounds, type Kept, readFeed } from './feed-store.ts'
import { Follower } from './follower.ts'
import { Recent } from './recent.ts'
import { Tail } from './tail.ts'

export interface FeedParts {
  readonly database: Database
  /** Names of the events that can be followed here. */
  readonly events: readonly string[]
  readonly lift: Lift
  /** Newest events held in memory for all followers together. */
  readonly recent: number
  readonly maxFollowers: number
  readonly idleMs: number
  warn(message: string, details: object): void
}

// One slow follower's share of memory, and of a statement's time.
const readBackEvents = 50
const readBackRows = 1_000

/** What clients of this process follow: one reader of the table, told on in memory to whom it is for. */
export class Feed {
  readonly #parts: FeedParts
  readonly #tail: Tail
  readonly #audience = new Audience<Follower>()
  readonly #followers = new Set<Follower>()
  #recent: Recent
  #lastReadBack: Promise<unknown> = Promise.resolve()

  constructor(parts: FeedParts) {
    this.#parts = parts
    this.#recent = new Recent(parts.recent, 0)
    this.#tail = new Tail({ ...parts, hear: (events, upTo) => this.#hear(events, upTo) })
  }

  get followers(): number {
    return this.#followers.size
  }

  async start(): Promise<void> {
    if (this.#parts.events.length === 0) return
    await this.#tail.start(this.#parts.recent, (position) => {
      this.#recent = new Recent(this.#parts.recent, position)
    })
  }

  /** Ends all followings and stops reading. */
  async stop(): Promise<void> {
    for (const follower of this.#followers) follower.end()
    await this.#tail.stop()
  }

  /** Throws OVERLOADED when as many follow as may. */
  admit(): void {
    if (this.#followers.size >= this.#parts.maxFollowers)
      throw builtIn('OVERLOADED', { retryAfterSeconds: 10 })
  }

  /** @param after position behind which to start; from now on if absent. Throws FEED_GONE, INVALID_INPUT. */
  async follow(hearing: Hearing, after: string | undefined): Promise<Follower> {
    const position = after === undefined ? this.#recent.upTo : await this.#checked(after)
    this.admit()
    const follower = new Follower({
      ...hearing,
      after: position,
      recent: this.#recent,
      readBack: (from, who) => this.#readBack(from, who),
    })
    this.#followers.add(follower)
    this.#audience.join(follower)
    follower.onEnd(() => {
      this.#followers.delete(follower)
      this.#audience.leave(follower)
    })
    return follower
  }

  #hear(events: readonly Kept[], upTo: number): void {
    this.#recent.add(events, upTo)
    for (const kept of events) {
      for (const follower of this.#audience.of(kept)) follower.tell(kept)
    }
  }

  async #checked(after: string): Promise<number> {
    const position = Number(after)
    if (!/^\d{1,16}$/.test(after) || !Number.isSafeInteger(position)) {
      throw builtIn('INVALID_INPUT', {
        data: { problems: [{ path: '/after', problem: 'must be a position that was told' }] },
      })
    }
    if (this.#recent.covers(position) && position <= this.#recent.upTo) return position
    const { horizon, head } = await feedBounds(this.#parts.database.sql)
    // What is ahead of the head was told by another database, or before a restore.
    if (position < horizon || position > head) throw builtIn('FEED_GONE')
    return position
  }

  /** One after the other: those who are behind must not take the pool from those who call. */
  #readBack(after: number, { events, filters, tenant }: Hearing): Promise<FeedSlice> {
    const read = this.#lastReadBack.then(() =>
      readFeed(this.#parts.database.sql, {
        after,
        events: [...events],
        filters,
        tenant,
        lift: this.#parts.lift,
        rows: readBackRows,
        most: readBackEvents,
      }),
    )
    this.#lastReadBack = read.catch(() => {})
    return read.catch((error: unknown) => {
      throw isUnavailable(error) ? builtIn('UNAVAILABLE', { retryAfterSeconds: 1 }) : error
    })
  }
}
