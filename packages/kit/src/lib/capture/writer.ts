import { setTimeout as pause } from 'node:timers/promises'

import type { Acknowledge, Commit } from './replication.ts'
import type { CaptureSink } from './sinks.ts'

/** Commits that wait at most, and how long a lone one waits for others. */
const mostTogether = 500
const gatherMs = 20

/** Gathers commits into batches for the sink, and acknowledges what it holds. Ends with the first failure. */
export class Writer {
  /** Rejects when the sink fails. */
  readonly failed: Promise<never>
  readonly #sink: CaptureSink
  readonly #fail: (error: unknown) => void
  /** The newest event that the sink holds. */
  #held: Promise<string | undefined> | undefined
  #commits: Commit[] = []
  /** After a failure it stays: nothing later may be written before what failed. */
  #writing: Promise<void> | undefined

  constructor(sink: CaptureSink) {
    this.#sink = sink
    const { promise, reject } = Promise.withResolvers<never>()
    this.failed = promise
    this.#fail = reject
  }

  /** Resolves at once while few wait: the sink sets the pace. */
  async take(commit: Commit, acknowledge: Acknowledge): Promise<void> {
    this.#commits.push(commit)
    this.#writing ??= this.#writeAll(acknowledge).catch(this.#fail)
    if (this.#commits.length >= mostTogether) await this.#writing
  }

  /** So far there is nothing to write. */
  idle(lsn: string, acknowledge: Acknowledge): void {
    if (!this.#writing) acknowledge(lsn)
  }

  async #writeAll(acknowledge: Acknowledge): Promise<void> {
    await pause(gatherMs)
    for (let last = this.#commits.at(-1); last; last = this.#commits.at(-1)) {
      const commits = this.#commits
      this.#commits = []
      await this.#write(commits)
      acknowledge(last.end)
    }
    this.#writing = undefined
  }

  async #write(commits: readonly Commit[]): Promise<void> {
    this.#held ??= this.#sink.open()
    const held = await this.#held
    const events = commits.flatMap((commit) => commit.events)
    const fresh = held === undefined ? events : events.filter(({ sequence }) => sequence > held)
    if (fresh.length > 0) await this.#sink.write(fresh)
  }
}
