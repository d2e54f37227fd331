/** A wait of everybody for this long, milliseconds, is a queue that stands. */
const targetMs = 50
const fewest = 10
const shrinkBy = 0.8
const growBy = 1.05

/** How many calls may be under way, found out by what they wait for. */
export interface AdaptiveLimit {
  readonly now: number
  /**
   * Looks at the last tenth of a second: less when a queue stood, more when there was none and the limit was in use.
   * @param queueDelayMs shortest wait of anybody
   */
  adjust(queueDelayMs: number, inFlight: number): void
}

/** @param most never more than this, and so many at the start */
export function createAdaptiveLimit(most: number): AdaptiveLimit {
  const least = Math.min(fewest, most)
  let limit = most
  return {
    get now() {
      return limit
    },
    adjust(queueDelayMs, inFlight) {
      if (queueDelayMs > targetMs) limit = Math.max(least, Math.min(limit, inFlight) * shrinkBy)
      else if (2 * inFlight > limit) limit = Math.min(most, limit * growBy + 1)
    },
  }
}
