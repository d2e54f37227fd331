import { setTimeout as wait } from 'node:timers/promises'

import type { Bench } from '../bench.ts'
import type { MeasuredFault } from '../claims/measurements.ts'
import { type Fault, faults } from '../faults/faults.ts'
import { impactOf } from '../faults/recovery.ts'
import type { PhaseResult } from '../load/phase.ts'
import { mixOf, type Rates, runLoad } from './load-phase.ts'

export interface FaultPhase {
  fault: MeasuredFault
  result: PhaseResult
}

/** Breaks one thing after the other while the load goes on. */
export async function runFaults(bench: Bench): Promise<FaultPhase[]> {
  const phases: FaultPhase[] = []
  for (const fault of faults) phases.push(await runFault(bench, fault))
  return phases
}

async function runFault(bench: Bench, fault: Fault): Promise<FaultPhase> {
  const { environment, schedule, signal, progress } = bench
  const striking = new AbortController()
  const stop = AbortSignal.any([signal, striking.signal])
  const load = runLoad(bench, {
    name: fault.key,
    seconds: schedule.faultSeconds,
    rates: repeatable(bench),
  })
  const strike = strikeLater(fault, bench, stop)
  try {
    const [result, { at, tookMs }] = await Promise.all([load, strike])
    const atMs = at - result.startedAt
    const impact = impactOf(result, atMs)
    progress(describe(fault, impact))
    const measured: MeasuredFault = {
      key: fault.key,
      fault: fault.says,
      atSecond: Number((atMs / 1000).toFixed(1)),
      secondsToFullService: impact.secondsToFullService,
      failedRequests: impact.failedRequests,
      note: noteOf(result, impact.slowRequests, tookMs),
    }
    return { fault: measured, result }
  } finally {
    striking.abort()
    await Promise.allSettled([load, strike])
    // Whatever happened, the next phase finds the world whole.
    await environment.simulator.calm()
  }
}

async function strikeLater(fault: Fault, { environment }: Bench, signal: AbortSignal) {
  await wait(fault.atSecond * 1000, undefined, { signal })
  const at = Date.now()
  await fault.strike(environment, signal)
  return { at, tookMs: Date.now() - at }
}

/** A change that names the version it was made of may rightly be refused when it is repeated. */
function repeatable(bench: Bench): Rates {
  const guarded = new Set(
    bench.endpoints
      .filter(({ parameters }) => parameters.some(({ name }) => name.toLowerCase() === 'if-match'))
      .map(({ id }) => id),
  )
  return mixOf(bench).filter(({ operation }) => !guarded.has(operation))
}

function describe({ key }: Fault, impact: ReturnType<typeof impactOf>): string {
  const back =
    impact.secondsToFullService === null
      ? 'full service did not return'
      : `full service after ${impact.secondsToFullService.toFixed(1)} s`
  return `${key}: ${impact.failedRequests} calls failed, ${impact.slowRequests} slow; ${back}`
}

function noteOf({ failures, repeats }: PhaseResult, slow: number, tookMs: number): string {
  const list = (counts: Record<string, number>) =>
    Object.entries(counts)
      .map(([what, times]) => `${times}× ${what}`)
      .join(', ') || 'none'
  return (
    `world whole again after ${(tookMs / 1000).toFixed(1)} s; ${slow} calls took over 1 s; ` +
    `failures: ${list(failures)}; attempts repeated by the client: ${list(repeats)}`
  )
}
