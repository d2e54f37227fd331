import { createWriteStream, type WriteStream } from 'node:fs'

import type { PlacingRecord } from '../load/messages.ts'

/** The clients' own record of every try to place an order: kept in memory, and appended to a file. */
export class History {
  readonly #placings: PlacingRecord[] = []
  readonly #file: WriteStream

  constructor(file: string) {
    this.#file = createWriteStream(file)
  }

  add(placings: readonly PlacingRecord[]): void {
    for (const placing of placings) {
      this.#placings.push(placing)
      this.#file.write(`${JSON.stringify(placing)}\n`)
    }
  }

  placings(): readonly PlacingRecord[] {
    return this.#placings
  }

  [Symbol.asyncDispose](): Promise<void> {
    return new Promise((resolve) => this.#file.end(() => resolve()))
  }
}
