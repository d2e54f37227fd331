import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { migrateAll } from '../app/core.ts'
import { defaultWiring } from '../app/wiring.ts'
import { pruneFeed } from '../feed/feed-store.ts'
import { testDatabase } from '../postgres/test-server.ts'
import { openDatabase } from './database.ts'
import { pruneKeys } from './idempotency.ts'

describe('what is out of date', () => {
  it('goes batch by batch, however much has gathered, and what is young stays', async () => {
    await using database = await place()
    const { sql } = database
    await sql`
      insert into kit.inbox (consumer, message_id, heard_at)
      select 'a', gen_random_uuid(), now() - interval '15 days' from generate_series(1, 45000)`
    await sql`
      insert into kit.inbox (consumer, message_id, heard_at)
      select 'a', gen_random_uuid(), now() from generate_series(1, 10)`
    const before = database.asked()

    await pruneKeys(sql)

    assert.equal((await sql`select from kit.inbox`).length, 10)
    // 20,000, 20,000, 5,000 and none of the inbox, and none of the keys.
    assert.equal(database.asked() - before, 5)
  })

  it('leaves a feed from its beginning on, and notes up to where', async () => {
    await using database = await place()
    const { sql } = database
    await sql`
      insert into kit.feed (id, event, data, time, kept_at)
      select gen_random_uuid(), 'a.b', '{}', now(), now() - interval '2 days' * (n <= 45000)::int
      from generate_series(1, 45010) as n`

    await pruneFeed(sql, 24)

    assert.deepEqual(await sql`select min(position) as first, count(*) as left from kit.feed`, [
      { first: 45_001, left: 10 },
    ])
    assert.deepEqual(await sql`select position from kit.feed_horizon`, [{ position: 45_000 }])
  })
})

/** A migrated database that counts what is removed by. */
async function place() {
  const database = await testDatabase()
  await migrateAll(database.url, [])
  const open = openDatabase(database.url, defaultWiring('test', []).database)
  let asked = 0
  const sql: typeof open.sql = (text, ...values) => {
    if (text.join('').includes('delete from')) asked += 1
    return open.sql(text, ...values)
  }
  return {
    sql,
    asked: () => asked,
    async [Symbol.asyncDispose]() {
      await open.close()
      await database[Symbol.asyncDispose]()
    },
  }
}
