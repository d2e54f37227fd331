import type { Bench } from '../bench.ts'
import type { PhaseResult, PhaseTick } from '../load/phase.ts'

// Ten seconds of patience at several hundred calls a second.
const MAX_IN_FLIGHT = 8_000
const PROGRESS_SECONDS = 5

export type Rates = readonly { operation: string; perSecond: number }[]

/** The design's mix at peak, as far as the project offers the operations and the load can call them. */
export function mixOf(bench: Bench): Rates {
  return bench.project.design.mix.filter(({ operation }) => whyNot(bench, operation) === undefined)
}

/** Operations of the mix that the load does not call, each with the reason, for the conditions. */
export function leftOut(bench: Bench): string[] {
  return bench.project.design.mix.flatMap(({ operation }) => {
    const why = whyNot(bench, operation)
    return why === undefined ? [] : [`${operation} (${why})`]
  })
}

function whyNot({ api, scenario }: Bench, operation: string): string | undefined {
  return operation in api.routes ? scenario.whyNot(operation) : 'not in the contract'
}

export interface LoadOptions {
  name: string
  seconds: number
  rates: Rates
  until?: (tick: PhaseTick) => boolean
}

/** Runs one phase of load with a line of progress every few seconds. */
export async function runLoad(
  { generator, signal, progress, seed }: Bench,
  { name, seconds, rates, until }: LoadOptions,
): Promise<PhaseResult> {
  let before: PhaseTick | undefined
  const onTick = (tick: PhaseTick) => {
    if (tick.second % PROGRESS_SECONDS !== 0 || tick.second > seconds) return
    const at = until ? `${tick.second}` : `${tick.second}/${seconds}`
    progress(`${name} ${at} s: ${describe(tick, before)}`)
    before = tick
  }
  const plan = { name, seconds, rates, maxInFlight: MAX_IN_FLIGHT, seed }
  return await generator.run(plan, { onTick, signal, ...(until ? { until } : {}) })
}

function describe(tick: PhaseTick, before: PhaseTick | undefined): string {
  const seconds = tick.second - (before?.second ?? 0)
  const perSecond = (tick.offered - (before?.offered ?? 0)) / seconds
  return (
    `${Math.round(perSecond).toLocaleString('en')} calls/s offered, ` +
    `${tick.failed.toLocaleString('en')} failed so far, ${tick.inFlight} under way`
  )
}
