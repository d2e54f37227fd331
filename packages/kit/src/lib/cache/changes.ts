import type { Change, LogSlice } from '../data/change-log.ts'

const mostTags = 50_000

/**
 * What a process knows to have changed.
 *
 * The race between a fill and a write: a fill reads the old row, the write commits and is told, and then the fill
 * keeps what it read. So a fill takes `upTo` before it reads: it sees at least every transaction below that number.
 * Its answer stands as long as no change of its tags from that number on is known: a write that it may have missed
 * has such a number, and the answer falls, whether the change is told before it is kept or after, here or in a process
 * that finds it in Redis. Numbers are given at a transaction's first write and do not commit in order; that is why
 * `upTo` is the lowest one still open, and not the highest one seen. An open transaction holds it back: until it ends,
 * what has just changed is not kept, which is slower and not wrong.
 */
export class Changes {
  readonly #lastOf = new Map<string, number>()
  /** Changes up to here are known in sum only: they count for every tag. */
  #floor = 0
  #highest = 0
  #upTo = 0

  /** Every transaction below has ended and is known. */
  get upTo(): number {
    return this.#upTo
  }

  /** Whether a fill that starts now may be kept, whatever has changed. */
  get isSettled(): boolean {
    return this.#upTo > this.#highest
  }

  /** Whether one of these may have changed since a fill that began at `asOf`. */
  since(tags: readonly string[], asOf: number): boolean {
    return this.#floor >= asOf || tags.some((tag) => (this.#lastOf.get(tag) ?? 0) >= asOf)
  }

  /** A change that has committed. */
  add({ tag, xid }: Change): void {
    this.#highest = Math.max(this.#highest, xid)
    this.#lastOf.set(tag, Math.max(this.#lastOf.get(tag) ?? 0, xid))
    if (this.#lastOf.size <= mostTags) return
    // Rather ask for everything once more than remember without end.
    this.#floor = this.#highest
    this.#lastOf.clear()
  }

  addSlice({ changes, upTo }: LogSlice): void {
    for (const change of changes) this.add(change)
    this.#upTo = Math.max(this.#upTo, upTo)
  }
}
