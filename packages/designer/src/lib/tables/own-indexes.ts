import type { Entity, Operation, Table, TableIndex } from '@archwright/model'

import { type DataKind, kindOf } from '../decisions/data/kinds.ts'
import type { Situation } from '../situation.ts'
import { type Demand, planIndexes } from './index-plan.ts'
import { snake } from './names.ts'

type Shaped = Pick<Table, 'name' | 'columns' | 'key' | 'references'>

/** The indexes that the operations on a table ask for, as few as serve them all. */
export function indexesOf(
  entity: Entity,
  table: Shaped,
  situation: Situation,
  searched: boolean,
): TableIndex[] {
  const short = table.name.slice(table.name.indexOf('.') + 1)
  const unique = uniqueIndexes(table, short)
  const byKind = byShape(entity, table, situation)
  const kept = [
    table.key,
    ...[...unique, ...byKind]
      .filter(({ where }) => where === undefined)
      .map(({ columns }) => columns),
  ]
  const demands = [...demandsOf(entity, table, situation), ...foreignKeys(table)]
  const planned = planIndexes(demands, kept).map(
    ({ columns, serves }): TableIndex => ({
      name: `${short}_by_${columns.join('_')}`.slice(0, 60),
      table: table.name,
      method: 'btree',
      unique: false,
      columns: [...columns],
      serves: [...serves],
      why: reasonFor(columns, serves),
    }),
  )
  return [...unique, ...planned, ...byKind, ...(searched ? byText(entity, table, situation) : [])]
}

const ops = (entity: Entity, { brief }: Situation): Operation[] =>
  brief.operations.filter(({ reads, kind }) => kind !== 'command' && reads.includes(entity.name))

/** What each operation looks for, read from its name and its kind. */
function demandsOf(entity: Entity, table: Shaped, situation: Situation): Demand[] {
  const names = new Set(table.columns.map(({ name }) => name))
  const scope = ['tenant_id', 'owner_id'].filter((column) => names.has(column))
  const order = names.has('at') ? 'at' : 'id'
  return ops(entity, situation).flatMap((operation): Demand[] => {
    const verb = operation.name.slice(operation.name.indexOf('.') + 1)
    const by = [operation.name]
    if (isSearch(verb)) return []
    if (operation.kind === 'job') return due(names, by)
    const named = namedColumns(verb, names)
    const equals = [...new Set([...scope, ...named])]
    if (isPage(verb)) {
      const source = names.has('source') && !names.has('owner_id') ? ['source'] : []
      return [
        { equals, sorted: order, by },
        ...source.map((column) => ({ equals: [...equals, column], sorted: order, by })),
      ]
    }
    // One row by its id is the primary key; within an owner the row is read and its owner compared.
    return named.length > 0 ? [{ equals, by }] : []
  })
}

const isSearch = (verb: string) => /^(search|find(?!By))/.test(verb)
const isPage = (verb: string) =>
  /^(list|browse|show|get\w+(s|History|Feed|Timeline)$|read\w+s$|feed|timeline|query|watch)/.test(
    verb,
  )

/** Columns that an operation names: "getUserByEmail", "listCommentsOfPost", "listOrdersByStatusAndCity". */
function namedColumns(verb: string, names: ReadonlySet<string>): string[] {
  const [, list = ''] = /(?:By|Of|For)([A-Z]\w*)$/.exec(verb) ?? []
  return list
    .split('And')
    .filter((part) => part !== '')
    .flatMap((part) => {
      const column = snake(part)
      return [column, `${column}_id`].filter((name) => names.has(name)).slice(0, 1)
    })
}

/** A job looks for what has come due. */
function due(names: ReadonlySet<string>, by: readonly string[]): Demand[] {
  const column = ['expires_at', 'due_at', 'runs_at', 'next_at', 'starts_at'].find((name) =>
    names.has(name),
  )
  return column ? [{ equals: [], sorted: column, by }] : []
}

const foreignKeys = ({ references }: Shaped): Demand[] =>
  references.map(({ column }) => ({ equals: [column], by: ['foreign key'] }))

/** Columns by which people and other systems name a row. */
export const uniqueName = /^(email|username|slug|handle|sku|isbn|iban|code)$/

