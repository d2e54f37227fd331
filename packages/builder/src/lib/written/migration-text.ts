import type { EntityDefinition, ModuleDefinition } from './definition.ts'
import { sqlName } from './names.ts'
import { identifying } from './store-text.ts'

/** The first migration of a written module. */
export function migrationText({ schema, tenantScoped, entities }: ModuleDefinition): string {
  const space = sqlName(schema)
  const tables = entities.map((entity) => tableText(space, entity, tenantScoped))
  return `create schema ${space};\n${tables.join('')}`
}

/** Of tenants: every key and index begins with the tenant, and PostgreSQL compares it with the transaction's. */
function tableText(schema: string, entity: EntityDefinition, ofTenants: boolean): string {
  const { names, form } = entity
  const table = `${schema}.${sqlName(names.column)}`
  const tenant = ofTenants ? 'tenant_id, ' : ''
  const lines = columnLines(entity, ofTenants)
  if (form === 'series') {
    const key = identifying(entity).map(({ column }) => sqlName(column))
    lines.push(`  -- Sent again, it is the same row.\n  unique (${tenant}${key.join(', ')})`)
  }
  const comment =
    form === 'record' ? '' : '-- Append-only: rows come late and out of order, none is changed.\n'
  const wall = ofTenants ? `select kit.keep_tenants_apart('${table}');\n` : ''
  return `\n${comment}create table ${table} (\n${lines.join(',\n')}\n);\n${wall}${indexes(entity, table, tenant)}`
}

function columnLines({ columns }: EntityDefinition, ofTenants: boolean): string[] {
  const lines = columns.map(({ column, sqlType }) => `  ${sqlName(column)} ${sqlType}`)
  if (!ofTenants) return lines
  return [
    '  tenant_id uuid not null default kit.tenant()',
    ...lines.map((line) => line.replace(/ primary key$/, ' not null')),
    '  primary key (tenant_id, id)',
  ]
}

function indexes({ names, form, owned }: EntityDefinition, table: string, tenant: string): string {
  if (form === 'record') {
    return owned
      ? `create index ${names.column}_of_owner on ${table} (${tenant}owner_id, id);\n`
      : ''
  }
  return [
    `create index ${names.column}_by_time on ${table} (${tenant}at, id);\n`,
    ...(form === 'event'
      ? [`create index ${names.column}_of_source on ${table} (${tenant}source, at);\n`]
      : []),
    ...(owned
      ? [`create index ${names.column}_of_owner on ${table} (${tenant}owner_id, at, id);\n`]
      : []),
  ].join('')
}
