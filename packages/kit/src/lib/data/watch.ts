import { setTimeout } from 'node:timers/promises'

import type { Connection, Database } from './database.ts'
import type { Sql } from './sql.ts'

export interface WatchParts {
  readonly database: Pick<Database, 'connect'>
  /** A NOTIFY on this channel only wakes; what there is, the tables say. */
  readonly channel: string
  /** Pause after the loss of the database, milliseconds. */
  readonly idleMs: number
  /** On each new connection, before it looks. */
  opened(sql: Sql): Promise<void>
  /** Looks; says for how long to pause when nothing wakes it, milliseconds. */
  read(sql: Sql): Promise<number>
  /** At once when the connection is gone. */
  lost(): void
}

/** Looks at a table again and again on a connection of its own: woken by NOTIFY, and now and then without. */
export class Watch {
  readonly #parts: WatchParts
  readonly #stop = new AbortController()
  #connection: Connection | undefined
  #loop: Promise<void> | undefined
  #pause = new AbortController()

  constructor(parts: WatchParts) {
    this.#parts = parts
  }

  /** Resolves when it has looked once. */
  async start(): Promise<void> {
    const pauseMs = await this.#read()
    this.#loop = this.#run(pauseMs)
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    this.#pause.abort()
    await this.#loop
    await this.#connection?.[Symbol.asyncDispose]()
  }

  async #run(firstPauseMs: number): Promise<void> {
    for (let pauseMs = firstPauseMs; !this.#stop.signal.aborted; ) {
      const { signal } = this.#pause
      await setTimeout(pauseMs, undefined, { signal }).catch(() => {}) // woken early is as good as slept
      this.#pause = new AbortController()
      if (!this.#stop.signal.aborted) pauseMs = await this.#readSafely()
    }
  }

  async #readSafely(): Promise<number> {
    try {
      return await this.#read()
    } catch {
      this.#parts.lost()
      const lost = this.#connection
      this.#connection = undefined
      await lost?.[Symbol.asyncDispose]().catch(() => {}) // it is gone already
      return this.#parts.idleMs
    }
  }

  async #read(): Promise<number> {
    this.#connection ??= await this.#connect()
    return this.#parts.read(this.#connection.sql)
  }

  async #connect(): Promise<Connection> {
    const { database, channel, opened, lost } = this.#parts
    const connection = await database.connect(lost)
    try {
      await connection.listen(channel, () => this.#pause.abort())
      await opened(connection.sql)
      return connection
    } catch (error) {
      await connection[Symbol.asyncDispose]().catch(() => {}) // never opened
      throw error
    }
  }
}
