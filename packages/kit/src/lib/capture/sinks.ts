import { type FileHandle, open } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

import { request } from 'undici'

import type { CloudEvent } from './cloud-event.ts'

/** Where captured events go. */
export interface CaptureSink {
  /** The sequence of the newest event that it holds, where it can tell; cleans up what a crash has left. */
  open(): Promise<string | undefined>
  /** Resolves when it holds them all; what fails is written again later. */
  write(events: readonly CloudEvent[]): Promise<void>
  close(): Promise<void>
}

/** `file:///…` appends one JSON line per event; `http(s)://…` takes batches. Throws a TypeError for anything else. */
export function openSink(address: string): CaptureSink {
  const { protocol } = new URL(address)
  if (protocol === 'file:') return fileSink(fileURLToPath(address))
  if (protocol === 'http:' || protocol === 'https:') return httpSink(address)
  throw new TypeError(`a sink is a file: or an http(s): address, not ${protocol}`)
}

/** Each event once, also after kill -9: the file itself says what it holds. */
function fileSink(path: string): CaptureSink {
  let file: FileHandle | undefined
  return {
    async open() {
      file ??= await open(path, 'a+', 0o600)
      const { line, end } = await lastLine(file)
      await file.truncate(end)
      return line === undefined ? undefined : (JSON.parse(line) as CloudEvent).sequence
    },
    async write(events) {
      file ??= await open(path, 'a+', 0o600)
      await file.appendFile(events.map((event) => `${JSON.stringify(event)}\n`).join(''))
      await file.datasync()
    },
    async close() {
      await file?.close()
      file = undefined
    },
  }
}

/** The last whole line, and where it ends. */
async function lastLine(file: FileHandle): Promise<{ line: string | undefined; end: number }> {
  const { size } = await file.stat()
  for (let span = Math.min(size, 65_536); ; span = Math.min(size, 2 * span)) {
    const { buffer } = await file.read(Buffer.alloc(span), 0, span, size - span)
    const last = buffer.lastIndexOf('\n')
    const before = last > 0 ? buffer.lastIndexOf('\n', last - 1) : -1
    if (before >= 0 || span === size) {
      const line = last > 0 ? buffer.toString('utf8', before + 1, last) : undefined
      return { line, end: size - span + last + 1 }
    }
  }
}

const timeoutMs = 10_000

/** A batch per request (CloudEvents' HTTP binding, batched mode); at least once, so receivers compare ids. */
function httpSink(address: string): CaptureSink {
  return {
    open: async () => undefined,
    async write(events) {
      const { statusCode, body } = await request(address, {
        method: 'POST',
        headers: { 'content-type': 'application/cloudevents-batch+json; charset=utf-8' },
        body: JSON.stringify(events),
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
      })
      await body.dump()
      if (statusCode >= 300) throw new Error(`the sink answered ${statusCode}`)
    },
    close: async () => {},
  }
}
