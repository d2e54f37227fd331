import type { Kept } from './feed-store.ts'
import { type Filter, fits } from './filter.ts'

/** Who hears which events. */
export interface Hearing {
  readonly events: ReadonlySet<string>
  readonly filters: readonly Filter[]
  /** Only what is this tenant's; undefined: whosever it is. */
  readonly tenant?: string | undefined
}

/** Whether an event is for them: what it is called is known already. */
export function isFor({ filters, tenant }: Pick<Hearing, 'filters' | 'tenant'>, kept: Kept) {
  return (tenant === undefined || tenant === kept.tenant) && fits(filters, kept.told.data)
}

/**
 * Finds who an event is for without asking everybody: a listener is filed under the first field of each of its filters,
 * so that an event costs those who hear it, not all who are connected.
 */
export class Audience<Listener extends Hearing> {
  readonly #shelves = new Map<string, Set<Listener>>()
  /** Event → fields that somebody was filed under. */
  readonly #fields = new Map<string, Set<string>>()

  join(listener: Listener): void {
    for (const { event, field, shelf } of placesOf(listener)) {
      const filed = this.#shelves.get(shelf) ?? new Set()
      this.#shelves.set(shelf, filed.add(listener))
      if (field === undefined) continue
      this.#fields.set(event, (this.#fields.get(event) ?? new Set()).add(field))
    }
  }

  leave(listener: Listener): void {
    for (const { shelf } of placesOf(listener)) {
      const filed = this.#shelves.get(shelf)
      filed?.delete(listener)
      if (filed?.size === 0) this.#shelves.delete(shelf)
    }
  }

  /** Everybody an event is for; one with several filters may come more than once. */
  *of(kept: Kept): Iterable<Listener> {
    const { event, data } = kept.told
    const fields = Object(data)
    const shelves = [
      event,
      ...[...(this.#fields.get(event) ?? [])].map((field) => shelfOf(event, field, fields[field])),
    ]
    for (const shelf of shelves) {
      for (const listener of this.#shelves.get(shelf) ?? [])
        if (isFor(listener, kept)) yield listener
    }
  }
}

interface Place {
  readonly event: string
  readonly field?: string
  readonly shelf: string
}

function placesOf({ events, filters }: Hearing): Place[] {
  return [...events].flatMap((event) =>
    filters.map((filter) => {
      const [first] = Object.entries(filter)
      if (!first) return { event, shelf: event }
      const [field, value] = first
      return { event, field, shelf: shelfOf(event, field, value) }
    }),
  )
}

function shelfOf(event: string, field: string, value: unknown): string {
  return `${event}\n${field}\n${JSON.stringify(value)}`
}
