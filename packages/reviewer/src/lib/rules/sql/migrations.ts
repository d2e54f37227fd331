import type { AlterTableCmd, Constraint, Node } from 'libpg-query'

import { lastName, type Schema, typeName } from '../../read/schema.ts'
import type { SqlDocument, SqlStatement } from '../../read/sql.ts'
import type { TextFile } from '../../read/text-file.ts'
import type { Place, Rule } from '../../rule.ts'

interface Change {
  file: TextFile
  statement: SqlStatement
  /** The table it changes. */
  table: string
  command?: AlterTableCmd
  constraint?: Constraint
}

/** A rule about one change of a table that was there before the file. */
function ruleOnChange(
  said: Omit<Rule<'sql'>, 'find'>,
  objection: (change: Change, schemas: readonly Schema[]) => string | undefined,
): Rule<'sql'> {
  return {
    ...said,
    *find(document, { schemas }): Iterable<Place> {
      for (const change of changesOf(document)) {
        const message = objection(change, schemas)
        if (message) yield { file: document.file, at: change.statement.at, message }
      }
    },
  }
}

export const dropInUse = ruleOnChange(
  {
    id: 'drop-in-use',
    severity: 'warning',
    title: 'A migration that removes what the running version still reads',
    why: 'While a release rolls out the old version runs on the new schema and fails; what is dropped cannot be rolled back.',
    instead: 'Expand, then contract: stop using it in one release, drop it in a later one.',
    source: 'Sadalage and Ambler, Refactoring Databases; Fowler, ParallelChange',
  },
  ({ statement: { node }, table, command }) => {
    if (command?.subtype === 'AT_DropColumn') return `drops column ${table}.${command.name}`
    if ('DropStmt' in node && node.DropStmt.removeType === 'OBJECT_TABLE')
      return `drops table ${table}`
    return undefined
  },
)

export const renameInUse = ruleOnChange(
  {
    id: 'rename-in-use',
    severity: 'warning',
    title: 'A migration that renames what the running version still reads',
    why: 'Old and new version run side by side during a release; one of the two does not find the name.',
    instead:
      'Add the new name beside the old, write both, move the readers, then drop the old; for a table leave a view under the old name.',
    source: 'Fowler, ParallelChange; Sadalage and Ambler, Refactoring Databases',
  },
  ({ statement: { node }, table }) => {
    if (!('RenameStmt' in node)) return undefined
    const { renameType, subname, newname } = node.RenameStmt
    if (renameType === 'OBJECT_COLUMN') return `renames column ${table}.${subname} to ${newname}`
    if (renameType === 'OBJECT_TABLE') return `renames table ${table} to ${newname}`
    return undefined
  },
)

/** From one of these to another nothing is rewritten, unless the limit becomes smaller. */
const texts = new Set(['text', 'varchar'])

export const rewriteOnTypeChange = ruleOnChange(
  {
    id: 'rewrite-on-type-change',
    severity: 'warning',
    title: 'A change of type that rewrites the table',
    why: 'PostgreSQL writes table and indexes anew under ACCESS EXCLUSIVE: nobody reads or writes until it is done.',
    instead:
      'Add a column of the new type, fill it in batches, switch the readers, drop the old one.',
    source: 'PostgreSQL documentation, ALTER TABLE, Notes',
  },
  ({ file, statement, table, command }, schemas) => {
    if (command?.subtype !== 'AT_AlterColumnType' || !command.def) return undefined
    const definition = 'ColumnDef' in command.def ? command.def.ColumnDef : undefined
    const type = typeName(definition?.typeName)
    const change = schemas
      .flatMap(({ tables }) => tables.get(table)?.typeChanges ?? [])
      .find(
        ({ file: where, at, column }) =>
          where === file && at === statement.at && column === command.name,
      )
    // What it was before may not be known; then a text is taken to have been one.
    const wasText = !change?.from || texts.has(change.from)
    if (texts.has(type) && wasText && !definition?.raw_default) return undefined
    return `changes ${table}.${command.name} to ${type}`
  },
)