/** Names that belong to one row only, within the tenant where there is one. */
function uniqueIndexes({ name, columns }: Shaped, short: string): TableIndex[] {
  const tenant = columns.some((column) => column.name === 'tenant_id') ? ['tenant_id'] : []
  return columns
    .filter((column) => uniqueName.test(column.name))
    .map((column) => ({
      name: `${short}_one_${column.name}`,
      table: name,
      method: 'btree',
      unique: true,
      columns: [...tenant, column.name],
      serves: ['unique'],
      why: `a ${column.name} names 1 row${tenant.length > 0 ? ' of a tenant' : ''}; no check before the insert can promise that`,
    }))
}

/** An index that a kind of data asks for, whatever its operations. */
interface KindIndex extends Pick<TableIndex, 'method' | 'unique' | 'columns' | 'serves' | 'why'> {
  ending: string
  where?: string
  applies(kind: DataKind, has: (column: string) => boolean): boolean
}

const kindIndexes: readonly KindIndex[] = [
  {
    ending: 'sent_once',
    applies: (kind) => kind === 'series',
    method: 'btree',
    unique: true,
    columns: ['source', 'at'],
    serves: ['unique'],
    why: 'a point that is sent again is the same row; also the points of 1 source over a time',
  },
  {
    ending: 'in_time',
    applies: (kind) => kind === 'series',
    method: 'brin',
    unique: false,
    columns: ['at'],
    serves: ['retention', 'sums over time'],
    why: 'points come in the order of time, so some kilobytes say which blocks hold a day',
  },
  {
    ending: 'once',
    applies: (kind) => kind === 'graph',
    method: 'btree',
    unique: true,
    columns: ['from_id', 'to_id'],
    serves: ['unique', 'steps forward'],
    why: 'an edge exists once; the neighbors of a node',
  },
  {
    ending: 'back',
    applies: (kind) => kind === 'graph',
    method: 'btree',
    unique: false,
    columns: ['to_id', 'from_id'],
    serves: ['steps back'],
    why: 'the other direction, answered from the index alone',
  },
  {
    ending: 'near',
    applies: (_, has) => has('position'),
    method: 'gist',
    unique: false,
    columns: ['position'],
    serves: ['what is near'],
    why: 'the nearest rows are read in the order of their distance',
  },
  {
    ending: 'attributes',
    applies: (kind, has) => kind === 'documents' && has('attributes'),
    method: 'gin',
    unique: false,
    columns: ['attributes jsonb_path_ops'],
    serves: ['filters on any attribute'],
    why: 'containment of fields that differ from row to row',
  },
  {
    ending: 'expiring',
    applies: (_, has) => has('expires_at'),
    method: 'btree',
    unique: false,
    columns: ['expires_at'],
    where: 'expires_at is not null',
    serves: ['the job that deletes what has expired'],
    why: 'only rows that expire at all are in it',
  },
]

/** Indexes that the kind of the data asks for. */
function byShape(entity: Entity, table: Shaped, situation: Situation): TableIndex[] {
  const short = table.name.slice(table.name.indexOf('.') + 1)
  const kind = kindOf(entity, situation)
  const has = (column: string) => table.columns.some(({ name }) => name === column)
  return kindIndexes
    .filter(({ applies }) => applies(kind, has))
    .map(({ ending, applies: _, ...index }) => ({
      ...index,
      name: `${short}_${ending}`,
      table: table.name,
    }))
}

/** Full text search over the words of a row. */
function byText(entity: Entity, table: Shaped, situation: Situation): TableIndex[] {
  const asked = ops(entity, situation).filter(({ name }) =>
    isSearch(name.slice(name.indexOf('.') + 1)),
  )
  const words = table.columns.filter(
    ({ name, type }) => type.startsWith('text') && !/(_id|key|state|source|type)$/.test(name),
  )
  if (words.length === 0 || (asked.length === 0 && entity.shape !== 'text')) return []
  const text = words.map(({ name }) => `coalesce(${quoted(name)}, '')`).join(" || ' ' || ")
  return [
    {
      name: `${table.name.slice(table.name.indexOf('.') + 1)}_words`,
      table: table.name,
      method: 'gin',
      unique: false,
      columns: [`to_tsvector('simple', ${text})`],
      serves: asked.length > 0 ? asked.map(({ name }) => name) : ['search'],
      why: `words of ${words.map(({ name }) => name).join(', ')}; the query must say the same expression`,
    },
  ]
}

const quoted = (name: string) => `"${name}"`

function reasonFor(columns: readonly string[], serves: readonly string[]): string {
  if (serves.every((name) => name === 'foreign key'))
    return 'rows of a parent, also when the parent is deleted'
  const last = columns.at(-1)
  return last === 'id' || last === 'at'
    ? 'equality first, then the order in which pages are read, newest first'
    : 'equality on what the operation names'
}
