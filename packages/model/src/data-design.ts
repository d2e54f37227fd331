/** The tables of the modules and the indexes that their operations ask for. */

import { type Static, Type } from 'typebox'

export type TableColumn = Static<typeof TableColumn>
export const TableColumn = Type.Object({
  name: Type.String(),
  /** As PostgreSQL takes it, with its constraints: "uuid not null". */
  type: Type.String(),
})

export type Table = Static<typeof Table>
export const Table = Type.Object({
  /** Schema and table: "orders.order_line". */
  name: Type.String(),
  module: Type.String(),
  /** The entity of the brief that it keeps; absent for tables that a ready module needs besides. */
  entity: Type.Optional(Type.String()),
  /** Comes with a ready module, whose migration is the truth. */
  ready: Type.Boolean(),
  columns: Type.Array(TableColumn),
  /** Columns of the primary key. */
  key: Type.Array(Type.String()),
  /** Foreign keys, never out of the module. */
  references: Type.Array(Type.Object({ column: Type.String(), table: Type.String() })),
  /** How long rows stay. */
  retained: Type.String(),
  /** What becomes of them when a person asks to be forgotten. */
  erased: Type.String(),
  /** The column by whose ranges it is split, and since when. */
  partition: Type.Optional(
    Type.Object({ column: Type.String(), every: Type.String(), now: Type.Boolean() }),
  ),
  /** The column by which rows would be, or are, spread over servers. */
  shardKey: Type.String(),
})

export type TableIndex = Static<typeof TableIndex>
export const TableIndex = Type.Object({
  name: Type.String(),
  table: Type.String(),
  method: Type.Enum(['btree', 'gin', 'brin', 'gist']),
  unique: Type.Boolean(),
  /** Equality first, then the range or the order; a column or an expression. */
  columns: Type.Array(Type.String()),
  /** The rows that a partial index holds. */
  where: Type.Optional(Type.String()),
  /** Operations that read by it, or the constraint that it keeps. */
  serves: Type.Array(Type.String()),
  why: Type.String(),
})
