import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { it } from 'node:test'
import { setTimeout } from 'node:timers/promises'

import { migrateAll } from '../app/core.ts'
import { defaultWiring } from '../app/wiring.ts'
import { startPostgres } from '../postgres/start-postgres.ts'
import { testDatabase } from '../postgres/test-server.ts'
import { insertChanges, readChanges, readHistory } from './change-log.ts'
import { openDatabase } from './database.ts'

const wiring = defaultWiring('test', []).database

it('is not settled up to a transaction that is open, also when a later one has committed', async () => {
  await using opened = new AsyncDisposableStack()
  const { url } = opened.use(await testDatabase())
  await migrateAll(url, [])
  const database = opened.adopt(openDatabase(url, wiring), (open) => open.close())
  const early = Promise.withResolvers<number>()
  const end = Promise.withResolvers<void>()

  const first = database.transaction(async (sql) => {
    early.resolve(await insertChanges(sql, ['m/a']))
    await end.promise
  })
  const xid = await early.promise
  const later = await database.transaction((sql) => insertChanges(sql, ['m/b', 'm/c']))
  assert.ok(later > xid)

  const during = await readChanges(database.sql, 0)
  assert.deepEqual(during.changes.map(({ tag }) => tag).sort(), ['m/b', 'm/c'])
  assert.ok(during.upTo <= xid)
  end.resolve()
  await first
  const after = await readChanges(database.sql, during.upTo)
  assert.deepEqual(
    after.changes.toSorted((a, b) => (a.tag < b.tag ? -1 : 1)),
    [
      { tag: 'm/a', xid },
      { tag: 'm/b', xid: later },
      { tag: 'm/c', xid: later },
    ],
  )
})

it('counts in another history after PostgreSQL has crashed, and in the same one otherwise', async () => {
  await using opened = new AsyncDisposableStack()
  const directory = opened.adopt(await mkdtemp(path.join(tmpdir(), 'history-')), (made) =>
    rm(made, { recursive: true }),
  )
  const { url } = opened.adopt(await startPostgres({ directory }), (started) => started.stop())
  const database = opened.adopt(openDatabase(url, wiring), (open) => open.close())
  const before = await readHistory(database.sql)
  assert.equal(await readHistory(database.sql), before)

  const victim = await database.connect()
  const [row] = await victim.sql<{ pid: number }>`select pg_backend_pid() as pid`
  process.kill(row?.pid ?? 0, 'SIGKILL') // as the kernel does when memory is short: all sessions end, the log is replayed

  const deadlineAt = performance.now() + 60_000
  while ((await readHistory(database.sql).catch(() => before)) === before) {
    assert.ok(performance.now() < deadlineAt, 'the history is the same after a minute')
    await setTimeout(100)
  }
})
