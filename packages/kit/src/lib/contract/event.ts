import type { Static, TObject } from 'typebox'

/** Something that happened, told to whoever subscribed. Committed with its cause, delivered at least once. */
export interface EventSpec {
  readonly name: `${string}.${string}`
  readonly summary: string
  readonly data: TObject
}

export type EventData<E extends EventSpec> = Static<E['data']>

/** Declares an event. */
export function event<const Spec extends EventSpec>(spec: Spec): Spec {
  return Object.freeze(spec)
}
