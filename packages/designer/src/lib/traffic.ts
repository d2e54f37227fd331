import type { Operation } from '@archwright/model'

import { figure } from './rules/catalog.ts'
import type { Situation } from './situation.ts'

/** What passes the wire and the disk. */
export interface Traffic {
  /** Bytes a second at the peak, to and from clients. */
  inBytes: number
  outBytes: number
  /** Bytes sent to clients in a month, at the average rate. */
  monthlyOutBytes: number
  /** Bytes a second of files, at the peak; they pass between clients and the object store. */
  fileBytes: number
  /** Rows written a second at the peak. */
  rowsPerSecond: number
  /** Bytes of write-ahead log a second at the peak. */
  walBytes: number
  /** Reads and writes of the database's disk a second at the peak. */
  diskReads: number
  diskWrites: number
  /** Connections that clients keep open. */
  sockets: number
}

/** Rows of one page of a list. */
const pageRows = 20
/** Pages that a written row dirties before the next checkpoint: keys and rows are appended, two indexes are not. */
const pagesPerRow = 2

/** Follows every call to the wire and to the disk. */
export function trafficOf(situation: Situation): Traffic {
  const { brief, loads, works, signals } = situation
  const blobs = new Set(brief.entities.filter(isBlob).map(({ name }) => name))
  const traffic = empty()
  const overhead = figure('http.headers')
  for (const [index, { operation, averagePerSecond, peakPerSecond, work }] of loads.entries()) {
    if (operation.kind === 'job') continue
    const payload = payloadOf(operation, situation, blobs)
    const files = fileBytesOf(operation, situation, blobs)
    const writing = operation.kind === 'command'
    traffic.inBytes += peakPerSecond * (overhead + (writing ? payload : 0))
    traffic.outBytes += peakPerSecond * (overhead + (writing ? 0 : payload))
    traffic.monthlyOutBytes +=
      secondsPerMonth * averagePerSecond * (overhead + (writing ? 0 : payload + files))
    traffic.fileBytes += peakPerSecond * files
    const reads = (works[index]?.statements ?? 1) * peakPerSecond
    traffic.diskReads += reads * (1 - figure('postgres.hit-ratio'))
    if (writing) traffic.diskWrites += work.transactions * peakPerSecond
  }
  traffic.rowsPerSecond = rowsWritten(situation)
  traffic.diskWrites += traffic.rowsPerSecond * pagesPerRow
  traffic.walBytes = figure('postgres.wal') * walRows(situation)
  traffic.sockets = signals.any('realtime', 'two-way', 'presence', 'co-editing')
    ? Math.max(0, ...brief.actors.map(({ concurrent = 0 }) => concurrent))
    : 0
  return traffic
}

const secondsPerMonth = 730 * 3600

const isBlob = ({ shape }: { shape: string }) => shape === 'blob'

function empty(): Traffic {
  return {
    inBytes: 0,
    outBytes: 0,
    monthlyOutBytes: 0,
    fileBytes: 0,
    rowsPerSecond: 0,
    walBytes: 0,
    diskReads: 0,
    diskWrites: 0,
    sockets: 0,
  }
}

/** Bytes of a body: as stated, or those of the rows that are sent or returned. */
function payloadOf(operation: Operation, { brief }: Situation, blobs: ReadonlySet<string>): number {
  if (operation.payloadBytes !== undefined) return operation.payloadBytes
  const writing = operation.kind === 'command'
  const rows = writing ? operation.writes : operation.reads
  const bytes = brief.entities
    .filter(({ name }) => rows.includes(name) && !blobs.has(name))
    .reduce((sum, entity) => sum + (entity.bytes ?? 0), 0)
  const isList = /\.(list|search|find|browse|query|feed|timeline|getAll)/i.test(operation.name)
  return writing || !isList ? bytes : pageRows * bytes
}

/** Bytes of the files that a call is about. */
function fileBytesOf(
  { reads, writes }: Operation,
  { brief }: Situation,
  blobs: ReadonlySet<string>,
): number {
  return brief.entities
    .filter(({ name }) => blobs.has(name) && (reads.includes(name) || writes.includes(name)))
    .reduce((most, entity) => Math.max(most, entity.bytes ?? 0), 0)
}

/** Inserts as the data grows, and one row for each thing that a command changes. */
function rowsWritten({ loads }: Situation): number {
  return loads
    .filter(({ operation }) => operation.kind === 'command' || operation.kind === 'job')
    .reduce(
      (sum, { operation, peakPerSecond }) =>
        sum + peakPerSecond * Math.max(1, operation.writes.length),
      0,
    )
}

/** Bytes of rows written a second at the peak. */
function walRows({ loads, brief, volumes }: Situation): number {
  const perRow = new Map(volumes.map(({ entity, bytesPerRow }) => [entity, bytesPerRow]))
  const usual = figure('postgres.row-overhead') * 2
  return loads
    .filter(({ operation }) => operation.kind === 'command' || operation.kind === 'job')
    .reduce((sum, { operation, peakPerSecond }) => {
      const rows = operation.writes.filter(
        (name) => !brief.entities.some((entity) => entity.name === name && isBlob(entity)),
      )
      const bytes = rows.reduce((all, name) => all + (perRow.get(name) ?? usual), 0)
      return sum + peakPerSecond * (bytes || usual)
    }, 0)
}
