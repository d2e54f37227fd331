import type { Bench } from '../bench.ts'
import type { PhaseResult } from '../load/phase.ts'
import { mixOf, runLoad } from './load-phase.ts'

/** The design's whole mix at its peak, for as long as asked; preceded by a warm-up that is not counted. */
export async function runSteady(bench: Bench): Promise<PhaseResult> {
  const { schedule } = bench
  const rates = mixOf(bench)
  await runLoad(bench, { name: 'warm-up', seconds: schedule.warmUpSeconds, rates })
  return await runLoad(bench, { name: 'steady load', seconds: schedule.steadySeconds, rates })
}