export const indexLocksWrites = ruleOnChange(
  {
    id: 'index-locks-writes',
    severity: 'warning',
    title: 'An index built while writers wait',
    why: 'CREATE INDEX keeps every insert, update and delete of the table waiting until it is built.',
    instead: 'CREATE INDEX CONCURRENTLY, in a migration that runs outside a transaction.',
    source: 'PostgreSQL documentation, CREATE INDEX, Building Indexes Concurrently',
  },
  ({ statement: { node }, table }) => {
    if (!('IndexStmt' in node) || node.IndexStmt.concurrent) return undefined
    return `builds index ${node.IndexStmt.idxname ?? ''} on ${table} without CONCURRENTLY`
  },
)

export const constraintLocksTable = ruleOnChange(
  {
    id: 'constraint-locks-table',
    severity: 'warning',
    title: 'A constraint that checks every row while writers wait',
    why: 'ADD CONSTRAINT reads the whole table under a lock that blocks writes (a foreign key locks both tables; UNIQUE builds its index so).',
    instead:
      'ADD CONSTRAINT … NOT VALID, then VALIDATE CONSTRAINT in a later transaction; for UNIQUE build the index CONCURRENTLY and add it USING INDEX.',
    source: 'PostgreSQL documentation, ALTER TABLE, Notes',
  },
  ({ table, constraint, command }) => {
    if (!constraint || constraint.skip_validation || constraint.indexname) return undefined
    if (command?.subtype !== 'AT_AddConstraint') return undefined
    const kind = constraintKinds[constraint.contype ?? '']
    return kind && `adds ${kind} to ${table} and checks all rows at once`
  },
)

const constraintKinds: Readonly<Record<string, string>> = {
  CONSTR_FOREIGN: 'a foreign key',
  CONSTR_CHECK: 'a check',
  CONSTR_UNIQUE: 'a unique constraint',
  CONSTR_PRIMARY: 'a primary key',
  CONSTR_EXCLUSION: 'an exclusion constraint',
}

export const notNullLocksTable = ruleOnChange(
  {
    id: 'not-null-locks-table',
    severity: 'warning',
    title: 'SET NOT NULL reads every row while nobody may read or write',
    why: 'It scans the table under ACCESS EXCLUSIVE.',
    instead:
      'ADD CONSTRAINT … CHECK (column IS NOT NULL) NOT VALID, VALIDATE it, then SET NOT NULL finds it proved and is instant.',
    source: 'PostgreSQL documentation, ALTER TABLE, SET/DROP NOT NULL',
  },
  ({ table, command }) =>
    command?.subtype === 'AT_SetNotNull' ? `sets ${table}.${command.name} not null` : undefined,
)

export const requiredWithoutDefault = ruleOnChange(
  {
    id: 'required-column-without-default',
    severity: 'error',
    title: 'A required column that existing rows cannot have',
    why: 'On a table with one row the migration fails, and the running version, which does not know the column, can insert no more.',
    instead: 'Add it nullable or with a default, fill it, then make it NOT NULL.',
    source: 'PostgreSQL documentation, ALTER TABLE, ADD COLUMN',
  },
  ({ table, command }) => {
    const column = addedColumn(command)
    const kinds = new Set(column?.constraints?.map(constraintKind))
    if (!column || !kinds.has('CONSTR_NOTNULL')) return undefined
    const fills = ['CONSTR_DEFAULT', 'CONSTR_IDENTITY', 'CONSTR_GENERATED']
    if (fills.some((kind) => kinds.has(kind)) || isSerial(column.typeName)) return undefined
    return `adds ${table}.${column.colname} NOT NULL without a default`
  },
)

