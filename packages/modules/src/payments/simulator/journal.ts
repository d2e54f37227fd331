import { closeSync, createReadStream, existsSync, openSync, write } from 'node:fs'
import { createInterface } from 'node:readline'

import type { Change } from './bank.ts'

/** An append-only file that lets the books survive a restart. */
export interface Journal {
  /** Resolves when the change has left the process; changes of one turn share a write. */
  append(change: Change): Promise<void>
  close(): void
}

/** Reads what the file holds, then appends to it. */
export async function openJournal(file: string, enter: (change: Change) => void): Promise<Journal> {
  if (existsSync(file)) await readInto(file, enter)
  const descriptor = openSync(file, 'a')
  let lines: string[] = []
  let written: Promise<void> | undefined

  const flush = (done: () => void, failed: (error: Error) => void) => {
    const text = lines.join('')
    lines = []
    written = undefined
    write(descriptor, text, (error) => (error ? failed(error) : done()))
  }

  return {
    append(change) {
      lines.push(`${JSON.stringify(change)}\n`)
      written ??= new Promise((done, failed) => setImmediate(flush, done, failed))
      return written
    },
    close: () => closeSync(descriptor),
  }
}

async function readInto(file: string, enter: (change: Change) => void): Promise<void> {
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const change = parse(line)
    if (change) enter(change)
  }
}

/** A last line cut short by a crash was never answered: it is as if it had not come. */
function parse(line: string): Change | undefined {
  try {
    return JSON.parse(line) as Change // written by append only
  } catch {
    return undefined
  }
}
