import type { Brief, DataVolume } from '@archwright/model'

import { placingOperation } from './placing-saga.ts'
import { figure } from './rules/catalog.ts'
import type { Load } from './workload.ts'

/** How the rows of one entity come and go, whatever the rates are. */
export interface Growth {
  /** Days that a row stays, of the first year. */
  days: number
  /** Indexes of the operations that add a row with each call, and the rows each call adds. */
  inserts: readonly { operation: number; rows: number }[]
}

/** Rows that one confirmed order leaves behind, by entity. */
const rowsPerOrder: Readonly<Record<string, number>> = {
  order: 1,
  orderline: 2.5,
  orderhistory: 4,
  payment: 1,
  providerevent: 2,
  notification: 1,
}

/** Entities whose rows are deleted again soon. */
const passing = new Set(['reservation', 'cart', 'cartline', 'session'])
const passingDays = 30

const inserting =
  /\.(create|place|add|register|record|post|send|submit|publish|ingest|upload|book|shorten|import|track|report|start|open|request|make)/i

/** Reads how the entities of a brief grow, in the order of the brief. */
export function growthsOf({ entities, operations }: Brief): Growth[] {
  const placing = operations.findIndex(({ name }) => name === placingOperation)
  return entities.map((entity) => {
    const key = plain(entity.name)
    const days = passing.has(key) ? passingDays : 365
    const rows = rowsPerOrder[key]
    if (placing >= 0 && rows !== undefined) return { days, inserts: [{ operation: placing, rows }] }
    const inserts = operations.flatMap(({ name, writes }, operation) =>
      writes.includes(entity.name) && inserting.test(name) ? [{ operation, rows: 1 }] : [],
    )
    return { days, inserts }
  })
}

/** Growth and size after a year of every entity, with indexes and free space. */
export function volumesOf(
  { entities }: Brief,
  loads: readonly Load[],
  growths: readonly Growth[],
): DataVolume[] {
  const overhead = figure('postgres.row-overhead')
  const fill = figure('postgres.fill')
  return entities.map(({ name, module, bytes = 0, count = 0, growthPerSecond }, index) => {
    const { days, inserts } = growths[index] ?? { days: 365, inserts: [] }
    const perSecond = growthPerSecond ?? insertedPerSecond(inserts, loads)
    const rowsPerDay = 86_400 * perSecond
    const bytesPerRow = (bytes + overhead) / fill
    const bytesAfterYear = (count + rowsPerDay * days) * bytesPerRow
    return { entity: name, module, rowsPerDay, bytesPerRow, bytesAfterYear }
  })
}

function insertedPerSecond(inserts: Growth['inserts'], loads: readonly Load[]): number {
  return inserts.reduce(
    (sum, { operation, rows }) => sum + rows * (loads[operation]?.averagePerSecond ?? 0),
    0,
  )
}

/** "Order-Lines" and "orderLine" are the same entity to the table above. */
function plain(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z]/g, '')
    .replace(/s$/, '')
}
