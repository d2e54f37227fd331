import type { EventData, EventSpec } from '../contract/event.ts'
import type { WorkContext } from '../module/handle.ts'

/** One delivery of an event. */
export interface Delivery<E extends EventSpec> {
  /** Unique per event; the inbox has already removed repeats. */
  readonly id: string
  readonly data: EventData<E>
}

export interface Listener {
  /** "module.what-it-does", unique: names the inbox. */
  readonly name: string
  readonly event: EventSpec
  run(deliveries: Delivery<EventSpec>[], context: WorkContext): Promise<void>
}

/** Hears an event. All deliveries of one run, their inbox rows and their effects commit together. */
export function on<E extends EventSpec>(
  event: E,
  name: `${string}.${string}`,
  run: (deliveries: Delivery<E>[], context: WorkContext) => Promise<void>,
): Listener {
  return { name, event, run: run as Listener['run'] } // the relay validates data against the event's schema
}
