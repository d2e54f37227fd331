/**
 * Pause before each attempt after the first, in seconds: the schedule of the Standard Webhooks specification 1.0.0,
 * "Deliverability and reliability". Ten attempts over 75 hours.
 */
export const pausesSeconds = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400] as const

/** Days of nothing but failures after which an endpoint is disabled; see the design's rule "webhook.disable". */
export const disableAfterDays = 5

/** Failed attempts in a row after which an endpoint is tried one message at a time, with rests in between. */
export const restAfterFailures = 5

/** The first rest; each later one is twice as long, up to the longest. */
export const restSeconds = { first: 5, longest: 300 } as const

/** What a receiver may ask for by Retry-After. */
export const longestRetryAfterSeconds = 86_400

/** How long the older secret still signs beside a new one. */
export const overlapHours = 24

/** How long deliveries and their messages are kept. */
export const keptDays = 30

const secondMs = 1_000

/**
 * When to try again after an attempt that failed; undefined after the last one. Full jitter: drawn evenly between now and
 * twice the pause, so that the mean keeps the schedule and messages that failed together do not come back together.
 * @param tries attempts made so far, 1 or more.
 * @param random between 0 and 1.
 */
export function nextAttemptAt(
  { tries, retryAfterSeconds }: { tries: number; retryAfterSeconds: number | null },
  now: Date,
  random: number,
): Date | undefined {
  const pause = pausesSeconds[tries - 1]
  if (pause === undefined) return undefined
  const seconds = Math.max(2 * pause * random, retryAfterSeconds ?? 0)
  return new Date(now.getTime() + seconds * secondMs)
}

/** Seconds of a Retry-After header, which is a number or an HTTP date (RFC 9110 §10.2.3); null without a readable one. */
export function readRetryAfter(header: unknown, now: Date): number | null {
  if (typeof header !== 'string') return null
  const seconds = /^\d{1,9}$/.test(header)
    ? Number(header)
    : Math.ceil((Date.parse(header) - now.getTime()) / secondMs)
  if (Number.isNaN(seconds)) return null
  return Math.min(Math.max(seconds, 0), longestRetryAfterSeconds)
}
