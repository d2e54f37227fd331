import { Type } from 'typebox'

import { query } from '../../contract/operation.ts'
import type { Change, LogSlice } from '../../data/change-log.ts'
import { entriesOf } from '../../dispatch/entry.ts'
import { guest } from '../../dispatch/principal.ts'
import type { Caller, RunCaller } from '../../dispatch/stages.ts'
import { defineModule } from '../../module/define-module.ts'
import { handle } from '../../module/handle.ts'
import { AnswerCache, type CacheOutcome } from '../answer-cache.ts'
import type { CachedAnswer } from '../cached-answer.ts'
import { MemoryLevel } from '../memory-level.ts'
import type { SharedLevel } from '../shared-level.ts'

/** A point at which anything else may happen first. */
export type Step = (what: string) => Promise<void>

const value = query(
  {
    name: 'model.value',
    summary: 'How often the row was written.',
    input: Type.Object({}),
    output: Type.Object({ value: Type.Integer() }),
    access: 'public',
  },
  { seconds: 30, differsBy: [], refill: true, tags: () => ['row'] },
)
const model = defineModule({
  name: 'model',
  summary: 'One row.',
  handlers: [handle(value, async () => ({ value: 0 }))],
})
const [entry] = entriesOf([model]).values()
const caller: Caller = {
  ...{ input: {}, principal: guest, keyed: undefined, near: true },
  ...{ signal: AbortSignal.any([]), deadlineAt: Number.POSITIVE_INFINITY },
}

/** A database with one row, whose transactions have numbers that they do not commit in order of. */
export class SimulatedDatabase {
  readonly #step: Step
  readonly #log: Change[] = []
  readonly #open = new Set<number>()
  #nextXid = 1
  value = 0

  constructor(step: Step) {
    this.#step = step
  }

  /** The change, and the row as it was after it. */
  async write(): Promise<{ change: Change; value: number }> {
    const change = { tag: 'model/row', xid: this.#nextXid++ }
    this.#open.add(change.xid)
    await this.#step(`write ${change.xid}`)
    this.#open.delete(change.xid)
    this.#log.push(change)
    this.value += 1
    const { value: written } = this
    await this.#step(`committed ${change.xid}`)
    return { change, value: written }
  }

  async read(): Promise<number> {
    await this.#step('ask')
    const { value: seen } = this
    await this.#step('answer')
    return seen
  }

  /** One snapshot of the log, and the row at that moment. */
  async readLog(from: number): Promise<{ slice: LogSlice; value: number }> {
    await this.#step('look')
    const changes = this.#log.filter(({ xid }) => xid >= from)
    const seen = {
      slice: { changes, upTo: Math.min(this.#nextXid, ...this.#open) },
      value: this.value,
    }
    await this.#step('looked')
    return seen
  }
}

/** A shared level that keeps everything it was ever told last, and answers when it likes. */
export class SimulatedShared implements SharedLevel {
  readonly #step: Step
  readonly #kept = new Map<string, string>()
  readonly #locked = new Set<string>()

  constructor(step: Step) {
    this.#step = step
  }

  async getOrLock(key: string, stands: (kept: CachedAnswer) => boolean) {
    for (let looks = 0; looks < 3; looks += 1) {
      await this.#step('shared get')
      const text = this.#kept.get(key)
      const kept = text && (JSON.parse(text) as CachedAnswer) // written by `set`
      if (kept && stands(kept)) return { kept }
      if (!this.#locked.has(key)) break
    }
    this.#locked.add(key)
    return { unlock: () => void this.#locked.delete(key) }
  }

  async set(key: string, kept: CachedAnswer) {
    const text = JSON.stringify(kept)
    await this.#step('shared set')
    this.#kept.set(key, text)
  }

  async close() {}
}

export interface SimulatedParts {
  readonly shared: SharedLevel
  now(): Date
  count(outcome: CacheOutcome): void
}

/** One process: its cache before the database, and what it must have seen. */
export class SimulatedProcess {
  readonly #cache: AnswerCache
  readonly #database: SimulatedDatabase
  readonly #run: RunCaller
  /** What a read that starts now has to show at the least. */
  #known = 0

  constructor(database: SimulatedDatabase, { shared, now, count }: SimulatedParts) {
    this.#database = database
    const memory = new MemoryLevel({ entries: 10, bytes: 10_000 })
    const cache = new AnswerCache({
      ...{ mostSeconds: 30, memory, shared, now, random: () => 0 },
      count: (_operation, outcome) => count(outcome),
    })
    this.#cache = cache
    cache.begin('history', { changes: [], upTo: 1 })
    this.#run = cache.around(async () => ({
      output: { value: await database.read() },
      replayed: false,
    }))
  }

  /** After it, this process knows its own write. */
  async write(): Promise<void> {
    const { change, value: written } = await this.#database.write()
    this.#cache.changed([change])
    this.#known = Math.max(this.#known, written)
  }

  /** After it, this process knows what others wrote before. */
  async look(): Promise<void> {
    const { slice, value: seen } = await this.#database.readLog(this.#cache.upTo)
    this.#cache.heard(slice)
    this.#known = Math.max(this.#known, seen)
  }

  /** The value read, and the least that would have been right. */
  async read(): Promise<{ value: number; atLeast: number }> {
    const atLeast = this.#known
    if (!entry) throw new TypeError('the model has no entry')
    const { output } = await this.#run(entry, caller)
    return { value: (output as { value: number }).value, atLeast }
  }
}
