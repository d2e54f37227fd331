import type { TableIndex } from '@archwright/model'

/** A table of a ready module, as its migrations make it: a test compares the two. */
export interface ReadyTable {
  name: string
  entity?: string
  /** Name and type of each column; a question mark after those that may be null. */
  columns: string
  key: readonly string[]
  /** Column and table of each foreign key. */
  references: readonly string[]
  indexes: readonly Omit<TableIndex, 'table'>[]
}
