import type { CallCosts } from '@archwright/model'

import type { Bench } from '../bench.ts'
import type { PhaseResult } from '../load/phase.ts'
import { mixOf, runLoad } from './load-phase.ts'

export interface Steady {
  steady: PhaseResult
  /** Absent where the system does not tell processor times, or a process ended meanwhile. */
  costs?: CallCosts
}

/** The design's whole mix at its peak, for as long as asked; preceded by a warm-up that is not counted. */
export async function runSteady(bench: Bench): Promise<Steady> {
  const { schedule } = bench
  const rates = mixOf(bench)
  await runLoad(bench, { name: 'warm-up', seconds: schedule.warmUpSeconds, rates })
  const before = await processorTimes(bench)
  const steady = await runLoad(bench, {
    name: 'steady load',
    seconds: schedule.steadySeconds,
    rates,
  })
  const costs = costsOf(before, await processorTimes(bench), steady)
  return { steady, ...(costs ? { costs } : {}) }
}

interface ProcessorTimes {
  app: number
  database: number
}

async function processorTimes({ environment }: Bench): Promise<ProcessorTimes> {
  const [database, ...processes] = await Promise.all([
    environment.database.processorSeconds(),
    ...environment.replicas.map((replica) => replica.processorSeconds()),
  ])
  const app = processes.reduce<number>((sum, seconds = Number.NaN) => sum + seconds, 0)
  return { app, database: database ?? Number.NaN }
}

function costsOf(
  before: ProcessorTimes,
  after: ProcessorTimes,
  { operations, seconds }: PhaseResult,
): CallCosts | undefined {
  const calls = operations.reduce((sum, { count }) => sum + count, 0)
  const perCall = (part: keyof ProcessorTimes) => ((after[part] - before[part]) * 1000) / calls
  const costs = {
    callsPerSecond: calls / seconds,
    appMs: perCall('app'),
    databaseMs: perCall('database'),
  }
  // A process that was started again has used less than before.
  return costs.appMs > 0 && costs.databaseMs > 0 ? costs : undefined
}
