import type { BackgroundContext } from '@archwright/kit'

import { type AttemptParts, makeAttempt } from './attempt.ts'
import { type Claimed, claimDeliveries, releaseDeliveries } from './claim-store.ts'
import { type MadeAttempt, recordAttempts } from './contract.ts'

/** How much is under way at once, and how long things may take. */
export interface Pace {
  /** Most attempts under way in this process. */
  readonly slots: number
  /** Most attempts under way to one endpoint. */
  readonly perEndpoint: number
  /** Between two looks when there was nothing to do. */
  readonly idleMs: number
  /** After which an attempt counts as lost with its process; longer than an attempt may take. */
  readonly leaseMs: number
  /** How long attempts that are under way may go on when the process ends. */
  readonly stopMs: number
}

export const usualPace: Pace = {
  slots: 256,
  perEndpoint: 8,
  idleMs: 200,
  leaseMs: 60_000,
  stopMs: 5_000,
}

/** Endpoints that fail share a quarter of the slots, however many they are: the rest stays for those that work. */
const trialShare = 0.25

/** After an attempt has ended, how long to let more end: one statement records many. */
const gatherMs = 10

const mostPerRecord = 500

export interface SenderParts extends Pace, Pick<AttemptParts, 'outgoing' | 'keys'> {
  readonly context: BackgroundContext
}

/**
 * Makes the deliveries that are due. The table is the queue, with a lane for each endpoint; leases bring back what a
 * process took with it when it died, so a message is sent at least once. One loop claims and records; attempts run
 * beside it and wait for nothing but their receivers.
 */
export class Sender {
  readonly #parts: SenderParts
  readonly #underWay = new Map<Claimed, Promise<void>>()
  readonly #cut = new AbortController()
  #made: MadeAttempt[] = []
  #loop: Promise<void> | undefined
  #wake: (() => void) | undefined
  #stopping = false

  constructor(parts: SenderParts) {
    this.#parts = parts
  }

  start(): void {
    this.#loop = this.#run()
  }

  /** Lets what is under way end, for a while; gives back the rest. */
  async stop(): Promise<void> {
    this.#stopping = true
    this.#wake?.()
    await this.#loop
    await ended([...this.#underWay.values()], this.#parts.stopMs)
    const cut = [...this.#underWay.keys()].map(({ deliveryId }) => deliveryId)
    this.#cut.abort()
    await Promise.all(this.#underWay.values())
    const { context } = this.#parts
    // Without a database the leases end by themselves, and the attempts are made again.
    await releaseDeliveries(context.sql, cut, context.now()).catch(() => {})
    await this.#record().catch(() => {})
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      const busy = await this.#turn().catch(() => false) // the database is away; the next turn tries again
      await this.#pause(busy)
    }
  }

  /** Records what has ended, takes what is due; says whether there was anything. */
  async #turn(): Promise<boolean> {
    const recorded = await this.#record()
    const claimed = await this.#claim()
    for (const one of claimed) this.#underWay.set(one, this.#attempt(one))
    return recorded || claimed.length > 0
  }

  async #record(): Promise<boolean> {
    const attempts = this.#made.slice(0, mostPerRecord)
    if (attempts.length === 0) return false
    await this.#parts.context.call(recordAttempts, { attempts })
    this.#made = this.#made.slice(attempts.length)
    return true
  }

  async #claim(): Promise<Claimed[]> {
    const { context, slots, perEndpoint, leaseMs } = this.#parts
    const free = slots - this.#underWay.size
    if (free <= 0) return []
    const trials = [...this.#underWay.keys()].filter(({ trial }) => trial).length
    const freeForTrials = Math.max(0, Math.floor(slots * trialShare) - trials)
    const now = context.now()
    const leaseEnd = new Date(now.getTime() + leaseMs)
    return claimDeliveries(context.sql, { free, freeForTrials, perEndpoint, leaseEnd }, now)
  }

  async #attempt(claimed: Claimed): Promise<void> {
    const { outgoing, keys, context } = this.#parts
    const { signal } = this.#cut
    const made = await makeAttempt(claimed, { outgoing, keys, signal, now: context.now })
    this.#underWay.delete(claimed)
    if (signal.aborted) return
    this.#made.push(made)
    this.#wake?.()
  }

  /** Until an attempt ends, or the time between two looks is over. */
  async #pause(busy: boolean): Promise<void> {
    if (!busy && this.#made.length === 0 && !this.#stopping) {
      const woken = Promise.withResolvers<void>()
      this.#wake = woken.resolve
      const timer = setTimeout(woken.resolve, this.#parts.idleMs)
      await woken.promise
      clearTimeout(timer)
      this.#wake = undefined
    }
    if (!this.#stopping) await new Promise((resolve) => setTimeout(resolve, gatherMs))
  }
}

async function ended(work: readonly Promise<void>[], limitMs: number): Promise<void> {
  const limit = Promise.withResolvers<void>()
  const timer = setTimeout(limit.resolve, limitMs)
  await Promise.race([Promise.all(work), limit.promise])
  clearTimeout(timer)
}
