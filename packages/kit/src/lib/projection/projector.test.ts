import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'

import { balances } from '../event-store/testing/accounts.ts'
import type { Projection } from './projection.ts'
import { openBooks } from './testing/open-books.ts'

describe('a read model', () => {
  it('comes to what the events say, each applied once and those of a stream in order, by two processes', async () => {
    await using books = await openBooks()
    await books.project([balances])
    await books.project([balances])

    await books.payInAtOnce(5, 20)

    await books.settle()
    const rows = await books.rows()
    assert.equal(rows.length, 5)
    for (const { balance, seen } of rows) {
      assert.equal(balance, 20)
      assert.deepEqual(seen, upTo(20))
    }
  })

  it('waits for a transaction that is open, and misses nothing of it', async () => {
    await using books = await openBooks()
    await books.project([balances])
    const held = Promise.withResolvers<void>()
    const appended = Promise.withResolvers<void>()
    const slow = books.database.transaction(async (sql) => {
      await books.payIn('slow', 0, sql)
      appended.resolve()
      await held.promise
    })
    await appended.promise
    await books.payIn('quick', 0)
    await pause(200)
    assert.deepEqual(await books.rows(), [])

    held.resolve()
    await slow
    await books.settle()

    assert.deepEqual(
      (await books.rows()).map(({ account }) => account),
      ['quick', 'slow'],
    )
  })

  it('keeps the order of a stream whose later event comes from an older transaction', async () => {
    await using books = await openBooks()
    await books.project([balances])
    const numbered = Promise.withResolvers<void>()
    const overtaken = Promise.withResolvers<void>()
    const older = books.database.transaction(async (sql) => {
      await sql`select pg_current_xact_id()`
      numbered.resolve()
      await overtaken.promise
      await books.payIn('a', 1, sql)
    })
    await numbered.promise
    await books.payIn('a', 0)
    overtaken.resolve()
    await older

    await books.settle()

    const [row] = await books.rows()
    assert.deepEqual(row?.seen, [1, 2])
  })

  it('stays at an event that its code fails at, and goes on when it does not any more', async () => {
    await using books = await openBooks()
    let fails = true
    const flaky: Projection = {
      ...balances,
      async apply(events, context) {
        await balances.apply(events, context)
        if (fails) throw new Error('planted')
      },
    }
    await books.project([flaky])
    await books.payIn('a', 0)
    await pause(200)
    assert.deepEqual(await books.rows(), [])

    fails = false

    await books.settle()
    assert.equal((await books.rows()).length, 1)
  })

  it('is built anew after the database was loaded from a dump, which counts transactions anew', async () => {
    await using books = await openBooks()
    const before = await books.project([balances])
    await books.payInAtOnce(2, 3)
    await books.settle()
    await before.stop()
    await books.sql`update kit.event set turn = turn + 1000000000`
    await books.sql`update kit.projection set turn = turn + 1000000000`

    await books.project([balances])
    await books.payIn('account 0', 3)
    await books.settle()

    assert.deepEqual(
      (await books.rows()).map(({ balance }) => balance),
      [4, 3],
    )
  })
})

describe('building a read model anew', () => {
  it('leaves the live one readable, whole, and takes in what happens meanwhile', async () => {
    await using books = await openBooks()
    await books.project([balances])
    await books.payInAtOnce(10, 60)
    await books.settle()
    await books.sql`update accounts.balances set balance = balance + 1000000`
    const stop = new AbortController()
    const seen: { accounts: number; least: number }[] = []
    const readers = Array.from({ length: 4 }, async () => {
      while (!stop.signal.aborted)
        seen.push(
          ...(await books.sql<{ accounts: number; least: number }>`
            select count(*) as accounts, min(balance) as least from accounts.balances`),
        )
    })
    const writer = (async () => {
      for (let version = 60; version < 90; version += 1) await books.payIn('account 0', version)
    })()

    await books.sql`select kit.rebuild_projection('accounts.balances')`
    await writer
    await books.settle()

    stop.abort()
    await Promise.all(readers)
    assert.ok(seen.length > 0)
    for (const { accounts, least } of seen) {
      assert.equal(accounts, 10)
      assert.ok(least >= 60, 'a half-filled table was read')
    }
    const [first, ...others] = await books.rows()
    assert.deepEqual([first?.balance, first?.seen], [90, upTo(90)])
    assert.ok(others.every(({ balance }) => balance === 60))
    assert.deepEqual(await books.generations(), [{ generation: 2, live: true, version: 1 }])
    const tables = await books.sql`select from pg_tables where schemaname = 'accounts'`
    assert.equal(tables.length, 1)
  })

  it('is done by the first process that knows a newer version, and not undone by one that does not', async () => {
    await using books = await openBooks()
    const older = await books.project([balances])
    await books.payInAtOnce(3, 2)
    await books.settle()
    const newer: Projection = {
      ...balances,
      version: 2,
      columns: `${balances.columns}, doubled bigint generated always as (balance * 2) stored`,
    }

    const first = await books.project([newer])
    await books.settle()
    assert.deepEqual(await books.sql`select distinct doubled from accounts.balances`, [
      { doubled: 4 },
    ])

    await first.stop()
    await older.stop()
    await books.project([balances])
    await books.payIn('account 0', 2)
    await pause(100)
    assert.deepEqual(await books.generations(), [{ generation: 2, live: true, version: 2 }])
  })
})

function upTo(n: number): number[] {
  return Array.from({ length: n }, (_, index) => index + 1)
}
