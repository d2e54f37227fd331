import { setTimeout as wait } from 'node:timers/promises'

import type { Bench } from '../bench.ts'
import type { MeasuredFault } from '../claims/measurements.ts'
import type { Fault } from '../faults/fault.ts'
import { faultsFor } from '../faults/faults.ts'
import { impactOf } from '../faults/recovery.ts'
import type { PhaseResult, PhaseTick } from '../load/phase.ts'
import { mixOf, type Rates, runLoad } from './load-phase.ts'
import { watchMemory } from './memory.ts'

export interface FaultPhase {
  fault: MeasuredFault
  result: PhaseResult
}

/** Breaks one thing after the other while the load goes on; only what there is. */
export async function runFaults(bench: Bench): Promise<FaultPhase[]> {
  const { environment, schedule, project } = bench
  const { faults: keys, next } = schedule
  const asked = { project: project.directory, keys, ...(next === undefined ? {} : { next }) }
  const phases: FaultPhase[] = []
  for (const fault of faultsFor(environment, asked)) {
    phases.push(await runFault(bench, fault))
  }
  return phases
}

async function runFault(bench: Bench, fault: Fault): Promise<FaultPhase> {
  const { environment, schedule, signal, progress } = bench
  const striking = new AbortController()
  const stop = AbortSignal.any([signal, striking.signal])
  const rates = repeatable(bench)
  const crashesBefore = countCrashes(bench)
  using memory = watchMemory(environment.replicas)
  let isWhole = false
  const load = runLoad(bench, {
    name: fault.key,
    seconds: schedule.faultSeconds + (fault.drainSeconds ?? 0),
    rates,
    until: createQuietWatch(rates, schedule.quietSeconds, () => isWhole),
  })
  const strike = strikeLater(fault, bench, stop).finally(() => {
    isWhole = true
  })
  try {
    const [result, { at, tookMs, settled }] = await Promise.all([load, strike])
    const atMs = at - result.startedAt
    const impact = impactOf(result, atMs)
    progress(describe(fault, impact))
    const measured: MeasuredFault = {
      key: fault.key,
      fault: fault.says,
      atSecond: Number((atMs / 1000).toFixed(1)),
      secondsToFullService: toHundredths(impact.secondsToFullService),
      failedRequests: impact.failedRequests,
      note: noteOf(result, {
        slow: impact.slowRequests,
        tookMs,
        crashes: countCrashes(bench) - crashesBefore,
        mostMb: memory.mostMb(),
      }),
      ...settled,
    }
    return { fault: measured, result }
  } finally {
    striking.abort()
    await Promise.allSettled([load, strike])
    // Whatever happened, the next phase finds the world whole.
    await environment.simulator?.calm()
  }
}

/** The phase may end when the world is whole and nothing was bad for a while; or at its limit. */
function createQuietWatch(
  rates: Rates,
  quietSeconds: number,
  isWhole: () => boolean,
): (tick: PhaseTick) => boolean {
  const perSecond = rates.reduce((sum, rate) => sum + rate.perSecond, 0)
  let bad = 0
  let quiet = 0
  return (tick) => {
    const isQuiet = isWhole() && tick.bad === bad && tick.inFlight < perSecond
    bad = tick.bad
    quiet = isQuiet ? quiet + 1 : 0
    return quiet > quietSeconds // the first of the ticks may come right after what was bad
  }
}

async function strikeLater(fault: Fault, bench: Bench, signal: AbortSignal) {
  await wait(bench.schedule.strikeSecond * 1000, undefined, { signal })
  const at = Date.now()
  await fault.strike(bench.environment, signal)
  const wholeAt = Date.now()
  const settled = fault.settles ? { secondsToSettle: await untilSettled(bench, wholeAt) } : {}
  return { at, tookMs: wholeAt - at, settled }
}

const SETTLE_LIMIT_MS = 60_000
const POLL_MS = 200

/** Seconds until no order placed before is pending; null when some still are at the limit. */
async function untilSettled({ scenario, signal }: Bench, before: number): Promise<number | null> {
  while (Date.now() - before < SETTLE_LIMIT_MS) {
    if ((await scenario.countPending(before)) === 0) return (Date.now() - before) / 1000
    await wait(POLL_MS, undefined, { signal })
  }
  return null
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

const toHundredths = (seconds: number | null) =>
  seconds === null ? null : Number(seconds.toFixed(2))

function countCrashes({ environment }: Bench): number {
  return environment.replicas.reduce((sum, replica) => sum + replica.crashes(), 0)
}

interface Seen {
  slow: number
  tookMs: number
  crashes: number
  mostMb: number
}

function noteOf(
  { failures, repeats, operations }: PhaseResult,
  { slow, tookMs, crashes, mostMb }: Seen,
): string {
  const longest = Math.max(0, ...operations.map(({ max }) => max)) / 1000
  const list = (counts: Record<string, number>) =>
    Object.entries(counts)
      .map(([what, times]) => `${times}× ${what}`)
      .join(', ') || 'none'
  return (
    `world whole again after ${(tookMs / 1000).toFixed(1)} s; ${slow} calls took over 1 s, the longest ${longest.toFixed(1)} s; ` +
    (mostMb > 0 ? `no process held more than ${mostMb} MB; ` : '') +
    (crashes > 0 ? `processes ended by themselves and were restarted: ${crashes}; ` : '') +
    `failures: ${list(failures)}; attempts repeated by the client: ${list(repeats)}`
  )
}
