import type { Call } from './call.ts'

/** A request to follow a subscription, as a transport translates it. */
export interface FollowCall
  extends Pick<
    Call,
    'input' | 'principal' | 'credentials' | 'traceparent' | 'correlationId' | 'from'
  > {
  /** Subscription name. */
  readonly subscription: string
  /** Position of the last event that was told; without it, what happens from now on. */
  readonly after?: string
  /** Ends the following. */
  readonly signal: AbortSignal
}

/** One event on its way to a follower. */
export interface Told {
  /** Its place in the order of all events: give it back as `after` to go on behind it. */
  readonly position: string
  /** Unique per event. */
  readonly id: string
  /** Name of the event. */
  readonly event: string
  /** RFC 3339. */
  readonly time: string
  readonly data: unknown
}

/** What a caller follows: its events, one at a time. Ended by the call's signal or by `return()`. */
export interface Following extends AsyncIterableIterator<Told> {
  /**
   * Up to here all was told that is for this caller, and taken: more was asked for. Grows in silence too, so keep the
   * newest to resume from.
   */
  readonly position: string
}

/**
 * Lets a caller follow a subscription along the one path: admit → authenticate → limit → authorize → validate. Throws
 * `Failure`, at once for what the path refuses and while following when the caller may no longer hear (UNAUTHENTICATED)
 * or `after` is older than what is kept (FEED_GONE).
 */
export type Follow = (call: FollowCall) => Promise<Following>
