import { createHistogram } from 'node:perf_hooks'

import type { SheddingWiring } from '../app/wiring.ts'
import { builtIn } from '../contract/failure.ts'
import type { Priority } from '../contract/operation.ts'
import type { Admit } from '../dispatch/call.ts'

export interface Admission {
  readonly admit: Admit
  /** Calls admitted and not yet done. */
  inFlight(): number
  /** How late the event loop was in the last second: p99, milliseconds. */
  eventLoopDelayMs(): number
  close(): void
}

export interface AdmissionOptions {
  /** Measures the event loop; the process's own if absent. */
  readonly eventLoopDelayMs?: () => number
}

/** Up to which share of the wired limits each priority is taken in, and when the refused may come again. */
const shares: Readonly<Record<Priority, Share>> = {
  background: { inFlight: 0.5, delay: 1, retryAfterSeconds: 10 },
  normal: { inFlight: 0.8, delay: 2, retryAfterSeconds: 3 },
  // Only a full house refuses what the system is there for: a late event loop is what the others make room for.
  critical: { inFlight: 1, delay: Number.POSITIVE_INFINITY, retryAfterSeconds: 1 },
}

interface Share {
  readonly inFlight: number
  readonly delay: number
  readonly retryAfterSeconds: number
}

/**
 * Makes the gate that refuses work before it costs anything, background first and critical last, when too much is
 * under way or the event loop is late. A process that takes everything in answers nobody in time.
 */
export function createAdmission(
  { maxInFlight, maxEventLoopDelayMs }: SheddingWiring,
  options: AdmissionOptions = {},
): Admission {
  const meter = options.eventLoopDelayMs
    ? { read: options.eventLoopDelayMs, close() {} }
    : eventLoopMeter()
  let inFlight = 0
  return {
    admit({ priority = 'normal' }) {
      const share = shares[priority]
      const full = inFlight >= Math.max(1, Math.floor(maxInFlight * share.inFlight))
      if (full || meter.read() > maxEventLoopDelayMs * share.delay) {
        throw builtIn('OVERLOADED', { retryAfterSeconds: share.retryAfterSeconds })
      }
      inFlight++
      let done = false
      return () => {
        if (!done) inFlight--
        done = true
      }
    },
    inFlight: () => inFlight,
    eventLoopDelayMs: meter.read,
    close: meter.close,
  }
}

const sampleEveryMs = 20
const samplesPerWindow = 50

/**
 * The p99 over the last second, so that a gate closed by one stall opens again a second later. Not
 * perf_hooks.monitorEventLoopDelay: that counts a stall of 400 ms as one sample in a hundred, though calls arrived all
 * through it. Here a stall counts once per sample that it swallowed, as HdrHistogram corrects omissions.
 */
function eventLoopMeter(): { read(): number; close(): void } {
  const lateness = createHistogram()
  let delayMs = 0
  let last = 0
  let timer: NodeJS.Timeout | undefined
  const sample = () => {
    const now = performance.now()
    const late = now - last - sampleEveryMs
    last = now
    lateness.record(microseconds(late))
    for (let left = late - sampleEveryMs; left > 0; left -= sampleEveryMs) {
      lateness.record(microseconds(left))
    }
    if (lateness.count < samplesPerWindow) return
    delayMs = lateness.percentile(99) / 1_000
    lateness.reset()
  }
  return {
    read() {
      // From the first call on: what loading and starting held up before was nobody's wait.
      if (!timer) {
        last = performance.now()
        timer = setInterval(sample, sampleEveryMs).unref()
      }
      return delayMs
    },
    close: () => clearInterval(timer),
  }
}

function microseconds(ms: number): number {
  return Math.max(1, Math.round(ms * 1_000))
}
