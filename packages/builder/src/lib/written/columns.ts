import type { Entity } from '@archwright/model'

import { namesOf } from './names.ts'

/** A field of an entity: in the contract, in the table, and in a sample. */
export interface Column {
  /** createdAt */
  property: string
  /** created_at */
  column: string
  sqlType: string
  /** TypeBox schema, as text. */
  schema: string
  /** Whether the caller gives it; otherwise the handler does. */
  given: boolean
  /** A value for tests, as text. */
  sample: string
}

/** What the store keeps of an entity, in the order of the table. */
export function columnsOf(entity: Entity, { stream, owned }: { stream: boolean; owned: boolean }) {
  const front = stream
    ? [id, ...(owned ? [owner] : []), source, at]
    : [id, ...(owned ? [owner] : [])]
  const back = stream ? [receivedAt] : [version, createdAt]
  const taken = new Set([...front, ...back].map(({ property }) => property))
  const fields = (entity.fields ?? []).map(fieldColumn).filter(({ property }) => {
    const free = !taken.has(property)
    taken.add(property)
    return free
  })
  const own = fields.length > 0 ? fields : stream ? [attributes] : [name, attributes]
  return [...front, ...own, ...back]
}

const given = true

const id: Column = {
  property: 'id',
  column: 'id',
  sqlType: 'uuid primary key',
  schema: "Type.String({ format: 'uuid', description: 'UUID v7.' })",
  given: false,
  sample: "''",
}
const owner: Column = {
  property: 'ownerId',
  column: 'owner_id',
  sqlType: 'text not null',
  schema: "Type.String({ description: 'Who added it.' })",
  given: false,
  sample: "''",
}
const time = { sqlType: 'timestamptz(3) not null', schema: 'Time' }
const source: Column = {
  property: 'source',
  column: 'source',
  sqlType: 'text not null',
  schema: 'text(100)',
  given,
  sample: "'device-1'",
}
const at: Column = {
  property: 'at',
  column: 'at',
  ...time,
  given,
  sample: "'2026-01-02T03:04:05.000Z'",
}
const receivedAt: Column = {
  property: 'receivedAt',
  column: 'received_at',
  ...time,
  given: false,
  sample: "''",
}
const createdAt: Column = {
  property: 'createdAt',
  column: 'created_at',
  ...time,
  given: false,
  sample: "''",
}
const version: Column = {
  property: 'version',
  column: 'version',
  sqlType: 'integer not null',
  schema: 'Version',
  given: false,
  sample: '1',
}
const name: Column = {
  property: 'name',
  column: 'name',
  sqlType: 'text not null',
  schema: 'text(200)',
  given,
  sample: "'First'",
}
const attributes: Column = {
  property: 'attributes',
  column: 'attributes',
  sqlType: 'jsonb not null',
  schema: 'Attributes',
  given,
  sample: "{ color: 'red', count: 2 }",
}

/** A field that a brief names; its type is told by how it is called. */
function fieldColumn(field: string): Column {
  const { binding, column } = namesOf(field)
  const kind = fieldKinds.find(({ ending }) => ending.test(binding)) ?? textField
  const { sqlType, schema, sample } = kind
  return { property: binding, column, sqlType, schema, sample, given }
}

const textField = { sqlType: 'text not null', schema: 'text(2_000)', sample: "'Some text'" }

const fieldKinds = [
  { ending: /(At|Time|^time)$/, ...time, sample: "'2026-01-02T03:04:05.000Z'" },
  {
    ending: /^(is|has)[A-Z]|^(active|enabled|done|archived|deleted)$/,
    sqlType: 'boolean not null',
    schema: 'Type.Boolean()',
    sample: 'true',
  },
  {
    ending: /(count|quantity|bytes|seconds|position)$/i,
    sqlType: 'bigint not null',
    schema: 'Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })',
    sample: '2',
  },
  {
    ending: /(latitude|longitude|temperature|humidity|speed|value|score|distance|weight)$/i,
    sqlType: 'double precision not null',
    schema: 'Type.Number()',
    sample: '2.5',
  },
]
