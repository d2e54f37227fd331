import { createWriteStream, type WriteStream } from 'node:fs'

/** The clients' own record of every try to change something: kept in memory, and appended to a file. */
export class History<Entry> {
  readonly #entries: Entry[] = []
  readonly #file: WriteStream

  constructor(file: string) {
    this.#file = createWriteStream(file)
  }

  add(entries: readonly Entry[]): void {
    for (const entry of entries) {
      this.#entries.push(entry)
      this.#file.write(`${JSON.stringify(entry)}\n`)
    }
  }

  entries(): readonly Entry[] {
    return this.#entries
  }

  [Symbol.asyncDispose](): Promise<void> {
    return new Promise((resolve) => this.#file.end(() => resolve()))
  }
}
