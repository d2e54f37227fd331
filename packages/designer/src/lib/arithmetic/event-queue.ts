/** What happens next: items by the time at which they are due, earliest first. A binary heap in flat arrays, for speed. */
export class EventQueue {
  #times = new Float64Array(1024)
  #items = new Int32Array(1024)
  #size = 0

  /** When the next item is due; infinity when there is none. */
  nextTime(): number {
    return this.#size === 0 ? Number.POSITIVE_INFINITY : (this.#times[0] ?? 0)
  }

  push(time: number, item: number): void {
    if (this.#size === this.#times.length) this.#grow()
    let place = this.#size
    this.#size += 1
    while (place > 0) {
      const parent = (place - 1) >> 1
      const above = this.#times[parent] ?? 0
      if (above <= time) break
      this.#times[place] = above
      this.#items[place] = this.#items[parent] ?? 0
      place = parent
    }
    this.#times[place] = time
    this.#items[place] = item
  }

  /** Takes the next item out; the queue must not be empty. */
  pop(): number {
    if (this.#size === 0) throw new TypeError('nothing is due')
    const first = this.#items[0] ?? 0
    this.#size -= 1
    this.#sink(this.#times[this.#size] ?? 0, this.#items[this.#size] ?? 0)
    return first
  }

  /** Puts an entry in place of the first. */
  #sink(time: number, item: number): void {
    let place = 0
    for (;;) {
      let child = 2 * place + 1
      if (child >= this.#size) break
      let below = this.#times[child] ?? 0
      const right = child + 1 < this.#size ? (this.#times[child + 1] ?? 0) : below
      if (right < below) {
        child += 1
        below = right
      }
      if (below >= time) break
      this.#times[place] = below
      this.#items[place] = this.#items[child] ?? 0
      place = child
    }
    this.#times[place] = time
    this.#items[place] = item
  }

  #grow(): void {
    const times = new Float64Array(2 * this.#times.length)
    const items = new Int32Array(2 * this.#items.length)
    times.set(this.#times)
    items.set(this.#items)
    this.#times = times
    this.#items = items
  }
}
