import type { Random } from './random.ts'

/** When the calls of one operation are due, in milliseconds since the start of the phase. */
export interface Arrivals {
  /** The next due time; Infinity when the phase has no more. */
  next(): number
  advance(): void
}

/**
 * One arrival in each slot of 1 / rate, at a random point in it. The rate is exact (a last broken slot is made whole) and no two operations
 * march in step; unlike with exponential gaps, a short phase never offers less than was asked.
 */
export function createArrivals(perSecond: number, seconds: number, random: Random): Arrivals {
  const slots = Math.ceil(perSecond * seconds - 1e-9)
  const slotMs = (seconds * 1000) / slots
  let slot = 0
  const draw = () => (slot < slots ? (slot + random()) * slotMs : Number.POSITIVE_INFINITY)
  let due = draw()
  return {
    next: () => due,
    advance: () => {
      slot += 1
      due = draw()
    },
  }
}
