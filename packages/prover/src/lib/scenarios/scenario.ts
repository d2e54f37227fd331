import type { MeasuredInvariant } from '../claims/measurements.ts'
import type { ProbeResult } from '../probes/probe-access.ts'
import type { Cast, Heard } from './cast.ts'
import type { FilledCart } from './shop/state.ts'

export interface Probes {
  access: ProbeResult
  /** Bad input that was taken, beside what the contract check found in passing. */
  taken: string[]
}

export interface Reckoning {
  invariants: MeasuredInvariant[]
  /** What was looked at: orders of a shop, additions elsewhere. */
  subjects: number
}

/** A play for one kind of system: who calls it, with what, and what must hold in the end. */
export interface Scenario {
  /** Who calls in the load thread, and with what. */
  cast: Cast
  /** The callers in words, for the conditions. */
  callers: string
  /** Why the load cannot call an operation of the contract; undefined when it can. */
  whyNot(operation: string): string | undefined
  /** Hears what the load thread's callers recorded. */
  hear(heard: readonly Heard[]): void
  /** Tries every operation as every role, and all the ways to ask wrongly. */
  probe(): Promise<Probes>
  /** Calls that come all at once, and again and again with one key. */
  race(): Promise<void>
  /** What is offered until it is too much. */
  saturation?: {
    operation: string
    /** Makes what so many calls need. */
    supply(calls: number): Promise<FilledCart[]>
  }
  /** How much that was begun before a moment (epoch milliseconds) has not ended. */
  countPending(before: number): Promise<number>
  /** Waits until the system is at rest, then asks all witnesses. */
  check(): Promise<Reckoning>
  [Symbol.asyncDispose](): Promise<void>
}
