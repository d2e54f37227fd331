import { performance } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'

import { type Arrivals, createArrivals } from './arrivals.ts'
import { type Call, type Outcome, succeeded } from './call.ts'
import { createHistogram } from './histogram.ts'
import { CALL_LIMIT_MS } from './http-client.ts'
import type { PhasePlan, PhaseResult, PhaseTick } from './phase.ts'
import { createRandom } from './random.ts'
import { Recorder } from './recorder.ts'

/** Where the calls come from and where they go. */
export interface LoadSource {
  /** The next call of an operation; undefined when there is nothing to call with (counts as failed). */
  next(operation: string): Call | undefined
  send(call: Call): Promise<Outcome>
  /** Hears each outcome. */
  settle(call: Call, outcome: Outcome): void
}

interface Line {
  operation: string
  arrivals: Arrivals
}

interface Run {
  plan: PhasePlan
  source: LoadSource
  recorder: Recorder
  started: number
  inFlight: Set<Promise<void>>
  counts: { offered: number; succeeded: number; failed: number; bad: number }
  repeats: Record<string, number>
}

/**
 * Offers a phase's load: an open model, so a call is due at its time whether or not the ones before it
 * were answered, and its latency counts from that time. The signal ends the
 * offering early. Returns when all calls are answered or given up.
 */
export async function runPhase(
  plan: PhasePlan,
  source: LoadSource,
  { onTick, signal }: { onTick?: (tick: PhaseTick) => void; signal?: AbortSignal } = {},
): Promise<PhaseResult> {
  const run: Run = {
    plan,
    source,
    recorder: new Recorder(),
    started: performance.now(),
    inFlight: new Set(),
    counts: { offered: 0, succeeded: 0, failed: 0, bad: 0 },
    repeats: {},
  }
  const startedAt = Date.now()
  const busyBefore = performance.eventLoopUtilization()
  const ticking = setInterval(() => onTick?.(tickOf(run)), 1_000)
  try {
    const lag = await offer(run, signal)
    const seconds = signal?.aborted ? (performance.now() - run.started) / 1000 : plan.seconds
    const { utilization } = performance.eventLoopUtilization(busyBefore)
    await drain(run)
    return {
      name: plan.name,
      startedAt,
      seconds,
      operations: run.recorder.operations(),
      bad: run.recorder.bad(),
      failures: run.recorder.failures(),
      repeats: run.repeats,
      generator: { lagP99Ms: lag.percentile(99), lagMaxMs: lag.max(), utilization },
    }
  } finally {
    clearInterval(ticking)
  }
}

/** Sends each call as soon as it is due; returns how late that was. */
async function offer(run: Run, signal?: AbortSignal) {
  const { plan, started } = run
  const lag = createHistogram()
  const lines = linesOf(plan)
  const endMs = plan.seconds * 1000
  while (!signal?.aborted) {
    const nowMs = performance.now() - started
    for (const line of lines) {
      for (let due = line.arrivals.next(); due <= nowMs; due = line.arrivals.next()) {
        lag.record(performance.now() - started - due)
        fire(run, line.operation, due)
        line.arrivals.advance()
      }
    }
    const soonest = Math.min(endMs, ...lines.map(({ arrivals }) => arrivals.next()))
    const pauseMs = soonest - (performance.now() - started)
    if (soonest >= endMs && pauseMs <= 0) break
    await wait(Math.max(1, Math.floor(pauseMs)))
  }
  return lag
}

function linesOf({ rates, seconds, seed }: PhasePlan): Line[] {
  return rates
    .filter(({ perSecond }) => perSecond > 0)
    .map(({ operation, perSecond }, index) => ({
      operation,
      arrivals: createArrivals(perSecond, seconds, createRandom(seed + index)),
    }))
}

function fire(run: Run, operation: string, dueMs: number): void {
  run.counts.offered += 1
  const isFull = run.inFlight.size >= run.plan.maxInFlight
  const call = isFull ? undefined : run.source.next(operation)
  if (!call) {
    const reason = isFull ? 'not sent: too many unanswered' : 'not sent: nothing to call with'
    finish(run, { operation, dueMs, ms: 0, reason })
    return
  }
  const done = answer(run, call, dueMs).finally(() => run.inFlight.delete(done))
  run.inFlight.add(done)
}

async function answer(run: Run, call: Call, dueMs: number): Promise<void> {
  const outcome = await run.source.send(call)
  const ms = performance.now() - run.started - dueMs
  const reason = succeeded(outcome) ? {} : { reason: reasonOf(outcome) }
  for (const { status, error } of outcome.attempts.slice(0, -1)) {
    const cause = `${status ?? error}`
    run.repeats[cause] = (run.repeats[cause] ?? 0) + 1
  }
  finish(run, { operation: call.operation, dueMs, ms, ...reason })
  run.source.settle(call, outcome)
}

function finish(run: Run, finished: Parameters<Recorder['record']>[0]): void {
  if (finished.reason === undefined) run.counts.succeeded += 1
  else run.counts.failed += 1
  if (run.recorder.record(finished)) run.counts.bad += 1
}

function reasonOf({ answer, attempts }: Outcome): string {
  if (!answer) return attempts.at(-1)?.error ?? 'no answer'
  const code = /"code":"([A-Z_]+)"/.exec(answer.text)?.[1]
  return code ? `${answer.status} ${code}` : `${answer.status}`
}

/** Every call ends by itself within the client's patience; twice that means a fault of ours. */
async function drain({ inFlight }: Run): Promise<void> {
  const limit = AbortSignal.timeout(2 * CALL_LIMIT_MS)
  while (inFlight.size > 0 && !limit.aborted) {
    await Promise.race([...inFlight, wait(500)])
  }
}

function tickOf({ counts, inFlight, started }: Run): PhaseTick {
  const second = Math.round((performance.now() - started) / 1000)
  return { second, ...counts, inFlight: inFlight.size }
}
