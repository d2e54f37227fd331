import type { Static, TObject } from 'typebox'

/** Something that happened, told to whoever subscribed. Committed with its cause, delivered at least once. */
export interface EventSpec {
  readonly name: `${string}.${string}`
  readonly summary: string
  readonly data: TObject
  /**
   * What the data was in each version before, oldest first: `earlier(OldData, lift)`. Events recorded then are
   * delivered as the newest, lifted from one version to the next.
   */
  readonly earlier?: readonly EarlierData[]
}

/** Data of an earlier version, and how it becomes that of the next. */
export interface EarlierData {
  readonly data: TObject
  lift(data: unknown): object
}

export type EventData<E extends EventSpec> = Static<E['data']>

/** Declares an event. */
export function event<const Spec extends EventSpec>(spec: Spec): Spec {
  return Object.freeze(spec)
}

/** Declares what an event's data was before a change that recorded events do not fit. */
export function earlier<Data extends TObject>(
  data: Data,
  lift: (data: Static<Data>) => object,
): EarlierData {
  return { data, lift: lift as EarlierData['lift'] } // only data that was published as this version comes here
}

/** Version of an event's data: 1, and one more for each change that was declared. */
export function versionOf({ earlier = [] }: EventSpec): number {
  return earlier.length + 1
}
