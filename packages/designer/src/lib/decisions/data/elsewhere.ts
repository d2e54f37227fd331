import { answerIn } from '../../answer.ts'
import type { Question } from '../../decision.ts'
import { figure } from '../../rules/catalog.ts'
import type { Situation } from '../../situation.ts'
import { documentStore } from './documents.ts'
import { graphStore } from './graph.ts'
import { historyStore } from './history.ts'
import { decidesInMemory } from './hot-state.ts'
import { type DataKind, hasKind, kindOf } from './kinds.ts'
import { liveStore } from './live.ts'
import { seriesStore } from './series.ts'
import { withRecords } from './store-question.ts'
import { writableStore } from './writable.ts'

const questions: Readonly<Partial<Record<DataKind, Question>>> = {
  documents: documentStore,
  live: liveStore,
  writable: writableStore,
  history: historyStore,
  series: seriesStore,
  graph: graphStore,
}

/** Whether a kind of data has a store of its own. Of files the bytes have, and their rows have not. */
export function livesElsewhere(situation: Situation, kind: DataKind): boolean {
  const question = questions[kind]
  return (
    question !== undefined &&
    hasKind(situation, kind) &&
    answerIn(situation, question) !== withRecords
  )
}

/** What is left for the store of the records. */
export interface RecordLoad {
  /** Names of the entities it keeps, without files. */
  entities: readonly string[]
  /** Database cores that are busy at the peak. */
  cores: number
  bytesAfterYear: number
  /** The table that becomes the largest within a year. */
  largest: { entity: string; rowsPerDay: number; bytesPerRow: number; bytesAfterYear: number }
}

const known = new WeakMap<Situation, RecordLoad>()

/** The load of the store of the records: all that no other store has taken. Remembers: many decisions ask. */
export function recordLoad(situation: Situation): RecordLoad {
  const before = known.get(situation)
  if (before) return before
  const load = computeLoad(situation)
  known.set(situation, load)
  return load
}

function computeLoad(situation: Situation): RecordLoad {
  const { brief, volumes, loads } = situation
  const inMemory = decidesInMemory(situation)
  const moved = new Set<string>()
  const entities: string[] = []
  let bytesAfterYear = 0
  let largest: RecordLoad['largest'] = nothing
  brief.entities.forEach((entity, index) => {
    const { name, count = 0 } = entity
    const kind = kindOf(entity, situation)
    if (livesElsewhere(situation, kind)) {
      moved.add(name)
      return
    }
    // Decided in memory, and written here afterwards in batches.
    if (inMemory && decided.has(entity.module)) {
      entities.push(name)
      return
    }
    const volume = volumes[index] ?? { ...nothing, entity: name }
    const table = kind === 'files' ? fileRows(volume, count) : volume
    if (kind !== 'files') entities.push(name)
    bytesAfterYear += table.bytesAfterYear
    if (table.bytesAfterYear > largest.bytesAfterYear) largest = table
  })
  let cores = 0
  for (const { operation, module, peakPerSecond, work } of loads) {
    const touched = [...operation.reads, ...operation.writes]
    if (touched.length > 0 && touched.every((name) => moved.has(name))) continue
    if (inMemory && decided.has(module)) continue
    cores += (peakPerSecond * work.databaseMs) / 1000
  }
  return { entities, cores, bytesAfterYear, largest }
}

const nothing = { entity: 'none', rowsPerDay: 0, bytesPerRow: 0, bytesAfterYear: 0 }

/** What stays with the records of files: a row for each. */
function fileRows({ entity, rowsPerDay }: RecordLoad['largest'], count: number) {
  const bytesAfterYear = (count + 365 * rowsPerDay) * fileRowBytes
  return { entity: `${entity} metadata`, rowsPerDay, bytesPerRow: fileRowBytes, bytesAfterYear }
}

/** Modules whose calls are answered from memory when the market is decided there. */
const decided: ReadonlySet<string> = new Set(['trading', 'orders', 'matching'])

/** Bytes of the row that says what is known of a file: name, owner, type, size, digest, state. */
const fileRowBytes = (300 + figure('postgres.row-overhead')) / figure('postgres.fill')
