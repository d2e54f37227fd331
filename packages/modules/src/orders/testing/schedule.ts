import { setTimeout as pause } from 'node:timers/promises'

interface Action {
  readonly name: string
  run(): Promise<unknown> | unknown
}

/**
 * Plays out one order of events. What could happen is offered; when everything stands still, the seed picks
 * one, it runs, and what follows from it is offered in turn.
 */
export class Schedule {
  readonly seed: number
  /** What happened, in order; played again exactly when given as the script. */
  readonly log: string[] = []
  readonly #script: string[]
  #offered: Action[] = []
  #random: number
  #offers = 0
  #running = 0
  #changedAt = 0
  #released = false

  constructor(seed: number, script: readonly string[] = []) {
    this.seed = seed
    this.#random = Math.imul(seed, 0x9e37_79b1) // spreads small seeds
    this.#script = [...script]
  }

  /** A number from 0 up to 1, the next of the seed's (mulberry32). */
  random(): number {
    this.#random = (this.#random + 0x6d2b_79f5) | 0
    let mixed = Math.imul(this.#random ^ (this.#random >>> 15), this.#random | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  /** Puts something up to happen, whenever the seed will have it. */
  offer(name: string, run: Action['run']): void {
    this.#changedAt = performance.now()
    this.#offers += 1
    if (this.#released) void run()
    else this.#offered.push({ name, run })
  }

  /** Offers to do nothing until something new is on offer: what is tried again later gets its turn. */
  offerTime(name: string): void {
    this.offer(name, async () => {
      const known = this.#offers
      const endAt = performance.now() + longestWaitMs
      while (this.#offers === known && performance.now() < endAt) await pause(5)
    })
  }

  /** Resolves to whether the passage gets through, when the seed will have it; it is lost at the given rate. */
  passage(name: string, lossRate: number): Promise<boolean> {
    return new Promise((resolve) => {
      this.offer(name, () => resolve(this.#released || !this.#isLost(name, lossRate)))
    })
  }

  /** Picks until `isOver` and nothing is on offer; what comes later happens at once. */
  async play(isOver: () => boolean, withinMs: number): Promise<void> {
    const endAt = performance.now() + withinMs
    while (!(isOver() && this.#offered.length === 0 && this.#running === 0)) {
      if (performance.now() > endAt) throw new Error(`not over within ${withinMs} ms`)
      await pause(2)
      if (this.#isStill()) this.#pick()
    }
    this.#released = true
  }

  /** Nothing new for a moment: what follows from the last pick has had its time to show. */
  #isStill(): boolean {
    return this.#running === 0 && performance.now() - this.#changedAt > stillMs
  }

  #pick(): void {
    // By name, not by arrival: which of two was offered first is a matter of timing.
    this.#offered.sort((a, b) => (a.name < b.name ? -1 : 1))
    const picked = this.#offered[this.#choice()]
    if (!picked) return
    this.#offered = this.#offered.filter((action) => action !== picked)
    this.#script.shift()
    this.log.push(picked.name)
    this.#running += 1
    const done = () => {
      this.#running -= 1
      this.#changedAt = performance.now()
    }
    Promise.resolve(picked.run()).then(done, done)
  }

  #choice(): number {
    const [next] = this.#script
    if (next !== undefined) return this.#offered.findIndex(({ name }) => name === next)
    return Math.floor(this.random() * this.#offered.length)
  }

  #isLost(name: string, rate: number): boolean {
    const note = `${name} is lost`
    const lost = this.#script.length > 0 ? this.#script[0] === note : this.random() < rate
    if (lost) {
      this.log.push(note)
      if (this.#script.length > 0) this.#script.shift()
    }
    return lost
  }
}

const stillMs = 12
const longestWaitMs = 1_500
