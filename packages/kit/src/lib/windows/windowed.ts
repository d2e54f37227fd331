import type { EventData, EventSpec } from '../contract/event.ts'
import type { Sql } from '../data/sql.ts'

/**
 * Which stretches of time events are counted in: one after the other (`tumbling`), overlapping (`hopping`: of `seconds`, a new
 * one every `everySeconds`), or as long as events of a key follow one another within `gapSeconds` (`session`).
 */
export type WindowShape =
  | { readonly kind: 'tumbling'; readonly seconds: number }
  | { readonly kind: 'hopping'; readonly seconds: number; readonly everySeconds: number }
  | { readonly kind: 'session'; readonly gapSeconds: number }

/** What a window has come to. */
export interface WindowResult<Total> {
  readonly key: string
  readonly startsAt: Date
  /** Exclusive; of a session the gap after its last event included. */
  readonly endsAt: Date
  readonly total: Total
}

export interface WindowedSpec<E extends EventSpec, Total> {
  /** "module.what-is-counted", unique. */
  readonly name: `${string}.${string}`
  readonly of: E
  readonly shape: WindowShape
  /** When it happened; when it was published if absent. */
  at?(data: EventData<E>): Date
  /** Events of different keys are counted apart. */
  key(data: EventData<E>): string
  /** What one event counts for; as JSON. */
  measure(data: EventData<E>): Total
  /** Of two parts of a window; in whatever order they come, the same. */
  combine(one: Total, other: Total): Total
  /** An event may come so long after a later one; what comes later still is not counted, but told as late. */
  readonly latenessSeconds: number
  /** Grows when anything of this changes: what the feed still holds is counted again. */
  readonly version: number
  /**
   * Takes windows that are closed, each once, in the transaction that also moves the position in the feed. Counted again they
   * come again: write by key and start.
   */
  take(results: readonly WindowResult<Total>[], context: { readonly sql: Sql }): Promise<void>
}

/** Windows as the kit keeps them: types of events and totals are checked at `windowed`. */
export type Windowed = WindowedSpec<EventSpec, unknown>

/** Declares windows over an event: totals per stretch of time and key, by when events happened. */
export function windowed<E extends EventSpec, Total>(spec: WindowedSpec<E, Total>): Windowed {
  return spec as unknown as Windowed // `of` lifts data to what the functions take
}
