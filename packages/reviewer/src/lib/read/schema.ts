import type { AlterTableCmd, ColumnDef, Constraint, Node, TypeName } from 'libpg-query'

import type { SqlDocument, SqlStatement } from './sql.ts'
import type { TextFile } from './text-file.ts'

export interface Spot {
  file: TextFile
  at: number
}

export interface Column extends Spot {
  /** Last part of its name in the catalog: "int8", "varchar", "timestamptz". */
  type: string
}

export interface ForeignKey extends Spot {
  name: string | undefined
  columns: readonly string[]
  references: string
}

export interface Index {
  name: string | undefined
  /** In order; an expression is empty. */
  columns: readonly string[]
}

export interface Table extends Spot {
  name: string
  columns: Map<string, Column>
  foreignKeys: ForeignKey[]
  /** Those of primary keys and unique constraints included. */
  indexes: Index[]
  /** Changes of type, and what it was before. */
  typeChanges: (Spot & { column: string; from: string })[]
  /** True when a DO block names it: what such a program creates is not known. */
  isChangedByProgram: boolean
}

/** The tables that a folder's SQL files leave, applied in the order of their paths. */
export interface Schema {
  folder: string
  tables: Map<string, Table>
}

export function readSchema(folder: string, documents: readonly SqlDocument[]): Schema {
  const tables = new Map<string, Table>()
  for (const { file, statements } of documents)
    for (const statement of statements) apply(tables, { ...statement, file })
  return { folder, tables }
}

/** Whose schema a file is part of: its folder up to the one that says so by its name. */
export function schemaFolder(path: string): string {
  const folders = path.split('/').slice(0, -1)
  const named = folders.findIndex((folder) =>
    /^(migrations?|schemas?|sql|db|database)$/i.test(folder),
  )
  return folders.slice(0, named < 0 ? undefined : named + 1).join('/')
}

/** A statement, and the file it stands in. */
type Origin = SqlStatement & Spot

function apply(tables: Map<string, Table>, origin: Origin): void {
  const { node } = origin
  if ('CreateStmt' in node) {
    const { relation, tableElts } = node.CreateStmt
    const name = relation?.relname ?? ''
    const table = tables.get(name) ?? emptyTable(name, origin)
    tables.set(name, table)
    for (const element of tableElts ?? []) {
      if ('ColumnDef' in element) addColumn(table, element.ColumnDef, origin)
      if ('Constraint' in element) addConstraint(table, element.Constraint, origin)
    }
  } else if ('AlterTableStmt' in node) {
    const table = tables.get(node.AlterTableStmt.relation?.relname ?? '')
    for (const command of node.AlterTableStmt.cmds ?? [])
      if (table && 'AlterTableCmd' in command) alter(table, command.AlterTableCmd, origin)
  } else if ('IndexStmt' in node) {
    const { relation, idxname, indexParams } = node.IndexStmt
    tables.get(relation?.relname ?? '')?.indexes.push({
      name: idxname,
      columns: (indexParams ?? []).map((param) =>
        'IndexElem' in param ? (param.IndexElem.name ?? '') : '',
      ),
    })
  } else if ('DropStmt' in node) {
    for (const name of (node.DropStmt.objects ?? []).map(lastName)) {
      if (node.DropStmt.removeType === 'OBJECT_TABLE') tables.delete(name)
      if (node.DropStmt.removeType === 'OBJECT_INDEX') dropIndex(tables, name)
    }
  } else if ('RenameStmt' in node) rename(tables, node.RenameStmt)
  else if ('DoStmt' in node) markNamed(tables, JSON.stringify(node.DoStmt.args))
}

function markNamed(tables: Map<string, Table>, program: string): void {
  if (!/\b(index|unique|primary)\b/i.test(program)) return
  const words = new Set(program.match(/\w+/g))
  for (const table of tables.values()) if (words.has(table.name)) table.isChangedByProgram = true
}

function emptyTable(name: string, { file, at }: Spot): Table {
  return {
    file,
    at,
    name,
    columns: new Map(),
    foreignKeys: [],
    indexes: [],
    typeChanges: [],
    isChangedByProgram: false,
  }
}

