/** How long those wait who want one of a few things, served in the order in which they ask. */
export class QueueDelay {
  readonly #now: () => number
  readonly #asked: number[] = []
  #shortest: number | undefined

  /** @param now milliseconds on a clock that never goes back */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  ask(): void {
    this.#asked.push(this.#now())
  }

  /** The one who asked first got it, or gave up. */
  served(): void {
    const asked = this.#asked.shift()
    if (asked === undefined) return
    this.#shortest = Math.min(this.#shortest ?? Number.POSITIVE_INFINITY, this.#now() - asked)
  }

  /**
   * The shortest wait since the last reading, milliseconds; when nobody was served, how long the first one has stood.
   * The shortest, because a burst makes some wait and is gone, while a queue that stands makes everybody wait
   * (Nichols and Jacobson, Controlling Queue Delay, 2012).
   */
  read(): number {
    const shortest = this.#shortest
    this.#shortest = undefined
    if (shortest !== undefined) return shortest
    const [first] = this.#asked
    return first === undefined ? 0 : this.#now() - first
  }
}
