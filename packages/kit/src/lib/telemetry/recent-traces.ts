import type { Span, TracePart } from './span.ts'

/** The newest traces of a process, to be looked at while it is written. */
export interface RecentTraces {
  add(part: TracePart): void
  /** Newest first. */
  list(): readonly RecentTrace[]
  find(traceId: string): RecentTrace | undefined
}

/** Of one trace: its parts in this process, in the order in which they ended. */
export interface RecentTrace {
  readonly traceId: string
  readonly spans: readonly Span[]
}

/** Most spans that all of them together hold. */
const mostSpans = 20_000

export function recentTraces(most: number): RecentTraces {
  const traces = new Map<string, TracePart[]>() // in the order of their newest part
  let held = 0
  const forgetOldest = () => {
    const [oldest] = traces
    if (!oldest) return
    traces.delete(oldest[0])
    held -= spansIn(oldest[1])
  }
  return {
    add(part) {
      const parts = traces.get(part.traceId) ?? []
      traces.delete(part.traceId)
      traces.set(part.traceId, [...parts, part])
      held += part.spans.length
      while (traces.size > most || (held > mostSpans && traces.size > 1)) forgetOldest()
    },
    list: () => [...traces].reverse().map(([traceId, parts]) => traceOf(traceId, parts)),
    find(traceId) {
      const parts = traces.get(traceId)
      return parts && traceOf(traceId, parts)
    },
  }
}

function traceOf(traceId: string, parts: readonly TracePart[]): RecentTrace {
  return { traceId, spans: parts.flatMap(({ spans }) => spans) }
}

function spansIn(parts: readonly TracePart[]): number {
  return parts.reduce((sum, { spans }) => sum + spans.length, 0)
}
