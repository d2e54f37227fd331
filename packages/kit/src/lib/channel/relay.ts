import type { Connection, Database } from '../data/database.ts'
import { claimEvents, deleteEvents, type OutboxRow, postponeEvent } from '../data/outbox.ts'

/** A listener and how it is reached: in this process or another one. */
export interface Recipient {
  readonly name: string
  /** Names of the events it hears. */
  readonly events: ReadonlySet<string>
  deliver(rows: readonly OutboxRow[]): Promise<void>
}

export interface RelayParts {
  readonly recipients: readonly Recipient[]
  readonly database: Database
  readonly batch: number
  /** Longest pause when there is nothing to do. */
  readonly idleMs: number
  warn(message: string, details: object): void
}

/** After a wake-up, how long to let more events arrive: one look serves many commits. */
const gatherMs = 10

/**
 * Carries committed events from the outbox to their subscribers, at least once and each effect once.
 *
 * It claims rows by locking them on a connection of its own: when the process dies the locks go with it, so
 * another relay goes on at once. An event is deleted when every subscriber has heard it. One that fails is
 * put off alone. Looks when woken by a commit in this process, and every `idleMs` for those of others.
 */
export class Relay {
  readonly #parts: RelayParts
  #connection: Connection | undefined
  #loop: Promise<void> | undefined
  #wake: (() => void) | undefined
  #woken = false
  #stopping = false

  constructor(parts: RelayParts) {
    this.#parts = parts
  }

  start(): void {
    this.#loop = this.#run()
  }

  wake(): void {
    this.#woken = true
    this.#wake?.()
  }

  async stop(): Promise<void> {
    this.#stopping = true
    this.#wake?.()
    await this.#loop
    await this.#connection?.[Symbol.asyncDispose]()
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      const carried = await this.#carrySafely()
      if (carried < this.#parts.batch) await this.#pause()
    }
  }

  async #pause(): Promise<void> {
    if (!this.#woken && !this.#stopping) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, this.#parts.idleMs)
        this.#wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
      this.#wake = undefined
    }
    if (this.#woken && !this.#stopping)
      await new Promise((resolve) => setTimeout(resolve, gatherMs))
    this.#woken = false
  }

  async #carrySafely(): Promise<number> {
    try {
      this.#connection ??= await this.#parts.database.connect()
      return await this.#carry(this.#connection)
    } catch (error) {
      this.#parts.warn('relay lost its connection', { error })
      const lost = this.#connection
      this.#connection = undefined
      await lost?.[Symbol.asyncDispose]().catch(() => {}) // it is gone already
      return 0
    }
  }

  #carry(connection: Connection): Promise<number> {
    return connection.transaction(async (sql, beforeCommit) => {
      const rows = await claimEvents(sql, this.#parts.batch)
      if (rows.length === 0) return 0
      const failed = await this.#deliverAll(rows)
      const done = rows.filter((row) => !failed.has(row.id)).map((row) => row.id)
      beforeCommit(() => deleteEvents(sql, done))
      for (const [id, error] of failed) await postponeEvent(sql, id, error)
      return rows.length
    })
  }

  /** Delivers to each subscriber in turn; says which events could not be delivered to all, and why. */
  async #deliverAll(rows: readonly OutboxRow[]): Promise<Map<string, string>> {
    const failed = new Map<string, string>()
    for (const recipient of this.#parts.recipients) {
      const heard = rows.filter((row) => recipient.events.has(row.event))
      if (heard.length > 0) await this.#deliver(recipient, heard, failed)
    }
    return failed
  }

  async #deliver(
    recipient: Recipient,
    rows: readonly OutboxRow[],
    failed: Map<string, string>,
  ): Promise<void> {
    try {
      await recipient.deliver(rows)
    } catch (error) {
      const [row, ...others] = rows
      if (!row) return
      if (others.length > 0) {
        for (const alone of rows) await this.#deliver(recipient, [alone], failed)
        return
      }
      failed.set(row.id, error instanceof Error ? error.message : String(error))
      this.#parts.warn('event not delivered', {
        event: row.event,
        to: recipient.name,
        id: row.id,
        error,
      })
    }
  }
}
