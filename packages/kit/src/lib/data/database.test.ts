import assert from 'node:assert/strict'
import { it } from 'node:test'

import { defaultWiring } from '../app/wiring.ts'
import { testDatabase } from '../postgres/test-server.ts'
import { isUnavailable, openDatabase } from './database.ts'

it('a statement that gets no connection in time is worth another try, not a fault', async () => {
  await using database = await testDatabase()
  const settings = {
    ...defaultWiring('test', []).database,
    poolSize: 1,
    statementTimeoutMs: 30_000,
  }
  const { sql, close } = openDatabase(database.url, settings)
  const held = sql`select pg_sleep(8)`

  await assert.rejects(sql`select 1`, isUnavailable)

  await held
  await close()
})
