import type { Design, Table, TableIndex } from '@archwright/model'

import { onOneLine } from './text/markdown.ts'

/** The tables and indexes as PostgreSQL takes them: docs/schema.sql. */
export function schemaSql({ tables, indexes }: Design): string {
  const own = tables.filter(({ ready }) => !ready)
  const ready = [...new Set(tables.filter((table) => table.ready).map(({ module }) => module))]
  const schemas = [...new Set(own.map(({ name }) => schemaOf(name)))]
  const parts = [
    ...ready.map(
      (module) => `-- ${comment(module)}: src/modules/${comment(module)}/migrations is the schema.`,
    ),
    ...(schemas.length > 0
      ? [schemas.map((schema) => `create schema if not exists ${quoted(schema)};`).join('\n')]
      : ['-- No table besides those of the ready modules.']),
    // A table comes after those it refers to.
    ...inOrder(own).map((table) => tableSql(table, indexes)),
  ]
  return `${parts.join('\n\n')}\n`
}

function tableSql(table: Table, indexes: readonly TableIndex[]): string {
  const { name, columns, references, partition, retained, erased } = table
  const split = partition?.now ? partition.column : undefined
  const key = [...new Set([...table.key, ...(split ? [split] : [])])]
  const lines = [
    ...columns.map((column) => `${quoted(column.name)} ${onOneLine(column.type)}`),
    ...(key.length > 0 ? [`primary key (${key.map(quoted).join(', ')})`] : []),
    ...references.map(
      (each) =>
        `foreign key (${quoted(each.column)}) references ${tableOf(each.table)} on delete cascade`,
    ),
  ]
  return [
    `-- Kept ${comment(retained)}. On erasure: ${comment(erased)}.`,
    `create table ${tableOf(name)} (\n  ${lines.join(',\n  ')}\n)${split ? ` partition by range (${quoted(split)})` : ''};`,
    ...(split
      ? [
          '-- A job makes the partition of next month ahead of time; what comes earlier or later lands here and is seen.',
          `create table ${tableOf(`${name}_rest`)} partition of ${tableOf(name)} default;`,
        ]
      : []),
    ...indexes.filter((index) => index.table === name).map(indexSql),
  ].join('\n')
}

function indexSql({ name, table, method, unique, columns, where, serves }: TableIndex): string {
  const over = columns.map((column) =>
    /^[a-z_0-9]+$/.test(column) ? quoted(column) : expression(column),
  )
  return [
    `-- ${comment(serves.join(', '))}`,
    `create ${unique ? 'unique ' : ''}index ${quoted(name)} on ${tableOf(table)} using ${method} (${over.join(', ')})${where ? ` where ${where}` : ''};`,
  ].join('\n')
}

/** An expression stands in parentheses; a column with an operator class does not. */
const expression = (text: string): string => (/^\w+ \w+$/.test(text) ? text : `(${text})`)

/** Tables so that each comes after those it refers to. */
function inOrder(tables: readonly Table[]): Table[] {
  const placed: Table[] = []
  const waiting = [...tables]
  while (waiting.length > 0) {
    const names = new Set(waiting.map(({ name }) => name))
    const next = waiting.findIndex(({ name, references }) =>
      references.every((each) => each.table === name || !names.has(each.table)),
    )
    // Two that refer to one another cannot be ordered; the first goes first.
    placed.push(...waiting.splice(Math.max(0, next), 1))
  }
  return placed
}

const schemaOf = (table: string): string => table.slice(0, table.indexOf('.'))
const tableOf = (name: string): string => name.split('.').map(quoted).join('.')
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
const comment = (text: string): string => onOneLine(text)
