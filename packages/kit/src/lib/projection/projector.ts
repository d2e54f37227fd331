import { setTimeout as pause } from 'node:timers/promises'

import type { Connection, Database } from '../data/database.ts'
import { plain, type Sql } from '../data/sql.ts'
import type { Projection } from './projection.ts'
import { shadowOf } from './projection.ts'
import {
  claim,
  createTable,
  type Generation,
  moveCheckpoint,
  readSlice,
  register,
  type Slice,
  swap,
} from './projection-store.ts'

export interface ProjectorParts {
  readonly projections: readonly Projection[]
  readonly database: Pick<Database, 'connect'>
  /** Most events of one transaction. */
  readonly batch: number
  /** Pause when there is nothing to do. */
  readonly idleMs: number
  warn(message: string, details: object): void
}

/** Pause of a read model whose code failed. */
const failedMs = 1_000

/** How long readers may wait behind a swap that waits for a long reader; it is tried again. */
const swapLockMs = 200

/**
 * Fills read models from the event store. A batch of events and the checkpoint behind it commit together, so each event
 * is applied once, whoever dies when. Every process may run one: the lock on the checkpoint decides, and is gone with
 * its process.
 */
export class Projector {
  readonly #parts: ProjectorParts
  readonly #stop = new AbortController()
  readonly #failedAt = new Map<Projection, number>()
  #connection: Connection | undefined
  #loop: Promise<void> | undefined

  constructor(parts: ProjectorParts) {
    this.#parts = parts
  }

  /** Resolves when every read model has its table. */
  async start(): Promise<void> {
    const { projections } = this.#parts
    if (projections.length === 0) return
    const connection = await this.#connected()
    for (const projection of projections)
      await connection.transaction((sql) => register(sql, projection))
    this.#loop = this.#run()
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#loop
    await this.#connection?.[Symbol.asyncDispose]().catch(() => {}) // it may be gone already
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop
    while (!signal.aborted) {
      let busy = false
      for (const projection of this.#parts.projections)
        if (!signal.aborted && (await this.#stepSafely(projection))) busy = true
      if (!busy) await pause(this.#parts.idleMs, undefined, { signal }).catch(() => {}) // woken by the stop
    }
  }

  /** One that fails keeps back itself only. */
  async #stepSafely(projection: Projection): Promise<boolean> {
    if (performance.now() - (this.#failedAt.get(projection) ?? -failedMs) < failedMs) return false
    try {
      const connection = await this.#connected()
      const [live, building] = [
        await this.#step(connection, projection, true),
        await this.#step(connection, projection, false),
      ]
      return live || building
    } catch (error) {
      this.#failedAt.set(projection, performance.now())
      this.#parts.warn('a read model does not advance', { projection: projection.name, error })
      const lost = this.#connection
      this.#connection = undefined
      await lost?.[Symbol.asyncDispose]().catch(() => {}) // it may be gone already
      return false
    }
  }

  async #connected(): Promise<Connection> {
    this.#connection ??= await this.#parts.database.connect()
    return this.#connection
  }

  /** Applies a batch; says whether there may be more. */
  #step(connection: Connection, projection: Projection, live: boolean): Promise<boolean> {
    return connection.transaction(async (sql) => {
      const generation = await claim(sql, projection, live)
      if (!generation) return false
      if (!live) await createTable(sql, projection, generation.generation)
      const slice = await this.#apply(sql, projection, generation)
      if (slice.rows.length === this.#parts.batch) return true
      if (!live) await this.#finish(sql, projection, { ...generation, ...slice })
      return slice.rows.length > 0
    })
  }

  async #apply(sql: Sql, projection: Projection, generation: Generation): Promise<Slice> {
    const { of, name } = projection
    const slice = await readSlice(sql, of.name, generation, this.#parts.batch)
    if (slice.rows.length === 0) return slice
    const table = generation.live ? plain(name) : shadowOf(projection, generation.generation)
    await projection.apply(slice.rows.map(of.lift), { sql, table })
    await moveCheckpoint(sql, projection, generation.generation, slice)
    return slice
  }

  /** Nothing is left to apply: with the live one held back, what came meanwhile is applied too, and the tables swap. */
  async #finish(sql: Sql, projection: Projection, reached: Generation): Promise<void> {
    await sql`select set_config('lock_timeout', ${`${swapLockMs}ms`}, true)`
    await sql`select from kit.projection where name = ${projection.name} and live for update`
    const rest = await this.#apply(sql, projection, reached)
    if (rest.rows.length < this.#parts.batch) await swap(sql, projection, reached)
  }
}