function alter(table: Table, { subtype, name, def }: AlterTableCmd, origin: Origin): void {
  const { file, at } = origin
  if (subtype === 'AT_AddColumn' && def && 'ColumnDef' in def)
    addColumn(table, def.ColumnDef, origin)
  if (subtype === 'AT_AddConstraint' && def && 'Constraint' in def)
    addConstraint(table, def.Constraint, origin)
  if (subtype === 'AT_AlterColumnType' && name && def && 'ColumnDef' in def) {
    table.typeChanges.push({ file, at, column: name, from: table.columns.get(name)?.type ?? '' })
    table.columns.set(name, { file, at, type: typeName(def.ColumnDef.typeName) })
  }
  if (subtype === 'AT_DropColumn' && name) dropColumn(table, name)
  if (subtype === 'AT_DropConstraint') {
    table.foreignKeys = table.foreignKeys.filter((key) => key.name !== name)
    table.indexes = table.indexes.filter((index) => index.name !== name)
  }
}

function addColumn(
  table: Table,
  { colname = '', typeName: type, constraints, location }: ColumnDef,
  origin: Origin,
) {
  table.columns.set(colname, { ...place(origin, location), type: typeName(type) })
  for (const constraint of constraints ?? [])
    if ('Constraint' in constraint) addConstraint(table, constraint.Constraint, origin, colname)
}

function addConstraint(
  table: Table,
  constraint: Constraint,
  origin: Origin,
  column?: string,
): void {
  const { contype, keys, fk_attrs, conname, indexname, pktable, location } = constraint
  const named = (list: Node[] | undefined) => list?.map(lastName) ?? (column ? [column] : [])
  if (contype === 'CONSTR_PRIMARY')
    table.indexes.push({ name: conname ?? `${table.name}_pkey`, columns: named(keys) })
  if (contype === 'CONSTR_UNIQUE' && !indexname) {
    const columns = named(keys)
    table.indexes.push({ name: conname ?? `${table.name}_${columns.join('_')}_key`, columns })
  }
  if (contype === 'CONSTR_FOREIGN') {
    const columns = named(fk_attrs)
    const name = conname ?? `${table.name}_${columns.join('_')}_fkey`
    table.foreignKeys.push({
      ...place(origin, location),
      name,
      columns,
      references: pktable?.relname ?? '',
    })
  }
}

/** Where a part of a statement stands; the parser leaves zero out. */
function place({ file, locate }: Origin, location = 0): Spot {
  return { file, at: locate(location) }
}

function dropColumn(table: Table, name: string): void {
  table.columns.delete(name)
  table.foreignKeys = table.foreignKeys.filter(({ columns }) => !columns.includes(name))
  table.indexes = table.indexes.filter(({ columns }) => !columns.includes(name))
}

function dropIndex(tables: Map<string, Table>, name: string): void {
  for (const table of tables.values())
    table.indexes = table.indexes.filter((index) => index.name !== name)
}

type Rename = Extract<Node, { RenameStmt: unknown }>['RenameStmt']

function rename(
  tables: Map<string, Table>,
  { renameType, relation, subname, newname = '' }: Rename,
) {
  const table = tables.get(relation?.relname ?? '')
  if (renameType === 'OBJECT_INDEX') {
    for (const { indexes } of tables.values())
      for (const index of indexes) if (index.name === relation?.relname) index.name = newname
  }
  if (!table) return
  if (renameType === 'OBJECT_TABLE') {
    tables.delete(table.name)
    tables.set(newname, { ...table, name: newname })
  }
  if (renameType === 'OBJECT_COLUMN' && subname) renameColumn(table, subname, newname)
  if (renameType === 'OBJECT_TABCONSTRAINT')
    for (const item of [...table.foreignKeys, ...table.indexes])
      if (item.name === subname) item.name = newname
}

function renameColumn(table: Table, from: string, to: string): void {
  const column = table.columns.get(from)
  if (column) table.columns.set(to, column)
  table.columns.delete(from)
  const renamed = (columns: readonly string[]) => columns.map((name) => (name === from ? to : name))
  table.foreignKeys = table.foreignKeys.map((key) => ({ ...key, columns: renamed(key.columns) }))
  table.indexes = table.indexes.map((index) => ({ ...index, columns: renamed(index.columns) }))
}

export function typeName(type: TypeName | undefined): string {
  return type?.names?.length ? lastName(type.names[type.names.length - 1] as Node) : ''
}

/** The last part of a name: "orders" of shop.orders. */
export function lastName(node: Node): string {
  if ('String' in node) return node.String.sval ?? ''
  if ('List' in node) return lastName(node.List.items?.at(-1) ?? { String: {} })
  if ('TypeName' in node) return typeName(node.TypeName)
  return ''
}
