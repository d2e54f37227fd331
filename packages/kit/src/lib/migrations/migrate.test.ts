import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { it } from 'node:test'
import { pathToFileURL } from 'node:url'

import pg from 'pg'

import { testDatabase } from '../postgres/test-server.ts'
import { migrate } from './migrate.ts'

const tea = `create schema tea;
create table tea.leaves (leaf text primary key, grams integer);
insert into tea.leaves select 'leaf ' || n, n from generate_series(1, 100) as n;`

it('lets readers pass while it waits for a lock, and gets it in the end', async () => {
  await using place = await open(tea)
  const [long, reader] = [await place.client(), await place.client()]
  await long.query('begin; select from tea.leaves limit 1')
  await place.write('0002.sql', 'alter table tea.leaves add column origin text')

  const migrating = place.migrate()
  let slowest = 0
  for (const endAt = Date.now() + 3_000; Date.now() < endAt; ) {
    const startedAt = performance.now()
    await reader.query('select grams from tea.leaves')
    slowest = Math.max(slowest, performance.now() - startedAt)
  }
  await long.query('commit')
  await migrating

  assert.ok(slowest < 2_900, `a reader waited ${slowest} ms: for the whole of the long transaction`)
  await reader.query('select origin from tea.leaves')
})

it('builds an index beside writers, and again when a build before it ended halfway', async () => {
  await using place = await open(tea)
  const [half, writer] = [await place.client(), await place.client()]
  await half.query("insert into tea.leaves values ('twin', 1)")
  await assert.rejects(
    half.query('create unique index concurrently by_grams on tea.leaves (grams)'),
  )
  await half.query("delete from tea.leaves where leaf = 'twin'")
  await writer.query("begin; insert into tea.leaves values ('open', 1000)")
  const index = 'create unique index concurrently if not exists by_grams on tea.leaves (grams)'
  await place.write('0002.sql', `-- outside a transaction\n${index}`)

  const migrating = place.migrate()
  await half.query("insert into tea.leaves values ('meanwhile', 1001)")
  await writer.query('commit')
  await migrating

  const { rows } = await half.query(
    "select indisvalid from pg_index where indexrelid = 'tea.by_grams'::regclass",
  )
  assert.deepEqual(rows, [{ indisvalid: true }])
})

it('is done once by several processes, and refuses a file that was changed since', async () => {
  await using place = await open(tea)
  await place.write('0002.sql', 'update tea.leaves set grams = grams + 1')

  await Promise.all([place.migrate(), place.migrate(), place.migrate()])

  const { rows } = await (await place.client()).query('select min(grams) from tea.leaves')
  assert.deepEqual(rows, [{ min: 2 }])
  await place.write('0002.sql', 'update tea.leaves set grams = grams + 2')
  await assert.rejects(place.migrate(), /tea\/0002.sql was changed after it was applied/)
})

it('leaves nothing of a file that fails', async () => {
  await using place = await open(tea)
  await place.write('0002.sql', 'create table tea.cups (); select 1 / 0')

  await assert.rejects(place.migrate(), /migration tea\/0002.sql failed/)

  const { rows } = await (await place.client()).query("select to_regclass('tea.cups') as cups")
  assert.deepEqual(rows, [{ cups: null }])
})

/** A database with one migration applied, and a folder for more. */
async function open(first: string) {
  await using opened = new AsyncDisposableStack()
  const folder = await mkdtemp(path.join(tmpdir(), 'migrations-'))
  opened.defer(() => rm(folder, { recursive: true }))
  const database = opened.use(await testDatabase())
  const write = (file: string, text: string) => writeFile(path.join(folder, file), text)
  const apply = () =>
    migrate(database.url, [{ module: 'tea', folder: pathToFileURL(`${folder}/`) }])
  await write('0001.sql', first)
  await apply()
  const stack = opened.move()
  return {
    write,
    migrate: apply,
    async client() {
      const client = new pg.Client({ connectionString: database.url })
      await client.connect()
      stack.defer(() => client.end())
      return client
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}
