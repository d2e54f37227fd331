import { createEventQueue } from './event-queue.ts'
import { createRandom, type Random } from './random.ts'

/** Something of which there is a number of slots: cores, connections. Who finds none free queues, first come first served. */
export interface Station {
  name: string
  slots: number
  /** Longest turn at a slot, seconds; who needs longer goes to the end of the queue, as processes do on a core. */
  slice?: number
}

/** What a call does, in order. Times are means of exponentials, in seconds. */
export type Step =
  | { do: 'take'; from: number }
  | { do: 'give'; to: number }
  | { do: 'work'; at: number; seconds: number }
  /** Nobody queues for it: a disk, a round trip, an outside system. */
  | { do: 'wait'; seconds: number }
  /** The caller has the answer; what follows goes on without it, as a saga does. */
  | { do: 'answer' }

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
  const run = new Run(network, createRandom(seed))
  const responses = network.flows.map((): number[] => [])
  while (run.arrived < calls) {
    const done = run.step()
    if (done && run.arrived > calls * warmUp) responses[done.flow]?.push(done.seconds)
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

interface Answered {
  flow: number
  seconds: number
}

interface Call {
  flow: number
  since: number
  /** Index of its next step. */
  at: number
  /** Seconds of work left at the station where it is. */
  left: number
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

/** A network at one moment. */
class Run {
  arrived = 0
  inside = 0
  readonly #flows: readonly Flow[]
  readonly #random: Random
  readonly #slots: Slots[]
  readonly #due = createEventQueue()
  readonly #calls: Call[] = []
  readonly #left: number[] = []
  readonly #total: number
  #now = 0
  #nextArrival: number
  #answered: Answered | undefined

  constructor({ flows, stations }: Network, random: Random) {
    this.#flows = flows
    this.#random = random
    this.#total = perSecond(flows)
    this.#nextArrival = random.exponential(1 / this.#total)
    this.#slots = stations.map((station) => ({
      station,
      free: station.slots,
      waiting: [],
      head: 0,
      usedSeconds: 0,
      since: 0,
    }))
  }

  /** Goes on to the next moment at which something changes; says so when a call was answered in it. */
  step(): Answered | undefined {
    this.#answered = undefined
    if (this.#nextArrival <= this.#due.nextTime()) this.#arrive()
    else {
      this.#now = this.#due.nextTime()
      this.#goOn(this.#due.pop())
    }
    return this.#answered
  }

  used(): number[] {
    return this.#slots.map((at) => {
      this.#count(at)
      return at.usedSeconds / (at.station.slots * this.#now)
    })
  }

  #arrive() {
    this.#now = this.#nextArrival
    this.#nextArrival += this.#random.exponential(1 / this.#total)
    this.arrived += 1
    this.inside += 1
    const id = this.#left.pop() ?? this.#calls.length
    const flow = pick(this.#flows, this.#random.next() * this.#total)
    this.#calls[id] = { flow, since: this.#now, at: 0, left: 0 }
    this.#advance(id)
  }

  /** A wait or a turn at a slot is over. */
  #goOn(id: number) {
    const { call, step } = this.#callAt(id)
    if (step?.do === 'work') {
      const unfinished = call.left > 0
      if (unfinished) this.#slotsAt(step.at).waiting.push(id)
      this.#release(step.at)
      if (unfinished) return
    }
    call.at += 1
    this.#advance(id)
  }

  /** Takes steps until one takes time or has to queue. */
  #advance(id: number) {
    for (;;) {
      const { call, step } = this.#callAt(id)
      if (step === undefined) return this.#leave(id, call)
      if (step.do === 'wait') {
        return this.#due.push(this.#now + this.#random.exponential(step.seconds), id)
      }
      if (step.do === 'work') {
        call.left = this.#random.exponential(step.seconds)
        if (this.#take(step.at, id)) this.#serve(id, step.at)
        return
      }
      if (step.do === 'take' && !this.#take(step.from, id)) return
      if (step.do === 'give') this.#release(step.to)
      if (step.do === 'answer') this.#answer(call)
      call.at += 1
    }
  }

  #leave(id: number, call: Call) {
    const answers = this.#flows[call.flow]?.steps.some((each) => each.do === 'answer')
    if (!answers) this.#answer(call)
    this.inside -= 1
    this.#left.push(id)
  }

  #answer({ flow, since }: Call) {
    this.#answered = { flow, seconds: this.#now - since }
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
  #serve(id: number, station: number) {
    const { call } = this.#callAt(id)
    const { slice = Number.POSITIVE_INFINITY } = this.#slotsAt(station).station
    const turn = Math.min(call.left, slice)
    call.left -= turn
    this.#due.push(this.#now + turn, id)
  }

  /** Hands a slot to whoever waits longest. */
  #release(station: number) {
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
    const { call, step } = this.#callAt(id)
    if (step?.do === 'work') return this.#serve(id, station)
    call.at += 1
    this.#advance(id)
  }

  #count(at: Slots) {
    at.usedSeconds += (at.station.slots - at.free) * (this.#now - at.since)
    at.since = this.#now
  }

  #callAt(id: number) {
    const call = this.#calls[id]
    if (!call) throw new TypeError(`no call ${id}`)
    return { call, step: this.#flows[call.flow]?.steps[call.at] }
  }

  #slotsAt(station: number): Slots {
    const at = this.#slots[station]
    if (!at) throw new TypeError(`no station ${station}`)
    return at
  }
}

const perSecond = (flows: readonly Flow[]) => flows.reduce((sum, flow) => sum + flow.perSecond, 0)

/** The flow on which a point of the summed rates falls. */
function pick(flows: readonly Flow[], point: number): number {
  let left = point
  for (let index = 0; index < flows.length; index += 1) {
    left -= flows[index]?.perSecond ?? 0
    if (left <= 0) return index
  }
  return flows.length - 1
}
