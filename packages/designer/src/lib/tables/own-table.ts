import type { Brief, Entity, Table, TableColumn } from '@archwright/model'

import { type DataKind, kindOf } from '../decisions/data/kinds.ts'
import type { Situation } from '../situation.ts'
import { snake } from './names.ts'

/** Tables of the same module, to which a row may belong. */
type Neighbors = readonly Entity[]

export type TableShape = Pick<Table, 'columns' | 'key' | 'references'>

/** The table of an entity that no ready module brings: its columns, its key, and what it belongs to. */
export function shapeOf(entity: Entity, situation: Situation): TableShape {
  const { brief } = situation
  const kind = kindOf(entity, situation)
  const neighbors = brief.entities.filter(
    ({ module, name }) => module === entity.module && name !== entity.name,
  )
  const parent = parentOf(entity, neighbors)
  const columns = [
    { name: 'id', type: 'uuid not null' },
    ...(entity.perTenant ? [{ name: 'tenant_id', type: 'uuid not null' }] : []),
    ...(isOwned(entity, brief) ? [{ name: 'owner_id', type: 'text not null' }] : []),
    ...(parent ? [{ name: `${snake(parent.name)}_id`, type: 'uuid not null' }] : []),
    ...ownColumns(entity, kind),
  ]
  return {
    columns: distinct(columns),
    key: ['id'],
    references: parent ? [{ column: `${snake(parent.name)}_id`, table: tableName(parent) }] : [],
  }
}

/** Schema and table of an entity. */
export const tableName = ({ module, name }: Entity): string =>
  `${schemaName(module)}.${snake(name)}`

/** Names that PostgreSQL or the kit use already get an ending. */
export const schemaName = (module: string): string =>
  /^(pg_|public$|kit$|graphile_worker$|information_schema$)/.test(snake(module))
    ? `${snake(module)}_data`
    : snake(module)

/** "OrderLine" belongs to "Order" of the same module: its name begins with it. The longest such name. */
function parentOf({ name }: Entity, neighbors: Neighbors): Entity | undefined {
  return neighbors
    .filter((other) => snake(name).startsWith(`${snake(other.name)}_`))
    .toSorted((a, b) => b.name.length - a.name.length)[0]
}

/** Whether rows belong to the person who adds them: somebody outside the staff does, and it is about a person. */
function isOwned({ name, sensitivity }: Entity, { operations, actors }: Brief): boolean {
  if (sensitivity === 'none') return false
  return operations.some(({ kind, writes, actor }) => {
    const trust = actors.find((each) => each.name === actor)?.trust
    return kind === 'command' && writes.includes(name) && trust === 'public'
  })
}

const changing: readonly TableColumn[] = [
  { name: 'version', type: 'integer not null default 1' },
  { name: 'created_at', type: 'timestamptz(3) not null' },
]
const happened: readonly TableColumn[] = [
  { name: 'source', type: 'text not null' },
  { name: 'at', type: 'timestamptz(3) not null' },
]
const received: TableColumn = { name: 'received_at', type: 'timestamptz(3) not null' }
const attributes: TableColumn = { name: 'attributes', type: 'jsonb not null' }

/** What differs by kind; the fields of the brief in between, or a column for what nobody described. */
function ownColumns(entity: Entity, kind: DataKind): TableColumn[] {
  const fields = (entity.fields ?? []).map(fieldColumn)
  const body = (usual: readonly TableColumn[]) => (fields.length > 0 ? fields : [...usual])
  if (kind === 'series' || (kind === 'history' && entity.shape === 'event'))
    return [...happened, ...body([attributes]), received]
  if (kind === 'graph')
    return [
      { name: 'from_id', type: 'uuid not null' },
      { name: 'to_id', type: 'uuid not null' },
      ...body([]),
      ...changing,
    ]
  if (kind === 'files')
    return [
      { name: 'object_key', type: 'text not null unique' },
      { name: 'name', type: 'text not null' },
      { name: 'content_type', type: 'text not null' },
      { name: 'bytes', type: 'bigint check (bytes >= 0)' },
      { name: 'digest', type: 'bytea' },
      {
        name: 'state',
        type: "text not null check (state in ('expected', 'stored', 'checked', 'refused'))",
      },
      ...fields,
      ...changing,
    ]
  if (kind === 'live' && /position|location/i.test(entity.name))
    return [{ name: 'position', type: 'point not null' }, ...fields, ...changing]
  if (kind === 'lookups' || kind === 'live')
    return [
      { name: 'key', type: 'text not null unique' },
      ...body([{ name: 'value', type: 'jsonb not null' }]),
      { name: 'expires_at', type: 'timestamptz(3)' },
      ...changing,
    ]
  if (entity.shape === 'text' || kind === 'history')
    return [...body([{ name: 'body', type: 'text not null' }]), ...changing]
  return [...body([{ name: 'name', type: 'text not null' }, attributes]), ...changing]
}

/** A field that a brief names; its type is told by how it is called. */
function fieldColumn(field: string): TableColumn {
  const name = snake(field)
  const type = fieldTypes.find(([ending]) => ending.test(name))?.[1] ?? 'text not null'
  return { name, type: type.replace('%s', name) }
}

const fieldTypes: readonly (readonly [RegExp, string])[] = [
  [/_id$/, 'uuid not null'],
  [/(_at|_time|^time)$/, 'timestamptz(3) not null'],
  [/^(is|has)_|^(active|enabled|done|archived|deleted)$/, 'boolean not null'],
  [/(amount|price|total|cents|fee)$/, 'bigint not null'],
  [/(count|quantity|bytes|seconds|points)$/, 'bigint not null check (%s >= 0)'],
  [/(temperature|humidity|speed|value|score|distance|weight)$/, 'double precision not null'],
  [/(latitude)$/, 'double precision not null check (%s between -90 and 90)'],
  [/(longitude)$/, 'double precision not null check (%s between -180 and 180)'],
  [/^(email|username|slug|handle|sku|isbn|iban)$/, 'text not null'],
]

/** Each column once, the first of a name. */
function distinct(columns: readonly TableColumn[]): TableColumn[] {
  const seen = new Set<string>()
  return columns.filter(({ name }) => !seen.has(name) && seen.add(name))
}
