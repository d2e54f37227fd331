import type { Line } from '@archwright/model'

import { behindCache } from '../arithmetic/cache.ts'
import { inFlight } from '../arithmetic/little.ts'
import { erlangC } from '../arithmetic/queueing.ts'
import { citeAssumption, citeLoad, citeMix } from '../citations.ts'
import { readCores } from '../decisions/scalability/cache.ts'
import { percent, show } from '../figures.ts'
import { line } from '../line.ts'
import { figure } from '../rules/catalog.ts'
import type { Situation } from '../situation.ts'
import { trafficOf } from '../traffic.ts'
import type { Verdicts } from '../verdicts.ts'
import {
  closedFormLatencies,
  type Latencies,
  ownSeconds,
  playedCalls,
  serversOf,
  usedOf,
  waitSeconds,
} from './latency.ts'
import { figuresOf } from './telemetry-figures.ts'
import { outsideOfAll, residence } from './workload.ts'

/** How long the leading operation takes: Little's law, the mean by M/M/c, the tail by simulation and by closed form. */
export function latencyLines(situation: Situation, latencies: Latencies): Line[] {
  const { loads, brief } = situation
  const lead = loads.find(({ operation }) => operation.name === situation.lead?.name)
  if (!lead || lead.peakPerSecond === 0) return []
  const { place } = latencies
  const { name } = lead.operation
  const own = 1000 * ownSeconds(situation, lead, place)
  const seconds = residence(situation, lead)
  const outside = outsideOfAll(situation, lead) / 1000
  const servers = serversOf(situation, place)
  const load = usedOf(situation, place) * servers
  const waits = 1000 * waitSeconds(situation, lead, place)
  const chance = erlangC(servers, load)
  const where =
    place === 'one machine' ? `${servers} cores shared with the proof` : `${servers} cores`
  const from = ['L-app-cores', 'L-database-cores', 'work.commit.wait', 'os.slice']
  return [
    line({
      id: 'L-in-flight',
      what: `${name} in flight at the peak, by Little's law${outside > 0 ? `; ${show(outside)} s of it waiting for outside systems` : ''}`,
      formula: `${show(lead.peakPerSecond)} × ${show(seconds)}`,
      value: inFlight(lead.peakPerSecond, seconds),
      unit: 'calls',
      from: [...citeLoad(situation), 'work.commit.wait'],
    }),
    ...(load < servers
      ? [
          line({
            id: 'L-mean',
            what: `Mean time of ${name}: M/M/c on ${where}, of which ${show(load)} are busy; ${percent(chance)} of the arrivals wait (Erlang C)`,
            formula: `${show(own)} + ${show(own)} × ${show(chance)} ÷ (${servers} − ${show(load)}) + ${show(waits)}`,
            value: own + (own * chance) / (servers - load) + waits,
            unit: 'ms',
            from,
          }),
          line({
            id: 'L-p99-closed',
            what: `p99 of ${name} by the closed form of M/M/c${latencies.isPlayed(lead, 0.99) ? ', as a check' : ''}`,
            formula: show(1000 * closedFormLatencies(situation).at(lead, 0.99)),
            value: 1000 * closedFormLatencies(situation).at(lead, 0.99),
            unit: 'ms',
            from: ['L-mean'],
          }),
          ...(latencies.isPlayed(lead, 0.99)
            ? [
                line({
                  id: 'L-p99',
                  what: `p99 of ${name}: ${place === 'one machine' ? 'the whole mix' : 'the designed network'} simulated for ${show(playedCalls)} calls (seed "${brief.system}")`,
                  formula: show(1000 * latencies.at(lead, 0.99)),
                  value: 1000 * latencies.at(lead, 0.99),
                  unit: 'ms',
                  from,
                }),
              ]
            : []),
        ]
      : []),
  ]
}

/** What passes the wire: bandwidth at the peak, and what a month sends out. */
export function wireLines(situation: Situation): Line[] {
  const { inBytes, outBytes, monthlyOutBytes, fileBytes, sockets } = trafficOf(situation)
  const from = [...citeMix(situation), 'http.headers']
  const megabits = (bytes: number) => ({
    formula: `${show(bytes / 1e6)} × 8`,
    value: (bytes * 8) / 1e6,
    unit: 'Mbit/s',
    from,
  })
  return [
    line({ id: 'L-in', what: 'Received at the peak: Σ calls/s × MB', ...megabits(inBytes) }),
    line({ id: 'L-out', what: 'Sent at the peak: Σ calls/s × MB', ...megabits(outBytes) }),
    ...(fileBytes > 0
      ? [
          line({
            id: 'L-files',
            what: 'Files at the peak, between clients and the object store',
            ...megabits(fileBytes),
          }),
        ]
      : []),
    line({
      id: 'L-sent',
      what: 'Sent in a month of 730 hours at the average rate',
      formula: `${show(monthlyOutBytes / 730 / 3600 / 1e6)} × 3.6 × 730`,
      value: monthlyOutBytes / 1e9,
      unit: 'GB/month',
      from: [...from, ...citeAssumption(situation, 'operations.peakFactor')],
    }),
    ...(sockets > 0
      ? [
          line({
            id: 'L-sockets',
            what: `Processes that keep the open connections, ${show(figure('websocket.process'))} each`,
            formula: `ceil(${show(sockets)} ÷ ${show(figure('websocket.process'))})`,
            value: Math.ceil(sockets / figure('websocket.process')),
            unit: 'processes',
            from: ['websocket.process'],
          }),
        ]
      : []),
  ]
}

