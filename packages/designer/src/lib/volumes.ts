import type { Brief, DataVolume, Entity } from '@archwright/model'

import { placingOperation } from './placing-saga.ts'
import { figure } from './rules/catalog.ts'
import type { Load } from './workload.ts'

/** Rows that one confirmed order leaves behind, by entity. */
const rowsPerOrder: Readonly<Record<string, number>> = {
  order: 1,
  orderline: 2.5,
  orderhistory: 4,
  payment: 1,
  providerevent: 2,
  notification: 1,
}

/** Entities whose rows are deleted again soon, and the days they stay. */
const passingDays = 30
const passing = new Set(['reservation', 'cart', 'cartline', 'session', 'stock', 'price'])

const inserting =
  /\.(create|place|add|register|record|post|send|submit|publish|ingest|upload|book|shorten|import|track|report|start|open|request|make)/i

/** Growth and size after a year of every entity, with indexes and free space. */
export function volumesOf(brief: Brief, loads: readonly Load[]): DataVolume[] {
  const orders = loads.find(
    ({ operation }) => operation.name === placingOperation,
  )?.averagePerSecond
  return brief.entities.map((entity) => {
    const rowsPerDay = 86_400 * (entity.growthPerSecond ?? growthOf(entity, loads, orders))
    const bytesPerRow =
      ((entity.bytes ?? 0) + figure('postgres.row-overhead')) / figure('postgres.fill')
    const days = passing.has(plain(entity.name)) ? passingDays : 365
    const rows = (entity.count ?? 0) + rowsPerDay * days
    return {
      entity: entity.name,
      module: entity.module,
      rowsPerDay,
      bytesPerRow,
      bytesAfterYear: rows * bytesPerRow,
    }
  })
}

function growthOf(entity: Entity, loads: readonly Load[], orders: number | undefined): number {
  const key = plain(entity.name)
  if (passing.has(key)) return 0
  const perOrder = rowsPerOrder[key]
  if (orders !== undefined && perOrder !== undefined) return orders * perOrder
  return loads
    .filter(
      ({ operation }) => operation.writes.includes(entity.name) && inserting.test(operation.name),
    )
    .reduce((sum, { averagePerSecond }) => sum + averagePerSecond, 0)
}

/** "Order-Lines" and "orderLine" are the same entity to the table above. */
export function plain(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z]/g, '')
    .replace(/s$/, '')
}
