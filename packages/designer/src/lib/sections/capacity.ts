import type { Design, Line } from '@archwright/model'

import { poolSize } from '../arithmetic/pool.ts'
import { headroom, staffedCores } from '../arithmetic/staffing.ts'
import { calibrationLines } from '../calibration.ts'
import { citeAssumption, citeLoad, citeMix } from '../citations.ts'
import { readCores } from '../decisions/scalability/cache.ts'
import { show } from '../figures.ts'
import { connectionsOf, fleetOf, replicasOf } from '../fleet.ts'
import { line } from '../line.ts'
import { figure } from '../rules/catalog.ts'
import { coresPerReplica, type Situation, usableShare } from '../situation.ts'
import { sizeOf, usableOf } from '../sizing.ts'
import { leadUnit } from '../units.ts'
import type { Verdicts } from '../verdicts.ts'
import type { Load } from '../workload.ts'
import type { Latencies } from './latency.ts'
import { limitLines } from './limits.ts'
import { cacheLines, diskLines, latencyLines, recordLines, wireLines } from './resource-lines.ts'

/** What the peak needs of everything, each figure as a line of arithmetic. */
export function capacityOf(
  situation: Situation,
  verdicts: Verdicts,
  latencies: Latencies,
): Design['capacity'] {
  const { totals } = situation
  const { databaseCores, pool } = sizeOf(situation)
  const replicas = replicasOf(situation)
  return {
    lines: [
      ...loadLines(situation),
      ...coreLines(situation),
      ...databaseLines(situation),
      ...connectionLines(situation),
      ...latencyLines(situation, latencies),
      ...cacheLines(situation, verdicts),
      ...diskLines(situation),
      ...wireLines(situation),
      ...recordLines(situation),
      ...limitLines(situation),
    ],
    cores: replicas * coresPerReplica,
    databaseCores,
    poolSize: pool,
    replicas,
    storageBytesAfterYear: totals.bytesAfterYear,
    headroom: headroom(coresPerReplica),
  }
}

function loadLines(situation: Situation): Line[] {
  const { totals, lead, brief } = situation
  const from = citeMix(situation)
  const { unit, perCallPerSecond } = leadUnit(brief)
  const peak = lead?.peakPerSecond ?? 0
  return [
    line({
      id: 'L-lead',
      what: `${lead?.name ?? 'Leading operation'} at the peak`,
      formula: `${show(peak * perCallPerSecond)} ${unit} ÷ ${show(perCallPerSecond)}`,
      value: peak,
      unit: '/s',
      from: citeLoad(situation),
    }),
    line({
      id: 'L-reads',
      what: 'Reading calls at the peak',
      formula: sumOf(situation, (kind) => kind !== 'command'),
      value: totals.readsPerSecond,
      unit: 'reads/s',
      from,
    }),
    line({
      id: 'L-writes',
      what: 'Writing calls at the peak',
      formula: sumOf(situation, (kind) => kind === 'command'),
      value: totals.writesPerSecond,
      unit: 'writes/s',
      from,
    }),
    line({
      id: 'L-events',
      what: 'Events published at the peak',
      formula: sumOf(situation, (_, index) => situation.publishing[index] === true),
      value: totals.eventsPerSecond,
      unit: 'events/s',
      from,
    }),
  ]
}

function sumOf({ loads }: Situation, applies: (kind: string, index: number) => boolean): string {
  const rates = loads.filter(
    ({ operation, peakPerSecond }, index) => applies(operation.kind, index) && peakPerSecond > 0,
  )
  return rates.map(({ peakPerSecond }) => show(peakPerSecond)).join(' + ') || '0'
}

function coreLines(situation: Situation): Line[] {
  const { totals } = situation
  const beta = figure('capacity.beta')
  return [
    ...calibrationLines(situation),
    line({
      id: 'L-app-cores',
      what: 'Application cores kept busy at the peak: Σ calls/s × processor ms',
      formula: products(situation.loads, 'appMs'),
      value: totals.appCores,
      unit: 'cores',
      from: [
        ...citeMix(situation),
        'work.request.app',
        'work.statement.app',
        'work.hash.app',
        'work.verify.app',
        ...(situation.calibration ? ['L-calibrated-app'] : []),
      ],
    }),
    line({
      id: 'L-headroom',
      what: `Share of a ${coresPerReplica}-core replica to keep free`,
      formula: `0.712 ÷ ${coresPerReplica}^0.448`,
      value: headroom(coresPerReplica),
      unit: 'share',
      from: ['capacity.headroom'],
    }),
    ...replicaLines(situation),
    line({
      id: 'L-staffing',
      what: 'Check by square-root staffing',
      formula: `${show(totals.appCores)} + ${beta} × √${show(totals.appCores)}`,
      value: staffedCores(totals.appCores, beta),
      unit: 'cores',
      from: ['L-app-cores', 'capacity.beta'],
    }),
  ]
}

