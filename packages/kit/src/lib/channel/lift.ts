import Compile from 'typebox/compile'

import { type EventSpec, versionOf } from '../contract/event.ts'

/** An event as it was recorded: in the outbox, in a feed or in a file. */
export interface Recorded {
  /** Name of the event. */
  readonly event: string
  /** Version of the data; see `EventSpec.earlier`. */
  readonly version: number
  readonly data: unknown
}

/** Data of a recorded event as the newest version has it. */
export type Lift = (recorded: Recorded) => unknown

/**
 * Lifts recorded events to the newest version of their data. Throws for one that is newer than this process knows,
 * which keeps it until a newer process delivers it, and for one that does not fit after lifting.
 */
export function lifterOf(events: readonly EventSpec[]): Lift {
  const lifters = new Map(events.map((event) => [event.name as string, lifterOfOne(event)]))
  return (recorded) => lifters.get(recorded.event)?.(recorded) ?? recorded.data
}

function lifterOfOne(event: EventSpec): Lift {
  const { earlier = [], name } = event
  const newest = versionOf(event)
  return ({ version, data }) => {
    if (version > newest)
      throw new TypeError(`${name} is of version ${version}, this process knows ${newest}`)
    if (version === newest) return data
    const lifted = earlier.slice(version - 1).reduce<unknown>((old, { lift }) => lift(old), data)
    const validator = Compile(event.data) // here, because few are lifted, and only for a while after a change
    if (validator.Check(lifted)) return lifted
    const [problem] = validator.Errors(lifted)
    throw new TypeError(
      `${name} of version ${version} does not fit after lifting: ${problem?.instancePath || '/'} ${problem?.message}`,
    )
  }
}