/** What the database's disk does at the peak, and how it fills. */
export function diskLines(situation: Situation): Line[] {
  const { diskReads, diskWrites, walBytes, rowsPerSecond } = trafficOf(situation)
  const daily = situation.volumes.reduce(
    (sum, { rowsPerDay, bytesPerRow }) => sum + rowsPerDay * bytesPerRow,
    0,
  )
  const workingSet = figure('capacity.working-set')
  const { bytesAfterYear } = situation.totals
  return [
    line({
      id: 'L-disk',
      what: `Reads that miss memory, commits, and pages of ${show(rowsPerSecond)} rows/s`,
      formula: `${show(diskReads)} + ${show(diskWrites)}`,
      value: diskReads + diskWrites,
      unit: 'I/O/s',
      from: [...citeMix(situation), 'postgres.hit-ratio', 'disk.operations'],
    }),
    line({
      id: 'L-wal',
      what: 'Write-ahead log at the peak, for copies and the archive',
      formula: `${show(walBytes / figure('postgres.wal') / 1e6)} × ${figure('postgres.wal')}`,
      value: walBytes / 1e6,
      unit: 'MB/s',
      from: [...citeMix(situation), 'postgres.wal'],
    }),
    line({
      id: 'L-growth',
      what: 'Rows and indexes added in a day',
      formula: `${show(daily / 1e9)}`,
      value: daily / 1e9,
      unit: 'GB/day',
      from: [...citeLoad(situation), 'postgres.row-overhead', 'postgres.fill'],
    }),
    line({
      id: 'L-working-set',
      what: 'The busy part of a year’s data if all tables were touched alike; of records that pile up only the newest are, so that less memory does. What misses memory is in L-disk',
      formula: `${show(bytesAfterYear / 1e9)} × ${workingSet}`,
      value: (bytesAfterYear / 1e9) * workingSet,
      unit: 'GB',
      from: ['L-storage', 'capacity.working-set'],
    }),
  ]
}

/** What a cache takes off the database, and what comes back when it is empty. */
export function cacheLines(situation: Situation, verdicts: Verdicts): Line[] {
  if (!/Redis|memory/.test(verdicts.chosen('cache'))) return []
  const hits = figure('cache.hit-ratio')
  const reading = readCores(situation)
  const writing = situation.totals.databaseCores - reading
  const { databaseCores } = situation.totals
  return [
    line({
      id: 'L-cache-warm',
      what: `Database cores busy behind a cache that answers ${percent(hits)}`,
      formula: `${show(writing)} + ${show(reading)} × (1 − ${hits})`,
      value: writing + behindCache(reading, hits),
      unit: 'cores',
      from: ['L-database-cores', 'L-read-cores', 'cache.hit-ratio'],
    }),
    line({
      id: 'L-cache-cold',
      what: 'Database cores busy when the cache is empty; the machine is sized for this',
      formula: `${show(writing)} + ${show(reading)}`,
      value: databaseCores,
      unit: 'cores',
      from: ['L-database-cores', 'L-read-cores'],
    }),
  ]
}

/** What is recorded about the running system. */
export function recordLines(situation: Situation): Line[] {
  const { logs, traces } = figuresOf(situation)
  const spans = traces.perSecond * traces.spansPerTrace
  return [
    line({
      id: 'L-logs',
      what: 'Log lines a day × bytes',
      formula: `${show(logs.linesPerDay / 1e6)} × ${figure('log.line')} ÷ 1000`,
      value: logs.bytesPerDay / 1e9,
      unit: 'GB/day',
      from: [...citeMix(situation), 'log.line'],
    }),
    line({
      id: 'L-traces',
      what: 'Spans a second × bytes, over a day',
      formula: `${show(spans)} × ${figure('trace.span')} × 86400 ÷ 1000000000`,
      value: (spans * figure('trace.span') * 86_400) / 1e9,
      unit: 'GB/day',
      from: [...citeMix(situation), 'trace.span', 'trace.share'],
    }),
  ]
}
