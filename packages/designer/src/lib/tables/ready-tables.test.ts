import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'

import { stopTestServer, testDatabase } from '@archwright/kit/postgres'
import pg from 'pg'

import { readyModules } from '../ready-modules.ts'
import { readyTables } from './ready-tables.ts'

const modules = Object.keys(readyModules)
const client = await connected()

after(async () => {
  await client.end()
  await stopTestServer()
})

describe('the tables of the ready modules', () => {
  before(async () => {
    for (const module of modules) for (const sql of migrationsOf(module)) await client.query(sql)
  })

  it('are those their migrations make, column by column', async () => {
    const { rows } = await client.query<{ name: string; columns: string; key: string[] | null }>(`
      select n.nspname || '.' || c.relname as name,
        string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
          || case when a.attnotnull then '' else '?' end, ', ' order by a.attnum) as columns,
        (select array_agg(k.attname::text order by array_position(p.conkey, k.attnum))
           from pg_constraint p join pg_attribute k on k.attrelid = c.oid and k.attnum = any (p.conkey)
           where p.conrelid = c.oid and p.contype = 'p') as key
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relkind = 'r' and n.nspname = any ($$${`{${modules.join()}}`}$$) group by c.oid, name
      order by 1`)
    const made = rows.map(({ name, columns, key }) => ({
      name,
      columns: columns.replaceAll('timestamp with time zone', 'timestamptz'),
      key: key ?? [],
    }))
    const said = readyTables.map(({ name, columns, key }) => ({ name, columns, key: [...key] }))
    assert.deepEqual(said.toSorted(byName), made.toSorted(byName))
  })

  it('have the indexes their migrations make', async () => {
    const { rows } = await client.query<{ name: string }>(
      `select schemaname || '.' || tablename || ' ' || indexname as name from pg_indexes
       where schemaname = any ($1) and indexname not like '%_pkey'`,
      [modules],
    )
    const said = readyTables.flatMap(({ name, indexes }) =>
      indexes.map((index) => `${name} ${index.name}`),
    )
    assert.deepEqual(said.toSorted(), rows.map(({ name }) => name).toSorted())
  })
})

const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name, 'en')

function migrationsOf(module: string): string[] {
  const folder = new URL(`../../../../modules/src/${module}/migrations/`, import.meta.url)
  return readdirSync(folder)
    .toSorted()
    .map((file) => readFileSync(new URL(file, folder), 'utf8'))
}

async function connected(): Promise<pg.Client> {
  const { url } = await testDatabase()
  const connection = new pg.Client({ connectionString: url })
  await connection.connect()
  return connection
}
