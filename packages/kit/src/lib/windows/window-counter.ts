import { lifterOf } from '../channel/lift.ts'
import type { Database } from '../data/database.ts'
import type { Sql } from '../data/sql.ts'
import { Watch } from '../data/watch.ts'
import { feedBounds, feedChannel, type Kept, readFeed } from '../feed/feed-store.ts'
import { type Folding, fold, type Moment, type OpenWindow } from './fold.ts'
import {
  claimWindows,
  closeWindows,
  dropWindows,
  feedBegins,
  keepWindows,
  moveWindows,
  openWindows,
  quietAt,
  registerWindows,
  type WindowState,
} from './window-store.ts'
import type { Windowed } from './windowed.ts'

export interface WindowCounterParts {
  readonly windows: readonly Windowed[]
  readonly database: Pick<Database, 'connect' | 'transaction'>
  /** Most events of one transaction. */
  readonly batch: number
  /** Longest pause between two looks when nothing wakes it, milliseconds. */
  readonly idleMs: number
  warn(message: string, details: object): void
}

/**
 * Counts the events of the feed into windows. A batch of events, what it does to open windows, the results of those
 * that it closes and the position in the feed commit together: each event is counted once and each window told once, whoever
 * dies when. Every process may run one: the lock on the position decides.
 */
export class WindowCounter {
  readonly #parts: WindowCounterParts
  readonly #watch: Watch
  #started = false

  constructor(parts: WindowCounterParts) {
    this.#parts = parts
    const { database, idleMs } = parts
    this.#watch = new Watch({
      ...{ database, idleMs, channel: feedChannel, opened: async () => {} },
      read: () => this.#look(),
      lost: () => parts.warn('windows lost their connection', {}),
    })
  }

  async start(): Promise<void> {
    const { windows, database } = this.#parts
    if (windows.length === 0) return
    for (const one of windows) await database.transaction((sql) => registerWindows(sql, one))
    this.#started = true
    await this.#watch.start()
  }

  async stop(): Promise<void> {
    if (this.#started) await this.#watch.stop()
  }

  /** One that fails keeps back itself only. */
  async #look(): Promise<number> {
    let pauseMs = this.#parts.idleMs
    for (const one of this.#parts.windows) {
      const more = await this.step(one).catch((error: unknown) => {
        this.#parts.warn('windows do not advance', { windows: one.name, error })
        return false
      })
      if (more) pauseMs = 0
    }
    return pauseMs
  }

  /** Counts a batch; says whether there may be more. */
  step(one: Windowed): Promise<boolean> {
    return this.#parts.database.transaction(async (sql) => {
      const claimed = await claimWindows(sql, one)
      if (!claimed) return false
      const state = await withoutGap(sql, one, claimed)
      const quiet = await quietAt(sql, {
        name: one.name,
        event: one.of.name,
        latenessMs: one.latenessSeconds * 1_000,
      })
      const slice = await readFeed(sql, {
        ...{ after: state.position, events: [one.of.name], filters: [{}] },
        ...{ lift: lifterOf([one.of]), rows: this.#parts.batch, most: this.#parts.batch },
      })
      const more = slice.upTo !== undefined
      if (!more && quiet === undefined && state === claimed) return false
      await count(sql, one, {
        ...{ state, events: slice.events, upTo: slice.upTo ?? state.position },
        quiet: more ? undefined : quiet,
      })
      return more
    })
  }
}

interface Counted {
  readonly state: WindowState
  readonly events: readonly Kept[]
  readonly upTo: number
  /** The time, where nothing is on its way. */
  readonly quiet: number | undefined
}

const never = Number.MIN_SAFE_INTEGER

async function count(sql: Sql, one: Windowed, { state, events, upTo, quiet }: Counted) {
  const { name } = one
  const folding: Folding = {
    ...{ shape: one.shape, latenessMs: one.latenessSeconds * 1_000 },
    combine: (part, other) => one.combine(part, other),
  }
  const moments = events.map((kept) => momentOf(one, kept))
  const keys = [...new Set(moments.map(({ key }) => key))]
  const known = keys.length > 0 ? await openWindows(sql, name, keys) : []
  const before = state.watermark ?? never
  const folded = fold(folding, { windows: known, watermark: before }, moments)
  if (keys.length > 0) await keepWindows(sql, name, { keys, windows: folded.windows })
  const watermark = Math.max(folded.watermark, (quiet ?? never) - folding.latenessMs)
  if (watermark > before) {
    const closed = await closeWindows(sql, name, watermark)
    const whole = closed.filter((window) => begins(one, window) >= (state.wholeFrom ?? never))
    if (whole.length > 0) await one.take(whole.map(resultOf), { sql })
  }
  await moveWindows(sql, name, {
    ...{ position: upTo, wholeFrom: state.wholeFrom, late: folded.late },
    watermark: watermark === never ? null : watermark,
  })
}

function momentOf(one: Windowed, { told }: Kept): Moment {
  const data = told.data as never // as the newest version of the event has it
  const at = one.at?.(data) ?? new Date(told.time)
  return { at: at.getTime(), key: one.key(data), measure: one.measure(data) }
}

/** Before this an event could have belonged to it. */
function begins({ shape }: Windowed, { startsAt }: OpenWindow): number {
  return shape.kind === 'session' ? startsAt - shape.gapSeconds * 1_000 : startsAt
}

function resultOf({ key, startsAt, endsAt, total }: OpenWindow) {
  return { key, startsAt: new Date(startsAt), endsAt: new Date(endsAt), total }
}

/** What the feed has forgotten before it was counted: windows that it is missing from are not told. */
async function withoutGap(sql: Sql, one: Windowed, state: WindowState): Promise<WindowState> {
  const { horizon } = await feedBounds(sql)
  if (state.position >= horizon) return state
  await dropWindows(sql, one.name)
  return { ...state, position: horizon, wholeFrom: await feedBegins(sql) }
}
