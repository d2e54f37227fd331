import { v7 } from 'uuid'

/** Where time and ids come from. */
export interface Clock {
  now(): Date
  newId(): string
}

export const systemClock: Clock = { now: () => new Date(), newId: () => v7() }

/** A clock that tests move; ids follow it. */
export function movableClock(): Clock & { advance(milliseconds: number): void } {
  let ahead = 0
  let made = 0
  const now = () => new Date(Date.now() + ahead)
  return {
    now,
    newId() {
      made += 1 // ids of the same millisecond sort too
      return v7({ msecs: now().getTime(), seq: made })
    },
    advance(milliseconds) {
      ahead += milliseconds
    },
  }
}
