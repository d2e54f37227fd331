import { EventQueue } from './event-queue.ts'
import { createRandom, type Random } from './random.ts'

/** Something of which there is a number of slots: cores, connections. Who finds none free queues, first come first served. */
export interface Station {
  name: string
  slots: number
  /** Longest turn at a slot, seconds; who needs longer goes to the end of the queue, as processes do on a core. */
  slice?: number
}

/** What a call does, in order. Times are means of exponentials, in seconds; a `steady` one is the same each time. */
export type Step =
  | { do: 'take'; from: number }
  | { do: 'give'; to: number }
  | { do: 'work'; at: number; seconds: number; steady?: boolean }
  /** Nobody queues for it: a disk, a round trip, an outside system. */
  | { do: 'wait'; seconds: number }

export interface Flow {
  name: string
  perSecond: number
  steps: readonly Step[]
}

/** Stations, which steps name by their index, and the calls that pass through them. */
export interface Network {
  stations: readonly Station[]
  flows: readonly Flow[]
}

export interface Simulated {
  /** Of each flow, the seconds until the answer of its calls after the start was left behind, ascending. */
  responses: Float64Array[]
  /** Share of each station's slots that was used. */
  used: number[]
  /** Whether calls kept piling up, so that the responses only say how long it was watched. */
  overloaded: boolean
}

/** The share of the calls that is left out while queues fill. */
const warmUp = 0.1

/**
 * Plays a queueing network with open Poisson arrivals until so many `calls` have come.
 * Discrete events: only the moments at which something changes are computed. Deterministic for a seed.
 */
export function simulate(
  network: Network,
  { seed, calls }: { seed: string; calls: number },
): Simulated {
  const run = new Run(network, createRandom(seed), calls)
  while (run.arrived < calls) run.step()
  const responses = network.flows.map((): number[] => [])
  for (let id = Math.floor(calls * warmUp); id < calls; id += 1) {
    const seconds = run.seconds[id] ?? Number.NaN
    if (!Number.isNaN(seconds)) responses[run.flow[id] ?? 0]?.push(seconds)
  }
  return {
    responses: responses.map((seconds) => Float64Array.from(seconds).sort()),
    used: run.used(),
    overloaded: run.inside > 0.2 * calls,
  }
}

/** The value below which a share of sorted values lies. */
export function percentileOf(sorted: Float64Array, share: number): number {
  const index = Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)
  return sorted[Math.max(0, index)] ?? 0
}

interface Slots {
  station: Station
  free: number
  /** Calls that wait for a slot; those before `head` have gone. */
  waiting: number[]
  head: number
  /** Slot-seconds used until `since`. */
  usedSeconds: number
  since: number
}

/** A network at one moment. Calls are numbers; what is known of them lies in flat arrays, for speed. */
class Run {
  arrived = 0
  inside = 0
  /** Flow of each call. */
  readonly flow: Int32Array
  /** Seconds until the answer of each call; not a number before. */
  readonly seconds: Float64Array
  readonly #flows: readonly Flow[]
  readonly #random: Random
  readonly #slots: Slots[]
  readonly #due = new EventQueue()
  /** Up to which share of the arrivals each flow reaches. */
  readonly #reach: Float64Array
  readonly #gap: number
  readonly #since: Float64Array
  /** Index of the next step of each call. */
  readonly #at: Int32Array
  /** Seconds of work left at the station where the call is. */
  readonly #left: Float64Array
  #now = 0
  #nextArrival: number

