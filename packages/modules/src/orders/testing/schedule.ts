import { setTimeout as pause } from 'node:timers/promises'

interface Action {
  readonly name: string
  run(): Promise<unknown> | unknown
}

/**
 * Plays out one order of events. What could happen is offered; when everything stands still, the seed picks
 * one, it runs, and what follows from it is offered in turn.
 *
 * Even seeds pick evenly. Odd seeds give each kind of event a rank once and pick the highest: so some come as late as
 * they can, which even picking hardly ever finds.
 */
export class Schedule {
  readonly seed: number
  /** What happened, in order; played again exactly when given as the script. */
  readonly log: string[] = []
  readonly #script: string[]
  #offered: Action[] = []
  #random: number
  #news = 0
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
    this.happened()
    if (this.#released) void run()
    else this.#offered.push({ name, run })
  }

  /** Says that something came of what was picked, though nothing new is on offer. */
  happened(): void {
    this.#news += 1
    this.#changedAt = performance.now()
  }

  /** Offers to do nothing until something new is on offer: what is tried again later gets its turn. */
  offerTime(name: string): void {
    this.offer(name, () => this.#somethingNew(longestWaitMs))
  }

  /** Resolves to whether the passage gets through, when the seed will have it; it is lost at the given rate. */
  passage(name: string, lossRate: number): Promise<boolean> {
    return new Promise((resolve) => {
      this.offer(name, async () => {
        const through = this.#released || !this.#isLost(name, lossRate)
        resolve(through)
        // Our side goes on: its next step must be on offer before the next pick, or it would always come last.
        if (through) await this.#somethingNew(nextStepMs)
      })
    })
  }

  async #somethingNew(withinMs: number): Promise<void> {
    const known = this.#news
    const endAt = performance.now() + withinMs
    while (this.#news === known && performance.now() < endAt) await pause(2)
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
    if (this.seed % 2 === 0) return Math.floor(this.random() * this.#offered.length)
    const ranks = this.#offered.map(({ name }) => rank(this.seed, kindOf(name)))
    return ranks.indexOf(Math.max(...ranks))
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

/** What repeats of an event have in common: its first two words. */
function kindOf(name: string): string {
  return name.split(' ', 2).join(' ')
}

/** A number that looks random and depends on its inputs only (FNV-1a). */
function rank(seed: number, text: string): number {
  let hash = Math.imul(seed, 0x9e37_79b1)
  for (const letter of text) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 16_777_619)
  return Math.imul(hash ^ (hash >>> 15), 0x85eb_ca6b) >>> 0
}

const stillMs = 12
const longestWaitMs = 1_500
const nextStepMs = 500
