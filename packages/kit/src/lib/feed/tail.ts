import { setTimeout } from 'node:timers/promises'

import type { Lift } from '../channel/lift.ts'
import type { Connection, Database } from '../data/database.ts'
import { type FeedSlice, feedBounds, feedChannel, type Kept, readFeed } from './feed-store.ts'

export interface TailParts {
  readonly database: Database
  /** Names of the events to read. */
  readonly events: readonly string[]
  readonly lift: Lift
  /** Longest pause when nothing wakes it, and after the loss of the database. */
  readonly idleMs: number
  /** Hands on what was read, in order. */
  hear(events: readonly Kept[], upTo: number): void
  warn(message: string, details: object): void
}

const rowsAtOnce = 500

/**
 * Reads the end of the feed, once for a whole process. A NOTIFY only wakes it; what there is, the table says, so a
 * lost notification costs `idleMs` and a lost database costs nothing.
 */
export class Tail {
  readonly #parts: TailParts
  readonly #stop = new AbortController()
  #at = 0
  #connection: Connection | undefined
  #loop: Promise<void> | undefined
  #pause = new AbortController()

  constructor(parts: TailParts) {
    this.#parts = parts
  }

  /** Reads from `recent` positions back to the end, and goes on reading; resolves to where it began. */
  async start(recent: number, opened: (position: number) => void): Promise<void> {
    const { horizon, head } = await feedBounds(this.#parts.database.sql)
    this.#at = Math.max(horizon, head - recent)
    opened(this.#at)
    while (await this.#read()) {}
    this.#loop = this.#run()
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    this.#pause.abort()
    await this.#loop
    await this.#connection?.[Symbol.asyncDispose]()
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const more = await this.#readSafely()
      if (!more) await this.#sleep()
    }
  }

  async #sleep(): Promise<void> {
    const { signal } = this.#pause
    // Woken early is as good as slept.
    await setTimeout(this.#parts.idleMs, undefined, { signal }).catch(() => {})
    if (!this.#stop.signal.aborted) this.#pause = new AbortController()
  }

  async #readSafely(): Promise<boolean> {
    try {
      return await this.#read()
    } catch (error) {
      this.#parts.warn('feed lost its connection', { error })
      const lost = this.#connection
      this.#connection = undefined
      await lost?.[Symbol.asyncDispose]().catch(() => {}) // it is gone already
      return false
    }
  }

  /** True when there may be more. */
  async #read(): Promise<boolean> {
    this.#connection ??= await this.#connect()
    const { events, lift } = this.#parts
    const wanted = {
      after: this.#at,
      events,
      filters: [{}],
      lift,
      rows: rowsAtOnce,
      most: rowsAtOnce,
    }
    const slice: FeedSlice = await readFeed(this.#connection.sql, wanted)
    if (slice.upTo === undefined) return false
    this.#at = slice.upTo
    this.#parts.hear(slice.events, slice.upTo)
    return true
  }

  async #connect(): Promise<Connection> {
    const connection = await this.#parts.database.connect()
    await connection.listen(feedChannel, () => this.#pause.abort())
    return connection
  }
}
