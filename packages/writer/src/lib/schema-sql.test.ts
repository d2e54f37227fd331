import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'

import { stopTestServer, testDatabase } from '@archwright/kit/postgres'
import type { Table, TableIndex } from '@archwright/model'
import pg from 'pg'

import { schemaSql } from './schema-sql.ts'
import { emptyDesign, shopDesign } from './testing/shop.ts'

after(stopTestServer)

describe('schema.sql', () => {
  it('leaves what a ready module brings to its migration', () => {
    const sql = schemaSql(shopDesign())
    assert.match(sql, /-- orders: src\/modules\/orders\/migrations is the schema/)
    assert.doesNotMatch(sql, /create table/)
  })

  it('is taken by PostgreSQL, children before parents or not, words of SQL or not', async () => {
    const tables = [
      table('shop.order_line', ['id uuid not null', 'order_id uuid not null'], {
        references: [{ column: 'order_id', table: 'shop.order' }],
      }),
      table('shop.order', ['id uuid not null', 'user text not null']),
      table(
        'meters.reading',
        ['id uuid not null', 'source text not null', 'at timestamptz(3) not null'],
        {
          partition: { column: 'at', every: 'month', now: true },
        },
      ),
      table('meters.place', ['id uuid not null', 'position point not null', 'name text not null']),
    ]
    const indexes: TableIndex[] = [
      index('order_line_by_order_id', 'shop.order_line', ['order_id']),
      { ...index('reading_sent_once', 'meters.reading', ['source', 'at']), unique: true },
      { ...index('reading_in_time', 'meters.reading', ['at']), method: 'brin' },
      { ...index('place_near', 'meters.place', ['position']), method: 'gist' },
      {
        ...index('place_words', 'meters.place', [`to_tsvector('simple', coalesce("name", ''))`]),
        method: 'gin',
      },
      { ...index('order_open', 'shop.order', ['user']), where: `"user" <> ''` },
    ]
    const sql = schemaSql({ ...emptyDesign(), tables, indexes })
    assert.deepEqual(await indexNames(sql), indexes.map(({ name }) => name).toSorted())
  })

  it('keeps what a person wrote inside its comments', async () => {
    const odd = table('shop.item', ['id uuid not null'], { retained: "a\n; drop schema shop; --'" })
    const sql = schemaSql({ ...emptyDesign(), tables: [odd], indexes: [] })
    assert.deepEqual(await indexNames(sql), [])
    assert.doesNotMatch(sql, /^; drop/m)
  })
})

/** Runs the text on a database of its own and tells which indexes came of it, besides keys and parts. */
async function indexNames(sql: string): Promise<string[]> {
  const { url } = await testDatabase()
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
    const { rows } = await client.query<{ name: string }>(
      `select indexname as name from pg_indexes
       where schemaname in ('shop', 'meters') and indexname not like '%_pkey'
         and tablename not like '%_rest' order by 1`,
    )
    return rows.map(({ name }) => name)
  } finally {
    await client.end()
  }
}

function table(name: string, columns: readonly string[], more: Partial<Table> = {}): Table {
  return {
    name,
    module: name.slice(0, name.indexOf('.')),
    ready: false,
    columns: columns.map((column) => {
      const at = column.indexOf(' ')
      return { name: column.slice(0, at), type: column.slice(at + 1) }
    }),
    key: ['id'],
    references: [],
    retained: 'for ever',
    erased: 'nothing personal',
    shardKey: 'id',
    ...more,
  }
}

function index(name: string, on: string, columns: readonly string[]): TableIndex {
  return {
    name,
    table: on,
    method: 'btree',
    unique: false,
    columns: [...columns],
    serves: ['a test'],
    why: 'a test',
  }
}
