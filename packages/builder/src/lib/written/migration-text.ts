import type { EntityDefinition, ModuleDefinition } from './definition.ts'
import { sqlName } from './names.ts'
import { identifying } from './store-text.ts'

/** The first migration of a written module. */
export function migrationText({ schema, entities }: ModuleDefinition): string {
  const space = sqlName(schema)
  return `create schema ${space};\n${entities.map((entity) => tableText(space, entity)).join('')}`
}

function tableText(schema: string, entity: EntityDefinition): string {
  const { names, columns, form } = entity
  const table = `${schema}.${sqlName(names.column)}`
  const lines = columns.map(({ column, sqlType }) => `  ${sqlName(column)} ${sqlType}`)
  if (form === 'series') {
    const key = identifying(entity).map(({ column }) => sqlName(column))
    lines.push(`  -- Sent again, it is the same row.\n  unique (${key.join(', ')})`)
  }
  const comment =
    form === 'record' ? '' : '-- Append-only: rows come late and out of order, none is changed.\n'
  return `\n${comment}create table ${table} (\n${lines.join(',\n')}\n);\n${indexes(entity, table)}`
}

function indexes({ names, form, owned }: EntityDefinition, table: string): string {
  if (form === 'record') {
    return owned ? `create index ${names.column}_of_owner on ${table} (owner_id, id);\n` : ''
  }
  return [
    `create index ${names.column}_by_time on ${table} (at, id);\n`,
    ...(form === 'event'
      ? [`create index ${names.column}_of_source on ${table} (source, at);\n`]
      : []),
    ...(owned ? [`create index ${names.column}_of_owner on ${table} (owner_id, at, id);\n`] : []),
  ].join('')
}
