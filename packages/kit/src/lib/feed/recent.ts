import { type Hearing, isFor } from './audience.ts'
import type { Kept } from './feed-store.ts'

/** The newest events of the feed, shared by all followers of a process: whoever is not far behind needs no table. */
export class Recent {
  readonly #most: number
  #events: Kept[] = []
  #from: number
  #upTo: number

  /** @param most events that are always held; twice as many at times. */
  constructor(most: number, position: number) {
    this.#most = most
    this.#from = position
    this.#upTo = position
  }

  /** Up to here the feed was read. */
  get upTo(): number {
    return this.#upTo
  }

  /** Whether all that came after this position is held. */
  covers(position: number): boolean {
    return position >= this.#from
  }

  add(events: readonly Kept[], upTo: number): void {
    this.#events.push(...events)
    this.#upTo = upTo
    if (this.#events.length <= 2 * this.#most) return
    const dropped = this.#events.splice(0, this.#events.length - this.#most)
    this.#from = dropped.at(-1)?.position ?? this.#from
  }

  /** The first event after a position that fits. */
  firstAfter(position: number, hearing: Hearing): Kept | undefined {
    for (let at = this.#indexAfter(position); at < this.#events.length; at += 1) {
      const kept = this.#events[at]
      if (kept && hearing.events.has(kept.told.event) && isFor(hearing, kept)) return kept
    }
    return undefined
  }

  #indexAfter(position: number): number {
    let [low, high] = [0, this.#events.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#events[middle]?.position ?? 0) <= position) low = middle + 1
      else high = middle
    }
    return low
  }
}
