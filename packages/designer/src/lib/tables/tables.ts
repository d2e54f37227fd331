import type { Brief, Entity, Module, Table, TableIndex } from '@archwright/model'

import { livesElsewhere, recordLoad } from '../decisions/data/elsewhere.ts'
import { kindOf } from '../decisions/data/kinds.ts'
import { recordFamily } from '../decisions/data/store.ts'
import { duration } from '../figures.ts'
import { figure } from '../rules/catalog.ts'
import type { Situation } from '../situation.ts'
import type { Verdicts } from '../verdicts.ts'
import { indexesOf, uniqueName } from './own-indexes.ts'
import { shapeOf, type TableShape, tableName } from './own-table.ts'
import type { ReadyTable } from './ready-table.ts'
import { readyTables } from './ready-tables.ts'

/** The tables of a design and the indexes on them. */
export interface Tables {
  tables: Table[]
  indexes: TableIndex[]
}

/** Derives the tables that live in PostgreSQL: those of the ready modules as they are, others from the brief. */
export function tablesOf(
  situation: Situation,
  modules: readonly Module[],
  verdicts: Verdicts,
): Tables {
  if (recordFamily(verdicts.chosen('store.records')) !== 'relational')
    return { tables: [], indexes: [] }
  const ready = new Set(modules.filter((module) => module.ready).map(({ name }) => name))
  const brought = readyTables.filter(({ name }) => ready.has(moduleOf(name)))
  const own = situation.brief.entities.filter(
    (entity) => !ready.has(entity.module) && isTable(entity, situation),
  )
  const searched = verdicts.chosen('store.search') === 'PostgreSQL full text search'
  const shaped = own.map((entity) => ({ entity, shape: shapeOf(entity, situation) }))
  return {
    tables: [
      ...brought.map((table) => readyTable(table, situation)),
      ...shaped.map(({ entity, shape }) => ({
        name: tableName(entity),
        module: entity.module,
        entity: entity.name,
        ready: false,
        ...shape,
        retained: retention(entity, situation.brief),
        erased: erasure(entity),
        ...partitionOf(entity, hasUniqueName(shape), { situation, verdicts }),
        shardKey: shardColumn(shape.columns.map(({ name }) => name)),
      })),
    ],
    indexes: [
      ...brought.flatMap(({ name, indexes }) =>
        indexes.map((index) => ({ ...index, columns: [...index.columns], table: name })),
      ),
      ...shaped.flatMap(({ entity, shape }) =>
        indexesOf(entity, { name: tableName(entity), ...shape }, situation, searched),
      ),
    ],
  }
}

/** Whether an entity is a table: all but what another store keeps. Of files the rows are. */
function isTable(entity: Entity, situation: Situation): boolean {
  const kind = kindOf(entity, situation)
  return kind === 'files' || kind === 'series' || !livesElsewhere(situation, kind)
}

function readyTable(
  { name, entity, columns, key, references }: ReadyTable,
  { brief }: Situation,
): Table {
  const described = brief.entities.find(
    (each) => each.module === moduleOf(name) && each.name.toLowerCase() === entity?.toLowerCase(),
  )
  const listed = columns.split(', ').map((column) => {
    const [, title = column, type = 'text', open] = /^(\S+) (.+?)(\?)?$/.exec(column) ?? []
    return { name: title, type: open ? type : `${type} not null` }
  })
  return {
    name,
    module: moduleOf(name),
    ...(entity ? { entity } : {}),
    ready: true,
    columns: listed,
    key: [...key],
    references: references.map((each) => {
      const [column = '', table = ''] = each.split(' ')
      return { column, table }
    }),
    retained: described ? retention(described, brief) : 'as long as what it belongs to',
    erased: described ? erasure(described) : 'with what it belongs to',
    shardKey: shardColumn(listed.map((column) => column.name)),
  }
}

const moduleOf = (table: string) => table.slice(0, table.indexOf('.'))

/** How long rows stay: what the brief says, else by what they are. */
function retention({ name, shape, sensitivity }: Entity, { objectives }: Brief): string {
  if (/session|cart|reservation|token|notification/i.test(name)) return '30 days after their end'
  const said = objectives.retentionSeconds
  if (said !== undefined) return duration(said)
  if (sensitivity === 'payment') return '10 years, as books are kept'
  if (shape === 'series' || shape === 'event') return '13 months, so that years can be compared'
  return 'until it is deleted'
}

/** What becomes of the rows of a person who asks to be forgotten. */
function erasure({ sensitivity }: Entity): string {
  if (sensitivity === 'payment')
    return 'kept by law; the person is replaced by a pseudonym, whose meaning is deleted'
  if (sensitivity === 'health')
    return 'deleted once no duty to keep it holds; every read is audited'
  if (sensitivity === 'personal') return 'deleted, or the columns that name the person are emptied'
  return 'nothing personal'
}

/** What must be unique over all rows cannot be checked over partitions by time. */
const hasUniqueName = ({ columns }: TableShape): boolean =>
  columns.some(({ name, type }) => / unique$/.test(type) || uniqueName.test(name))

/** Split by month from the start where the decision says so, or when the table no longer fits in memory. */
function partitionOf(
  entity: Entity,
  unique: boolean,
  { situation, verdicts }: { situation: Situation; verdicts: Verdicts },
): { partition?: NonNullable<Table['partition']> } {
  const column =
    kindOf(entity, situation) === 'series' || entity.shape === 'event' ? 'at' : 'created_at'
  const largest = recordLoad(situation).largest.entity === entity.name
  const decided = largest && verdicts.chosen('scaling.growth').startsWith('partitions')
  const index = situation.brief.entities.indexOf(entity)
  const bytes = situation.volumes[index]?.bytesAfterYear ?? 0
  const grows = kindOf(entity, situation) !== 'files' && bytes > figure('postgres.memory')
  if ((!decided && !grows) || unique) return {}
  return { partition: { column, every: 'month', now: decided || column === 'at' } }
}

/** The column by which rows would be spread: the widest owner that each query names anyway. */
function shardColumn(columns: readonly string[]): string {
  return (
    ['tenant_id', 'owner_id', 'customer_id', 'account_id', 'source', 'order_id'].find((name) =>
      columns.includes(name),
    ) ??
    columns[0] ??
    'id'
  )
}
