import { cpus, totalmem } from 'node:os'

import type { Evidence, LatencySeries } from '@archwright/model'

import type { Bench } from '../bench.ts'
import type { Measurements } from '../claims/measurements.ts'
import { judgeClaims } from '../claims/verdict.ts'
import type { PhaseResult } from '../load/phase.ts'
import { leftOut, mixOf } from '../parts/load-phase.ts'
import { ADDRESSES } from '../world.ts'

export interface ProofRun {
  command: string
  startedAt: Date
  /** Phases whose latencies are shown. */
  phases: PhaseResult[]
  measurements: Measurements
}

/** Puts all that was measured into the evidence document. */
export async function assembleEvidence(bench: Bench, run: ProofRun): Promise<Evidence> {
  const { command, startedAt, phases, measurements } = run
  const conditions = await conditionsOf(bench, phases)
  const { machine, processes } = conditions
  const nothing = { checked: 0, wrong: [] }
  return {
    system: bench.project.design.system,
    command,
    startedAt: startedAt.toISOString(),
    seconds: (Date.now() - startedAt.getTime()) / 1000,
    conditions,
    claims: judgeClaims(bench.project.design.claims, measurements, {
      command,
      conditions: `${machine}; ${processes}`,
    }),
    costs: measurements.costs ?? null,
    latencies: phases.flatMap(latenciesOf),
    saturation: measurements.saturation ?? null,
    faults: measurements.faults.map(({ key: _, secondsToSettle: __, ...fault }) => fault),
    invariants: (measurements.invariants ?? []).map(({ claim: _, ...invariant }) => invariant),
    access: measurements.access ?? nothing,
    contracts: measurements.contracts ?? nothing,
  }
}

async function conditionsOf(bench: Bench, phases: PhaseResult[]): Promise<Evidence['conditions']> {
  const cores = cpus()
  const { rows } = await bench.withDatabase((database) =>
    database.query<{ server_version: string }>('show server_version'),
  )
  const gigabytes = Math.round(totalmem() / 2 ** 30)
  const count = bench.environment.replicas.length
  return {
    machine:
      `${cores.length} cores (${cores[0]?.model.trim() ?? 'unknown'}), ${gigabytes} GiB, ${process.platform}; ` +
      `load average before the proof ${bench.loadBefore.toFixed(1)}`,
    versions: { node: process.versions.node, postgresql: rows[0]?.server_version ?? 'unknown' },
    load: describeLoad(bench, phases),
    processes:
      `${count} process${count > 1 ? 'es' : ''} of the project, PostgreSQL (fsync on), ${bench.environment.simulator ? 'the payment simulator, ' : ''}` +
      'a mail server and the load generator share these cores',
  }
}

function describeLoad(bench: Bench, phases: PhaseResult[]): string {
  const rates = mixOf(bench)
  const perSecond = rates.reduce((sum, rate) => sum + rate.perSecond, 0)
  const missing = leftOut(bench)
  return [
    `open model: ${perSecond.toFixed(1)} calls/s of ${rates.length} operations at the design's peak`,
    'one arrival per slot of 1/rate at a seeded random point of it, latency from the intended start',
    `${bench.scenario.callers}, from ${ADDRESSES} addresses`,
    'calls go round the processes that answer ready, asked every second; refused and broken connections, 503 and 429 are repeated with the same Idempotency-Key',
    ...(missing.length > 0 ? [`not called: ${missing.join(', ')}`] : []),
    ...phases.flatMap(describeGenerator),
  ].join('; ')
}

const LATE_MS = 20
const MOST_FAILURES = 5

function describeGenerator({ name, generator, failures }: PhaseResult): string[] {
  const busy = `${Math.round(generator.utilization * 100)} % of a core`
  const lag = `sent late by ${generator.lagP99Ms.toFixed(1)} ms (p99)`
  const isLate = generator.lagP99Ms > LATE_MS
  const most = Object.entries(failures).sort(([, a], [, b]) => b - a)
  return [
    ...(name === 'steady load' || isLate
      ? [
          `${name}: the generator used ${busy} and ${lag}${isLate ? ', which disturbs the latencies' : ''}`,
        ]
      : []),
    ...most
      .slice(0, MOST_FAILURES)
      .map(([failure, times]) => `${name}: ${times}× failed, ${failure}`),
  ]
}

function latenciesOf({ name, operations }: PhaseResult): LatencySeries[] {
  return operations.map(({ percentiles: _, ...series }) => ({ phase: name, ...series }))
}
