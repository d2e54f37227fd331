import type { Entity } from '@archwright/model'
import type { Signal } from '@archwright/model/light'

import { interval } from '../../rules/catalog.ts'
import type { Signals } from '../../signals.ts'
import type { Situation } from '../../situation.ts'

/**
 * Kinds of data by how they are used, which is what decides where they live. A record is what none of the others
 * is: rows with relations, changed in transactions.
 */
export const dataKinds = [
  'records',
  'files',
  'live',
  'writable',
  'history',
  'series',
  'lookups',
  'documents',
  'graph',
] as const
export type DataKind = (typeof dataKinds)[number]

/** All data of one kind, with what is asked of it at the peak. */
export interface DataGroup {
  kind: DataKind
  /** Entities of the brief, and what its words imply but no entity names. */
  holds: readonly string[]
  readsPerSecond: number
  writesPerSecond: number
  rows: number
  rowsPerDay: number
  bytesAfterYear: number
}

/** Whether an entity is of a kind; the first row that fits, and records where none does. */
const signs: readonly (readonly [DataKind, (entity: Entity, signals: Signals) => boolean])[] = [
  ['files', ({ shape, bytes = 0 }) => shape === 'blob' || bytes >= interval('blob.database').low],
  ['writable', ({ name }, signals) => signals.any('always-writable') && mergeable.test(name)],
  ['series', ({ shape }) => shape === 'series'],
  ['graph', ({ shape }) => shape === 'graph'],
  ['documents', ({ shape }) => shape === 'document'],
  ['live', ({ shape, name }) => shape === 'key-value' && shortLived.test(name)],
  ['lookups', ({ shape }) => shape === 'key-value'],
  ['history', ({ shape, name }) => shape === 'event' || written.test(name)],
]

/** Of these only the latest value counts, and nobody misses them a day later. */
const shortLived =
  /position|location|presence|session|cursor|typing|counter|score|rank|timeline|token|ticket|lock|heartbeat|latest|current/i

/** Two versions of these can be joined afterwards, and nobody pays by them. */
const mergeable = /cart|basket|wish|list|session|preference|profile|draft|note|like|state/i

/** These are written once, read newest first by what they belong to, and never changed by others. */
const written = /^(chat)?(message|post|comment|activity|log ?line)s?$/i

/** What the words of a brief imply when no entity names it. */
const implied: readonly (readonly [DataKind, string, readonly Signal[]])[] = [
  ['live', 'current positions', ['rides']],
  ['live', 'presence', ['presence']],
  ['live', 'leaderboard', ['ranking']],
  ['live', 'counters', ['counters']],
  ['live', 'home timelines', ['feed']],
  ['writable', 'values that take every write', ['always-writable']],
  ['series', 'measurements', ['telemetry', 'monitoring']],
  ['graph', 'relations', ['relations']],
  ['files', 'files', ['files', 'media', 'large-objects', 'static-content']],
]

/** The kind of an entity. */
export function kindOf(entity: Entity, { signals }: Pick<Situation, 'signals'>): DataKind {
  return signs.find(([, fits]) => fits(entity, signals))?.[0] ?? 'records'
}

/** Whether the brief has data of a kind, by its entities or its words. */
export function hasKind(situation: Situation, kind: DataKind): boolean {
  const { brief, signals } = situation
  return (
    brief.entities.some((entity) => kindOf(entity, situation) === kind) ||
    implied.some(([of, , words]) => of === kind && signals.any(...words))
  )
}

/** All data of one kind. */
export function groupOf(situation: Situation, kind: DataKind): DataGroup {
  const { brief, loads, volumes, signals } = situation
  const names = new Set<string>()
  const group = { readsPerSecond: 0, writesPerSecond: 0, rows: 0, rowsPerDay: 0, bytesAfterYear: 0 }
  brief.entities.forEach((entity, index) => {
    if (kindOf(entity, situation) !== kind) return
    names.add(entity.name)
    group.rows += entity.count ?? 0
    group.rowsPerDay += volumes[index]?.rowsPerDay ?? 0
    group.bytesAfterYear += volumes[index]?.bytesAfterYear ?? 0
  })
  for (const { operation, peakPerSecond } of loads) {
    if (operation.writes.some((name) => names.has(name))) group.writesPerSecond += peakPerSecond
    else if (operation.reads.some((name) => names.has(name))) group.readsPerSecond += peakPerSecond
  }
  const alsoImplied = implied
    .filter(([of, , words]) => of === kind && signals.any(...words))
    .map(([, name]) => name)
  // Series and files that an entity names are what the words mean; live data comes in several forms at once.
  const holds = names.size > 0 && kind !== 'live' ? [...names] : [...names, ...alsoImplied]
  return { kind, holds, ...group }
}
