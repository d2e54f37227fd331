import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import fc from 'fast-check'

import { defaultWiring } from '../app/wiring.ts'
import { testDatabase } from '../postgres/test-server.ts'
import { createCursors } from './cursor.ts'
import { type Database, openDatabase } from './database.ts'
import { type Listed, listing } from './listing.ts'
import { fragment } from './sql.ts'

const cursors = createCursors([Buffer.from('secret')])
const id = fragment`id`
const teas = listing({
  name: 'teas',
  columns: { added: id, cents: fragment`cents`, name: fragment`name`, picked: fragment`picked` },
  tie: id,
  sort: 'added',
})
const sorts = ['added', 'cents', 'name', 'picked'].flatMap((sort) => [sort, `-${sort}`])
const resources = new AsyncDisposableStack()
let database: Database

before(async () => {
  const { url } = resources.use(await testDatabase())
  database = resources.adopt(openDatabase(url, defaultWiring('test', []).database), (open) =>
    open.close(),
  )
  await database.sql`create table tea (id integer primary key, cents integer not null,
    name text not null, picked timestamptz not null)`
})
after(() => resources.disposeAsync())

describe('a list that is read page by page', () => {
  it('has everything that was there all along exactly once, whatever comes and goes meanwhile', async () => {
    const change = fc.record({ id: fc.nat(40), cents: fc.nat(3), add: fc.boolean() })
    const rows = fc.uniqueArray(fc.record({ id: fc.nat(40), cents: fc.nat(3) }), {
      selector: (row) => row.id,
      maxLength: 25,
    })
    const run = async (
      at: { sort: string; limit: number },
      start: { id: number; cents: number }[],
      changes: { id: number; cents: number; add: boolean }[][],
    ) => {
      await database.sql`truncate tea`
      for (const row of start) await add(row)
      const there = new Set(start.map((row) => row.id))
      const seen: number[] = []
      const waves = [...changes]
      let cursor: string | null | undefined
      while (cursor !== null) {
        const page = await read({ ...at, ...(cursor ? { cursor } : {}) })
        seen.push(...page.items.map((row) => row.id))
        cursor = page.nextCursor
        for (const one of waves.shift() ?? []) {
          there.delete(one.id) // it went or may have moved
          await database.sql`delete from tea where id = ${one.id}`
          if (one.add && !seen.includes(one.id)) await add(one)
        }
      }
      assert.equal(new Set(seen).size, seen.length, 'a row twice')
      assert.deepEqual(
        [...there].filter((row) => !seen.includes(row)),
        [],
        'a row skipped',
      )
    }
    const at = fc.record({ sort: fc.constantFrom(...sorts), limit: fc.integer({ min: 1, max: 7 }) })
    const waves = fc.array(fc.array(change, { maxLength: 5 }), { maxLength: 8 })
    await fc.assert(fc.asyncProperty(at, rows, waves, run), { numRuns: 60 })
  })

  it('is in the order that was asked for, ties by their id, times to the microsecond', async () => {
    await database.sql`truncate tea`
    for (const row of [4, 1, 3, 2]) await add({ id: row, cents: row % 2 })
    const ids = async (sort: string) => (await read({ sort, limit: 10 })).items.map((row) => row.id)
    assert.deepEqual(await ids('cents'), [2, 4, 1, 3])
    assert.deepEqual(await ids('-cents'), [3, 1, 4, 2])
    assert.deepEqual(await ids('-picked'), [4, 3, 2, 1])
  })

  it('refuses the cursor of another sort or filter', async () => {
    const { nextCursor } = await read({ sort: 'added', limit: 1 })
    assert.ok(nextCursor)
    for (const other of [{ sort: 'cents' }, { sort: 'added', name: 'x' }]) {
      await assert.rejects(read({ ...other, limit: 1, cursor: nextCursor }), {
        code: 'INVALID_INPUT',
      })
    }
  })
})

async function add({ id: row, cents }: { id: number; cents: number }): Promise<void> {
  await database.sql`insert into tea values (${row}, ${cents}, ${`tea ${cents}`},
    '2026-01-01'::timestamptz + ${row} * interval '1 microsecond')`
}

async function read(input: { sort: string; limit: number; cursor?: string; name?: string }) {
  const page = teas.page(input, cursors)
  return page.of(
    await database.sql<{ id: number } & Listed>`
      select id, ${page.at} as at from tea where ${page.behind} order by ${page.order} limit ${page.limit}`,
  )
}