  constructor({ flows, stations }: Network, random: Random, calls: number) {
    this.#flows = flows
    this.#random = random
    this.#gap = 1 / flows.reduce((sum, { perSecond }) => sum + perSecond, 0)
    let reached = 0
    this.#reach = Float64Array.from(flows, ({ perSecond }) => {
      reached += perSecond * this.#gap
      return reached
    })
    this.#nextArrival = random.exponential(this.#gap)
    this.#slots = stations.map((station) => ({
      station,
      free: station.slots,
      waiting: [],
      head: 0,
      usedSeconds: 0,
      since: 0,
    }))
    this.flow = new Int32Array(calls)
    this.seconds = new Float64Array(calls).fill(Number.NaN)
    this.#since = new Float64Array(calls)
    this.#at = new Int32Array(calls)
    this.#left = new Float64Array(calls)
  }

  /** Goes on to the next moment at which something changes. */
  step(): void {
    const due = this.#due.nextTime()
    if (this.#nextArrival <= due) this.#arrive()
    else {
      this.#now = due
      this.#goOn(this.#due.pop())
    }
  }

  used(): number[] {
    return this.#slots.map((at) => {
      this.#count(at)
      return at.usedSeconds / (at.station.slots * this.#now)
    })
  }

  #arrive(): void {
    this.#now = this.#nextArrival
    this.#nextArrival += this.#random.exponential(this.#gap)
    const id = this.arrived
    this.arrived += 1
    this.inside += 1
    this.#since[id] = this.#now
    this.flow[id] = this.#pick(this.#random.next())
    this.#advance(id)
  }

  /** The flow on which a share of all arrivals falls. */
  #pick(share: number): number {
    let flow = 0
    while (flow < this.#reach.length - 1 && share > (this.#reach[flow] ?? 1)) flow += 1
    return flow
  }

  /** A wait or a turn at a slot is over. */
  #goOn(id: number): void {
    const step = this.#stepOf(id)
    if (step?.do === 'work') {
      const unfinished = (this.#left[id] ?? 0) > 0
      if (unfinished) this.#slotsAt(step.at).waiting.push(id)
      this.#release(step.at)
      if (unfinished) return
    }
    this.#pass(id)
    this.#advance(id)
  }

  /** Takes steps until one takes time or has to queue. */
  #advance(id: number): void {
    for (;;) {
      const step = this.#stepOf(id)
      if (step === undefined) {
        this.#leave(id)
        return
      }
      switch (step.do) {
        case 'wait':
          this.#due.push(this.#now + this.#random.exponential(step.seconds), id)
          return
        case 'work':
          this.#left[id] = step.steady ? step.seconds : this.#random.exponential(step.seconds)
          if (this.#take(step.at, id)) this.#serve(id, step.at)
          return
        case 'take':
          if (!this.#take(step.from, id)) return
          break
        case 'give':
          this.#release(step.to)
          break
      }
      this.#pass(id)
    }
  }

  #leave(id: number): void {
    this.seconds[id] = this.#now - (this.#since[id] ?? 0)
    this.inside -= 1
  }

  #take(station: number, id: number): boolean {
    const at = this.#slotsAt(station)
    if (at.free === 0) {
      at.waiting.push(id)
      return false
    }
    this.#count(at)
    at.free -= 1
    return true
  }

  /** Gives a call its turn at a slot that it holds. */
  #serve(id: number, station: number): void {
    const { slice = Number.POSITIVE_INFINITY } = this.#slotsAt(station).station
    const left = this.#left[id] ?? 0
    const turn = Math.min(left, slice)
    this.#left[id] = left - turn
    this.#due.push(this.#now + turn, id)
  }

  /** Hands a slot to whoever waits longest. */
  #release(station: number): void {
    const at = this.#slotsAt(station)
    const id = at.waiting[at.head]
    if (id === undefined) {
      this.#count(at)
      at.free += 1
      return
    }
    at.head += 1
    if (at.head === 1024) {
      at.waiting.splice(0, at.head)
      at.head = 0
    }
    if (this.#stepOf(id)?.do === 'work') this.#serve(id, station)
    else {
      this.#pass(id)
      this.#advance(id)
    }
  }

  #count(at: Slots): void {
    at.usedSeconds += (at.station.slots - at.free) * (this.#now - at.since)
    at.since = this.#now
  }

  #pass(id: number): void {
    this.#at[id] = (this.#at[id] ?? 0) + 1
  }

  #stepOf(id: number): Step | undefined {
    return this.#flows[this.flow[id] ?? 0]?.steps[this.#at[id] ?? 0]
  }

  #slotsAt(station: number): Slots {
    const at = this.#slots[station]
    if (!at) throw new TypeError(`no station ${station}`)
    return at
  }
}
