import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'

/** What the watching thread is given. */
export interface BlockedWatch {
  /** Counts the turns of the event loop. */
  readonly beats: Int32Array
  readonly limitMs: number
}

/** An event loop that did not turn, and where it was. */
export interface Blocked {
  /** Until it was looked at; it may have lasted longer. */
  readonly ms: number
  /** The innermost first: name of the function, file and line. */
  readonly stack: readonly string[]
}

/** Beside this file: TypeScript here, JavaScript in the package. */
const workerFile = `blocked-worker${extname(import.meta.url)}`

/**
 * Watches the event loop from a thread of its own and tells what held it up, while it is held up: the delay alone tells
 * that it was, and never by what. Costs a timer and the memory of a thread; nothing a call.
 * @returns what ends it
 */
export function watchBlocked(
  limitMs: number,
  tell: (blocked: Blocked) => void,
): () => Promise<void> {
  const beats = new Int32Array(new SharedArrayBuffer(4))
  const timer = setInterval(() => Atomics.add(beats, 0, 1), limitMs / 4)
  timer.unref()
  const watch: BlockedWatch = { beats, limitMs }
  const worker = new Worker(new URL(workerFile, import.meta.url), {
    workerData: watch,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 64 },
  })
  worker.unref()
  worker.on('message', tell)
  worker.on('error', () => clearInterval(timer)) // it watches no more; the process goes on
  return async () => {
    clearInterval(timer)
    await worker.terminate()
  }
}
