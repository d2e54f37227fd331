import { builtIn, type Failure } from '../contract/failure.ts'
import type { Following, Told } from '../dispatch/follow.ts'
import type { Hearing } from './audience.ts'
import type { FeedSlice, Kept } from './feed-store.ts'
import type { Recent } from './recent.ts'

export interface FollowerParts extends Hearing {
  /** Position behind which it starts. */
  readonly after: number
  readonly recent: Recent
  /** Reads the table where memory does not reach back. */
  readBack(after: number, hearing: Hearing): Promise<FeedSlice>
}

/**
 * One who follows. It holds a place, not a queue: while its reader is busy it only notes the first event it missed,
 * and looks there when asked again, in memory or, when that has moved on, in the table. So a slow reader loses
 * nothing, costs the others nothing, and needs no more memory than a fast one.
 */
export class Follower implements Following, Hearing {
  readonly #parts: FollowerParts
  /** Given out, or not for this one, up to here. */
  #at: number
  /** What was given out up to here has been taken, too: its reader has asked for more. */
  #taken: number
  /** Something may be for it from here on; undefined when there is nothing it has not been told. */
  #missed: number | undefined
  #batch: Kept[] = []
  #waiting: PromiseWithResolvers<IteratorResult<Told>> | undefined
  readonly #atEnd: (() => void)[] = []
  #ended = false
  #failure: Failure | undefined

  constructor(parts: FollowerParts) {
    this.#parts = parts
    this.#at = parts.after
    this.#taken = parts.after
    this.#missed = parts.after < parts.recent.upTo ? parts.after + 1 : undefined
  }

  get events(): ReadonlySet<string> {
    return this.#parts.events
  }

  get filters(): Hearing['filters'] {
    return this.#parts.filters
  }

  get tenant(): string | undefined {
    return this.#parts.tenant
  }

  get position(): string {
    return String(this.#waiting ? this.#parts.recent.upTo : this.#taken)
  }

  /** An event that is for this one has just come. */
  tell(kept: Kept): void {
    if (kept.position <= this.#at) return
    if (!this.#waiting) {
      this.#missed ??= kept.position
      return
    }
    this.#at = kept.position
    this.#taken = kept.position - 1
    this.#answer({ value: kept.told, done: false })
  }

  /** Has something run once at the end. */
  onEnd(run: () => void): void {
    this.#atEnd.push(run)
  }

  /** Ends the following; with a failure, the reader is told. */
  end(failure?: Failure): void {
    if (this.#ended) return
    this.#ended = true
    for (const run of this.#atEnd) run()
    if (!this.#waiting) {
      this.#failure = failure
      return
    }
    if (failure) this.#waiting.reject(failure)
    this.#answer(over)
  }

  async next(): Promise<IteratorResult<Told>> {
    for (;;) {
      if (this.#ended) return this.#over()
      if (this.#waiting) throw new TypeError('a follower is asked for one event at a time')
      this.#taken = this.#at
      const kept = this.#batch.shift() ?? this.#recall()
      if (kept) {
        this.#at = kept.position
        return { value: kept.told, done: false }
      }
      if (this.#missed === undefined) {
        this.#waiting = Promise.withResolvers()
        return this.#waiting.promise
      }
      await this.#readBack(this.#missed - 1)
    }
  }

  async return(): Promise<IteratorResult<Told>> {
    this.end()
    return over
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  #answer(result: IteratorResult<Told>): void {
    this.#waiting?.resolve(result)
    this.#waiting = undefined
  }

  #over(): IteratorResult<Told> {
    const failure = this.#failure
    this.#failure = undefined
    if (failure) throw failure
    return over
  }

  /** The next missed event, if memory reaches back to it. */
  #recall(): Kept | undefined {
    const { recent } = this.#parts
    if (this.#missed === undefined || !recent.covers(this.#missed - 1)) return undefined
    const kept = recent.firstAfter(this.#missed - 1, this)
    this.#missed = kept && kept.position < recent.upTo ? kept.position + 1 : undefined
    if (!kept) this.#at = recent.upTo
    return kept
  }

  async #readBack(after: number): Promise<void> {
    const { events, upTo, horizon } = await this.#parts.readBack(after, this)
    // Memory has moved on from a position that the table does not hold either.
    if (horizon > after || upTo === undefined) return this.end(builtIn('FEED_GONE'))
    this.#batch = [...events]
    this.#missed = upTo + 1
    if (events.length === 0) this.#at = upTo
  }
}

const over: IteratorResult<Told> = { value: undefined, done: true }