export const rewriteOnDefault = ruleOnChange(
  {
    id: 'rewrite-on-default',
    severity: 'warning',
    title: 'A default that rewrites the table',
    why: 'A volatile default, a stored generated column or a serial has a value of its own per row: PostgreSQL rewrites the table under ACCESS EXCLUSIVE.',
    instead: 'Add the column without it, SET DEFAULT for new rows, fill the old ones in batches.',
    source: 'PostgreSQL documentation, ALTER TABLE, Notes',
  },
  ({ table, command }) => {
    const column = addedColumn(command)
    if (!column) return undefined
    const isVolatile = column.constraints?.some((constraint) => {
      if (!('Constraint' in constraint)) return false
      const { contype, raw_expr, generated_kind } = constraint.Constraint
      if (contype === 'CONSTR_GENERATED') return generated_kind !== 'v'
      return (
        contype === 'CONSTR_IDENTITY' || (contype === 'CONSTR_DEFAULT' && callsVolatile(raw_expr))
      )
    })
    return isVolatile || isSerial(column.typeName)
      ? `adds ${table}.${column.colname} with a value computed per row`
      : undefined
  },
)

const volatileFunctions =
  /^(gen_random_uuid|uuid_generate_v\d\w*|uuidv\d|random|clock_timestamp|nextval|timeofday|cuid|nanoid|gen_random_bytes)$/

function callsVolatile(expression: Node | undefined): boolean {
  if (!expression) return false
  if ('FuncCall' in expression) {
    const { funcname, args } = expression.FuncCall
    const name = funcname?.length ? lastName(funcname[funcname.length - 1] as Node) : ''
    return volatileFunctions.test(name) || (args ?? []).some(callsVolatile)
  }
  return 'TypeCast' in expression && callsVolatile(expression.TypeCast.arg)
}

const isSerial = (type: Parameters<typeof typeName>[0]) =>
  /^(small|big)?serial\d?$/.test(typeName(type))

function addedColumn(command: AlterTableCmd | undefined) {
  const isAdded = command?.subtype === 'AT_AddColumn' && command.def && 'ColumnDef' in command.def
  return isAdded && command.def && 'ColumnDef' in command.def ? command.def.ColumnDef : undefined
}

function constraintKind(node: Node): string | undefined {
  return 'Constraint' in node ? node.Constraint.contype : undefined
}

/** Changes of tables that the file itself did not create. */
function* changesOf({ file, statements }: SqlDocument): Iterable<Change> {
  const created = new Set(statements.flatMap(({ node }) => createdTable(node)))
  for (const statement of statements) {
    for (const table of changedTables(statement.node)) {
      if (created.has(table) || !table) continue
      if (!('AlterTableStmt' in statement.node)) yield { file, statement, table }
      else yield* commandsOf({ file, statement, table })
    }
  }
}

function* commandsOf(change: Change): Iterable<Change> {
  const { node } = change.statement
  if (!('AlterTableStmt' in node)) return
  for (const command of node.AlterTableStmt.cmds ?? []) {
    if (!('AlterTableCmd' in command)) continue
    const { def } = command.AlterTableCmd
    const constraint = def && 'Constraint' in def ? { constraint: def.Constraint } : {}
    yield { ...change, command: command.AlterTableCmd, ...constraint }
  }
}

function createdTable(node: Node): string[] {
  if ('CreateStmt' in node) return [node.CreateStmt.relation?.relname ?? '']
  if ('CreateTableAsStmt' in node) return [node.CreateTableAsStmt.into?.rel?.relname ?? '']
  if ('RenameStmt' in node && node.RenameStmt.renameType === 'OBJECT_TABLE')
    return [node.RenameStmt.newname ?? '']
  return []
}

function changedTables(node: Node): string[] {
  if ('AlterTableStmt' in node) {
    const { relation, objtype } = node.AlterTableStmt
    return objtype === 'OBJECT_TABLE' ? [relation?.relname ?? ''] : []
  }
  if ('IndexStmt' in node) return [node.IndexStmt.relation?.relname ?? '']
  if ('RenameStmt' in node) return [node.RenameStmt.relation?.relname ?? '']
  if ('DropStmt' in node) return (node.DropStmt.objects ?? []).map(lastName)
  return []
}
