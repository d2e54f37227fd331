import type { WindowShape } from './windowed.ts'

/** An event as windows see it; times are milliseconds since 1970. */
export interface Moment {
  readonly at: number
  readonly key: string
  readonly measure: unknown
}

export interface OpenWindow {
  readonly key: string
  readonly startsAt: number
  /** Exclusive. */
  readonly endsAt: number
  readonly total: unknown
}

export interface Folding {
  readonly shape: WindowShape
  readonly latenessMs: number
  combine(one: unknown, other: unknown): unknown
}

export interface Folded {
  /** Windows of the keys that were met, those that are closed by now included. */
  readonly windows: readonly OpenWindow[]
  readonly watermark: number
  /** How many events came too late for a window. */
  readonly late: number
}

/**
 * Counts events into windows, in the order of the feed. The watermark follows the newest event at the distance of the
 * declared lateness; an event joins no window that ends at the watermark or before. So the result depends on the events
 * and their order only, and not on how they were cut into batches.
 */
export function fold(
  { shape, latenessMs, combine }: Folding,
  { windows, watermark: before }: Pick<Folded, 'windows' | 'watermark'>,
  moments: readonly Moment[],
): Folded {
  const byKey = Map.groupBy(windows, ({ key }) => key)
  let watermark = before
  let late = 0
  for (const moment of moments) {
    const open = byKey.get(moment.key) ?? []
    let next: OpenWindow[] = open
    for (const one of windowsOf(shape, moment)) {
      const joined = next.filter((other) => other.endsAt > watermark && meets(shape, one, other))
      const whole = joined.reduce((sum, other) => joinTwo(other, sum, combine), one)
      if (whole.endsAt <= watermark) late += 1
      else next = [...next.filter((other) => !joined.includes(other)), whole]
    }
    byKey.set(moment.key, next)
    watermark = Math.max(watermark, moment.at - latenessMs)
  }
  return { windows: [...byKey.values()].flat(), watermark, late }
}

/** The windows of one event by itself. */
function windowsOf(shape: WindowShape, { at, key, measure: total }: Moment): OpenWindow[] {
  if (shape.kind === 'session')
    return [{ key, startsAt: at, endsAt: at + shape.gapSeconds * 1_000, total }]
  const lengthMs = shape.seconds * 1_000
  const everyMs = shape.kind === 'hopping' ? shape.everySeconds * 1_000 : lengthMs
  const windows: OpenWindow[] = []
  for (let start = Math.floor(at / everyMs) * everyMs; start > at - lengthMs; start -= everyMs)
    windows.push({ key, startsAt: start, endsAt: start + lengthMs, total })
  return windows
}

/** Sessions grow together, other windows are the same or apart. */
function meets({ kind }: WindowShape, one: OpenWindow, other: OpenWindow): boolean {
  if (kind === 'session') return one.startsAt < other.endsAt && other.startsAt < one.endsAt
  return one.startsAt === other.startsAt
}

function joinTwo(one: OpenWindow, other: OpenWindow, combine: Folding['combine']): OpenWindow {
  return {
    key: one.key,
    startsAt: Math.min(one.startsAt, other.startsAt),
    endsAt: Math.max(one.endsAt, other.endsAt),
    total: combine(one.total, other.total),
  }
}
