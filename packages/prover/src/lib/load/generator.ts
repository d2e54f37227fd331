import { Worker } from 'node:worker_threads'

import type { Heard } from '../scenarios/cast.ts'
import type { FilledCart } from '../scenarios/shop/state.ts'
import { CALL_LIMIT_MS } from './http-client.ts'
import type { FromLoad, LoadSetup, Sample, ToLoad } from './messages.ts'
import type { PhasePlan, PhaseResult, PhaseTick } from './phase.ts'

const GRACE_MS = 15_000

export interface GeneratorListeners {
  onHeard(heard: Heard[]): void
  onSamples(samples: Sample[]): void
}

export interface RunOptions {
  onTick?: (tick: PhaseTick) => void
  /** Asked every second; when true the phase ends early. */
  until?: (tick: PhaseTick) => boolean
  signal: AbortSignal
}

/** The load generator in a thread of its own. */
export class LoadGenerator {
  readonly #worker: Worker
  readonly #listeners: GeneratorListeners
  #broken: Error | undefined

  constructor(setup: LoadSetup, listeners: GeneratorListeners) {
    this.#listeners = listeners
    this.#worker = new Worker(new URL('./load-thread.ts', import.meta.url), { workerData: setup })
    this.#worker.on('error', (error: Error) => {
      this.#broken = error
    })
  }

  feed(carts: FilledCart[]): void {
    this.#tell({ type: 'feed', carts })
  }

  /** Runs one phase; rejects when the thread breaks or does not come to an end in time. */
  run(plan: PhasePlan, { onTick, until, signal }: RunOptions): Promise<PhaseResult> {
    if (this.#broken) return Promise.reject(this.#broken)
    const limitMs = plan.seconds * 1000 + 2 * CALL_LIMIT_MS + GRACE_MS
    const { promise, resolve, reject } = Promise.withResolvers<PhaseResult>()
    const hear = (message: FromLoad) => {
      if (message.type === 'tick') {
        onTick?.(message.tick)
        if (until?.(message.tick)) this.#tell({ type: 'end' })
      }
      if (message.type === 'heard') this.#listeners.onHeard(message.heard)
      else if (message.type === 'samples') this.#listeners.onSamples(message.samples)
      else if (message.type === 'done') resolve(message.result)
      else if (message.type === 'failed')
        reject(new Error(`the load generator failed: ${message.message}`))
    }
    const abort = () => {
      this.#tell({ type: 'end' })
      reject(signal.reason)
    }
    const timer = setTimeout(
      () => reject(new Error(`${plan.name} did not end in ${limitMs} ms`)),
      limitMs,
    )
    this.#worker.on('message', hear)
    this.#worker.once('error', reject)
    signal.addEventListener('abort', abort, { once: true })
    this.#tell({ type: 'run', plan })
    return promise.finally(() => {
      clearTimeout(timer)
      this.#worker.off('message', hear)
      this.#worker.off('error', reject)
      signal.removeEventListener('abort', abort)
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate()
  }

  #tell(message: ToLoad): void {
    this.#worker.postMessage(message)
  }
}