// Apart, each service rounds up to whole replicas and keeps a spare of its own.
function replicaLines(situation: Situation): Line[] {
  const { needed, spare } = sizeOf(situation)
  const fleet = fleetOf(situation)
  const replicas = replicasOf(situation)
  const together = line({
    id: 'L-replicas-needed',
    what: `Replicas that carry the peak${fleet.length > 1 ? ', were it one fleet' : ''}`,
    formula: `ceil(${show(situation.totals.appCores)} ÷ (${coresPerReplica} × ${show(usableShare)}))`,
    value: needed,
    unit: 'replicas',
    from: ['L-app-cores', 'L-headroom'],
  })
  const counts = fleet.map((part) => part.replicas)
  return [
    together,
    line({
      id: 'L-replicas',
      what:
        fleet.length > 1
          ? `Replicas of the ${fleet.length} services, each by its own load and with its own spare`
          : 'Replicas with the spare',
      formula: fleet.length > 1 ? counts.join(' + ') : `${needed} + ${spare}`,
      value: replicas,
      unit: 'replicas',
      from: fleet.length > 1 ? ['L-headroom'] : ['L-replicas-needed'],
    }),
  ]
}

function databaseLines(situation: Situation): Line[] {
  const { totals } = situation
  const { databaseCores } = sizeOf(situation)
  return [
    line({
      id: 'L-database-cores',
      what: 'Database cores kept busy at the peak: Σ calls/s × processor ms',
      formula: products(situation.loads, 'databaseMs'),
      value: totals.databaseCores,
      unit: 'cores',
      from: [
        ...citeMix(situation),
        'work.statement.database',
        'work.commit.database',
        'work.scan.database',
        ...(situation.calibration ? ['L-calibrated-database'] : []),
      ],
    }),
    line({
      id: 'L-read-cores',
      what: 'Of these for reading',
      formula: products(
        situation.loads.filter(({ operation }) => operation.kind === 'query'),
        'databaseMs',
      ),
      value: readCores(situation),
      unit: 'cores',
      from: ['L-database-cores'],
    }),
    line({
      id: 'L-database-size',
      what: `Cores of the machine: the smallest of 2, 4, 8, … whose ${show(usableOf(databaseCores))} use covers it`,
      formula: `${databaseCores}`,
      value: databaseCores,
      unit: 'cores',
      from: ['L-database-cores', 'capacity.headroom', 'postgres.cpu-trigger'],
    }),
  ]
}

function connectionLines(situation: Situation): Line[] {
  const { totals, volumes } = situation
  const { databaseCores, pool } = sizeOf(situation)
  const parts = fleetOf(situation).map((part) => `${part.replicas} × ${part.poolPerReplica}`)
  const sizes = volumes.filter(
    ({ bytesAfterYear }) => bytesAfterYear > totals.bytesAfterYear / 1000,
  )
  const storage = sizes.map(({ bytesAfterYear }) => show(bytesAfterYear / 1e9)).join(' + ') || '0'
  return [
    line({
      id: 'L-pool',
      what: `Connections in use at once (published rule: ${poolSize(databaseCores, 1)})`,
      formula: `${databaseCores} × ${figure('pool.measured')}`,
      value: pool,
      unit: 'connections',
      from: ['L-database-size', 'pool.measured', 'pool.size'],
    }),
    line({
      id: 'L-connections',
      what: 'Connections open from all replicas',
      formula: parts.join(' + '),
      value: connectionsOf(situation),
      unit: 'connections',
      from: ['L-pool', 'L-replicas', 'postgres.connections'],
    }),
    line({
      id: 'L-storage',
      what: 'Stored after a year, with indexes, in the largest tables',
      formula: storage,
      value: sizes.reduce((sum, { bytesAfterYear }) => sum + bytesAfterYear, 0) / 1e9,
      unit: 'GB',
      from: [
        ...citeLoad(situation),
        ...citeAssumption(situation, 'operations.peakFactor'),
        'postgres.row-overhead',
        'postgres.fill',
      ],
    }),
  ]
}

/** The terms that matter, as calls/s × ms; the rest as one figure, so that the line can be checked by hand. */
function products(loads: readonly Load[], cost: 'appMs' | 'databaseMs'): string {
  const terms = loads
    .map(({ peakPerSecond, work }) => ({
      peakPerSecond,
      ms: work[cost],
      busy: peakPerSecond * work[cost],
    }))
    .toSorted((a, b) => b.busy - a.busy)
  const shown = terms.slice(0, 6)
  const rest = terms.slice(6).reduce((sum, { busy }) => sum + busy, 0)
  const text = shown
    .map(({ peakPerSecond, ms }) => `${show(peakPerSecond)} × ${show(ms)}`)
    .join(' + ')
  return `(${text || '0'}${rest > 0 ? ` + ${show(rest)}` : ''}) ÷ 1000`
}
