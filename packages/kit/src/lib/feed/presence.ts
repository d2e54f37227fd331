import { setTimeout } from 'node:timers/promises'

import type { Database } from '../data/database.ts'
import {
  deletePresent,
  forgetProcess,
  insertPresent,
  keepAlive,
  type Present,
} from './presence-store.ts'

export interface PresenceParts {
  readonly database: Database
  /** Pause between two signs of life; a process that gave none for three of them counts as gone. */
  readonly everyMs: number
  now(): Date
  newId(): string
  warn(message: string, details: object): void
}

/** Who comes and goes in this time is written by one statement. */
const gatherMs = 50
const beatsMissed = 3

/**
 * Who follows at this process, told to all processes by a table. What this process holds is the truth of its part: after
 * the loss of the database it is written again.
 */
export class Presence {
  readonly #parts: PresenceParts
  readonly #process: string
  readonly #here = new Map<string, Present>()
  #joined: Present[] = []
  #left: string[] = []
  readonly #stop = new AbortController()
  #loop: Promise<void> | undefined
  #wake = new AbortController()

  constructor(parts: PresenceParts) {
    this.#parts = parts
    this.#process = parts.newId()
  }

  start(): void {
    this.#loop = this.#run()
  }

  /** All of this process leave. */
  async stop(): Promise<void> {
    if (!this.#loop) return
    this.#stop.abort()
    this.#wake.abort()
    await this.#loop
    await forgetProcess(this.#parts.database.sql, this.#process).catch((error: unknown) =>
      this.#parts.warn('presence of this process ends with its signs of life', { error }),
    )
  }

  /** Notes one who follows until the function it answers is called. */
  join(who: Omit<Present, 'id' | 'since'>): () => void {
    const present = { ...who, id: this.#parts.newId(), since: this.#parts.now() }
    this.#here.set(present.id, present)
    this.#joined.push(present)
    this.#wake.abort()
    return () => {
      this.#here.delete(present.id)
      this.#left.push(present.id)
      this.#wake.abort()
    }
  }

  async #run(): Promise<void> {
    const { everyMs, warn } = this.#parts
    let beatAt = 0
    while (!this.#stop.signal.aborted) {
      this.#wake = new AbortController()
      try {
        if (performance.now() >= beatAt) {
          await this.#beat()
          beatAt = performance.now() + everyMs
        }
        await this.#write()
      } catch (error) {
        warn('presence could not be written', { error })
        await pause(everyMs, this.#stop.signal)
      }
      await pause(Math.max(0, beatAt - performance.now()), this.#wake.signal)
      await pause(gatherMs, this.#stop.signal)
    }
  }

  async #beat(): Promise<void> {
    const { database, everyMs } = this.#parts
    const known = await keepAlive(database.sql, this.#process, beatsMissed * everyMs)
    if (!known) this.#joined = [...this.#here.values()]
  }

  async #write(): Promise<void> {
    const { sql } = this.#parts.database
    const [joined, left] = [this.#joined, this.#left]
    this.#joined = []
    this.#left = []
    try {
      const staying = joined.filter(({ id }) => this.#here.has(id))
      if (staying.length > 0) await insertPresent(sql, this.#process, staying)
      if (left.length > 0) await deletePresent(sql, left)
    } catch (error) {
      this.#joined.unshift(...joined)
      this.#left.unshift(...left)
      throw error
    }
  }
}

async function pause(ms: number, until: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal: until, ref: false }).catch(() => {}) // woken
}
