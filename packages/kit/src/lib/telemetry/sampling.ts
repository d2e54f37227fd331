import type { SpanContext } from '@opentelemetry/api'

import type { Span, TracePart } from './span.ts'

export interface SamplingSettings {
  /** Share of the traces that begin here which are kept whatever becomes of them, 0 to 1. */
  readonly sampleRatio: number
  /** Between 0 and 1; Math.random if absent. */
  readonly random?: () => number
}

/** Who names the trace that goes on here. */
export interface Caller {
  readonly span: SpanContext
  /** One of our own processes; anybody can write a header. */
  readonly ours: boolean
}

export interface Sampling {
  /** Decides for a trace that enters this process. */
  head(caller: Caller | undefined): boolean
  /** Decides once more at the end, when it is known what became of it. */
  tail(part: TracePart, root: Span): boolean
}

/** Most traces a second that outside callers get sampled by asking for it. */
const mostAsked = 10
/** Most a second that are kept for errors, for being slow or for what they are linked to: an outage is understood from fewer. */
const mostTelling = 50

/**
 * What is sampled where it began stays sampled: ours is followed to the letter, outside callers' within a bound. Of the
 * rest, errors and slow work are kept, each process its own part.
 */
export function createSampling({ sampleRatio, random = Math.random }: SamplingSettings): Sampling {
  const asked = perSecond(mostAsked)
  const telling = perSecond(mostTelling)
  const drawn = () => random() < sampleRatio
  return {
    head(caller) {
      if (!caller) return drawn()
      const sampled = caller.span.traceFlags % 2 === 1
      return sampled && (caller.ours || asked() || drawn())
    },
    tail: (part, root) => (part.failed || part.wanted || isSlow(root)) && telling(),
  }
}

function isSlow({ of, startedAt, endedAt = startedAt }: Span): boolean {
  return of.slowMs !== undefined && endedAt - startedAt >= of.slowMs
}

function perSecond(most: number): () => boolean {
  let second = 0
  let taken = 0
  return () => {
    const now = Math.floor(performance.now() / 1_000)
    if (now !== second) {
      second = now
      taken = 0
    }
    taken += 1
    return taken <= most
  }
}
