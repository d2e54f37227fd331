import { setTimeout as pause } from 'node:timers/promises'

import pg from 'pg'

import type { Database } from '../data/database.ts'
import { gapEvent } from './cloud-event.ts'
import { readReplication } from './replication.ts'
import type { CaptureSink } from './sinks.ts'
import { currentLsn, dropSlot, findSlot, makeSlot, slotState } from './slot.ts'
import { Writer } from './writer.ts'

export interface CaptureParts {
  /** Names the slot and the publication; one for each system of a server. */
  readonly slot: string
  /** The system, as CloudEvents name their source. */
  readonly source: string
  /** Most log that the server may keep for a sink that does not take it; then the slot is dropped. */
  readonly maxLagBytes: number
  /** Asked at each connection: a password may have been renewed. */
  url(): string
  readonly database: Pick<Database, 'sql' | 'connect'>
  readonly sink: CaptureSink
  readonly now: () => Date
  warn(message: string, details: object): void
}

const lookEveryMs = 5_000
const tryAgainMs = 2_000
const lockKey = 4_011_978 // any constant: one process at a time makes the slot

/**
 * Change data capture: carries what commits to the outbox to a sink outside, in exactly the order of the commits, read
 * from the log by logical decoding. One process of the system reads; another one takes over when it dies. The server
 * keeps the log until the sink has it, but never more than `maxLagBytes`: then the slot is dropped, and the sink is
 * told of the gap as soon as it can be.
 */
export class Capture {
  readonly #parts: CaptureParts
  readonly #stopping = new AbortController()
  #loops: Promise<unknown> | undefined
  #lagBytes = 0

  constructor(parts: CaptureParts) {
    this.#parts = parts
  }

  /** Bytes of log that the server keeps for the sink, as of the look before. */
  get lagBytes(): number {
    return this.#lagBytes
  }

  start(): void {
    this.#loops = Promise.all([
      this.#again(tryAgainMs, () => this.#carry()),
      this.#again(lookEveryMs, () => this.#guard()),
    ])
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#loops
    await this.#parts.sink.close()
  }

  async #again(pauseMs: number, work: () => Promise<void>): Promise<void> {
    const { signal } = this.#stopping
    while (!signal.aborted) {
      await work().catch((error: unknown) => {
        if (!isTaken(error)) this.#parts.warn('capture of changes failed', { error })
      })
      await pause(pauseMs, undefined, { signal }).catch(() => {})
    }
  }

  async #carry(): Promise<void> {
    const { sink, url, slot, source } = this.#parts
    await this.#prepare()
    const writer = new Writer(sink)
    const failed = new AbortController()
    const signal = AbortSignal.any([this.#stopping.signal, failed.signal])
    const reading = readReplication(
      {
        url: url(),
        slot,
        source,
        commit: (commit, acknowledge) => writer.take(commit, acknowledge),
        idle: (lsn, acknowledge) => writer.idle(lsn, acknowledge),
      },
      signal,
    )
    writer.failed.catch((error: unknown) => failed.abort(error))
    await reading
    if (failed.signal.aborted) throw failed.signal.reason
  }

  /** Has a slot to read; where one was lost, the sink hears of it before another one is made. */
  async #prepare(): Promise<void> {
    const { database, slot, sink, source, now } = this.#parts
    await using connection = await database.connect()
    const { sql } = connection
    await sql`select pg_advisory_lock(${lockKey})`
    const found = await findSlot(sql, slot)
    if (found === 'slot') return
    if (found === 'gap') await sink.write([gapEvent(source, await currentLsn(sql), now())])
    await makeSlot(sql, slot)
  }

  async #guard(): Promise<void> {
    const { database, slot, maxLagBytes, warn } = this.#parts
    const state = await slotState(database.sql, slot)
    this.#lagBytes = state?.lagBytes ?? 0
    if (!state) return
    const { lagBytes, lost } = state
    if (lost || lagBytes > maxLagBytes) {
      await dropSlot(database.sql, slot)
      warn('slot dropped: its sink did not take the changes', { slot, lagBytes, maxLagBytes, lost })
    } else if (lagBytes > maxLagBytes / 2) {
      warn('changes wait for their sink', { slot, lagBytes, maxLagBytes })
    }
  }
}

/** Another process reads. */
function isTaken(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === '55006'
}
