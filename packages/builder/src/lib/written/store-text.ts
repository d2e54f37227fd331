import type { Column } from './columns.ts'
import type { EntityDefinition, ModuleDefinition } from './definition.ts'
import { sqlName } from './names.ts'

/** The store of one entity: its statements. */
export function storeText({ schema }: ModuleDefinition, entity: EntityDefinition): string {
  const { names, operations, form } = entity
  const table = `${sqlName(schema)}.${sqlName(names.column)}`
  return [
    `import type { Sql } from '@archwright/kit'\n`,
    `import type { ${names.type} } from './contract.ts'\n`,
    ...(operations.add ? [insertText(table, entity)] : []),
    ...(operations.add && form === 'series' ? [findSentText(table, entity)] : []),
    ...(operations.get ? [findText(table, entity)] : []),
    ...(operations.list
      ? [form === 'record' ? pageText(table, entity) : periodText(table, entity)]
      : []),
  ].join('\n')
}

function insertText(table: string, { names, columns, form }: EntityDefinition): string {
  const values = columns.map(({ property, sqlType }) =>
    sqlType.startsWith('jsonb') ? `\${JSON.stringify(row.${property})}` : `\${row.${property}}`,
  )
  const series = form === 'series'
  const says = series ? '/** Undefined when this source sent one of this time before. */\n' : ''
  return `${says}export async function insert${names.type}(sql: Sql, row: ${names.type}): Promise<${names.type}${series ? ' | undefined' : ''}> {
  const [added] = await sql<${names.type}>\`
    insert into ${table} (
      ${wrapped(
        columns.map(({ column }) => sqlName(column)),
        6,
      )}
    ) values (
      ${wrapped(values, 6)}
    )${series ? '\n    on conflict do nothing' : ''}
    returning ${selection(columns)}\`
${series ? '' : `  if (!added) throw new TypeError('an insert returns its row')\n`}  return added
}
`
}

/** What the unique index of a series calls the same row. */
export function identifying({ columns }: EntityDefinition): Column[] {
  const named = (name: string) => columns.filter(({ property }) => property === name)
  return [...named('source'), ...named('at'), ...named('ownerId')]
}

function findSentText(table: string, entity: EntityDefinition): string {
  const { names, columns } = entity
  const key = identifying(entity)
  const fields = key.map(({ property }) => `'${property}'`).join(' | ')
  return `/** What the source sent of this time before. */
export async function findSent(
  sql: Sql,
  { ${key.map(({ property }) => property).join(', ')} }: Pick<${names.type}, ${fields}>,
): Promise<${names.type} | undefined> {
  const [sent] = await sql<${names.type}>\`
    select ${selection(columns)}
    from ${table}
    where ${key.map(({ column, property, sqlType }) => `${column} = \${${property}}::${sqlType.split(' ')[0]}`).join(' and ')}\`
  return sent
}
`
}

function findText(table: string, { names, columns }: EntityDefinition): string {
  return `export async function find${names.type}(sql: Sql, id: string): Promise<${names.type} | undefined> {
  const [found] = await sql<${names.type}>\`
    select ${selection(columns)}
    from ${table} where id = \${id}\`
  return found
}
`
}

const ownerField = '  /** Of this owner only; null: of everybody. */\n  ownerId: string | null\n'
const ownerFilter = `(\${ownerId}::text is null or owner_id = \${ownerId})`

function pageText(table: string, { names, many, columns, owned }: EntityDefinition): string {
  return `export interface Page {
${owned ? ownerField : ''}  /** Only what is older than this id, newest first. */
  before: string
  limit: number
}

export function read${many.type}(sql: Sql, { ${owned ? 'ownerId, ' : ''}before, limit }: Page): Promise<${names.type}[]> {
  return sql<${names.type}>\`
    select ${selection(columns)}
    from ${table}
    where ${owned ? `${ownerFilter} and ` : ''}id < \${before}
    order by id desc
    limit \${limit}\`
}
`
}

function periodText(table: string, { names, many, columns, owned }: EntityDefinition): string {
  return `export interface Period {
${owned ? ownerField : ''}  /** Of this source only; null: of all. */
  source: string | null
  /** At or after; null: since ever. */
  from: string | null
  /** Only what stands behind this time and id, latest first. */
  before: { at: string; id: string }
  limit: number
}

export function read${many.type}(sql: Sql, period: Period): Promise<${names.type}[]> {
  const { ${owned ? 'ownerId, ' : ''}source, from, before, limit } = period
  return sql<${names.type}>\`
    select ${selection(columns)}
    from ${table}
    where ${owned ? `${ownerFilter}\n      and ` : ''}(\${source}::text is null or source = \${source})
      and at >= coalesce(\${from}::timestamptz, '-infinity')
      and (at, id) < (\${before.at}::timestamptz, \${before.id}::uuid)
    order by at desc, id desc
    limit \${limit}\`
}
`
}

/** Columns under the names of the contract. */
function selection(columns: readonly Column[]): string {
  const items = columns.map(({ column, property }) =>
    column === property ? sqlName(column) : `${sqlName(column)} as "${property}"`,
  )
  return wrapped(items, 6)
}

const width = 92

/** Items in lines of the width, the later ones indented. */
function wrapped(items: readonly string[], indent: number): string {
  const lines: string[] = []
  for (const item of items) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + item.length + indent < width) {
      lines[lines.length - 1] = `${last}, ${item}`
    } else lines.push(item)
  }
  return lines.join(`,\n${' '.repeat(indent)}`)
}
