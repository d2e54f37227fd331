import assert from 'node:assert/strict'
import { it } from 'node:test'

import type { Connection, Database } from '../data/database.ts'
import type { Sql } from '../data/sql.ts'
import { balances } from '../event-store/testing/accounts.ts'
import type { Projection } from './projection.ts'
import { type Books, openBooks } from './testing/open-books.ts'

// A rebuild reaches the database at numbered points: each statement, and each COMMIT before and after it. At each of
// them the server ends the connection, as it does with that of a process that was killed; another process goes on.

const accounts = 2
const times = 3

it('a rebuild that is killed at any point of its way to the database ends whole, and is never seen half', async () => {
  await using books = await openBooks()
  const first = await books.project([balances])
  await books.payInAtOnce(accounts, times)
  await books.settle()
  await first.stop()
  let version = 1
  let points = 0
  for (let dead = false, point = 1; point === 1 || dead; point += 1) {
    version += 1
    const next: Projection = { ...balances, version }
    const dying = dyingAt(books.database, point)
    const projector = await books
      .project([next], { database: dying.database, batch: 4 })
      .catch(() => undefined) // it died while it registered
    await dying.deadOr(() => isLive(books, version))
    dead = dying.isDead()
    assert.equal((await books.rows()).length, accounts, `readable after a crash at ${point}`)
    await projector?.stop()

    const heir = await books.project([next], { batch: 4 })
    await books.settle()
    await heir.stop()

    for (const { balance, seen } of await books.rows()) {
      assert.equal(balance, times, `after a crash at ${point}`)
      assert.deepEqual(seen, [1, 2, 3], `after a crash at ${point}`)
    }
    assert.ok(await isLive(books, version), `version ${version} is live after a crash at ${point}`)
    const tables = await books.sql`select from pg_tables where schemaname = 'accounts'`
    assert.equal(tables.length, 1, `nothing is left after a crash at ${point}`)
    points = point
  }
  assert.ok(points > 30, `only ${points} points were met`)
})

async function isLive({ sql }: Books, version: number): Promise<boolean> {
  return (await sql`select from kit.projection where live and version = ${version}`).length === 1
}

/** A database whose connections are ended at the given point and from then on. */
function dyingAt(database: Database, point: number) {
  let met = 0
  let dead = false
  const atPoint = async (pid: number) => {
    met += 1
    if (met < point) return
    dead = true
    await database.sql`select pg_terminate_backend(${pid}, 5000)`
  }
  const connect = async (): Promise<Connection> => {
    if (dead) throw new Error('this process is dead')
    const connection = await database.connect()
    const [row] = await connection.sql<{ pid: number }>`select pg_backend_pid() as pid`
    const pid = row?.pid ?? 0
    const watched =
      (sql: Sql): Sql =>
      async (text, ...values) => {
        await atPoint(pid)
        return sql(text, ...values)
      }
    return {
      ...connection,
      sql: watched(connection.sql),
      async transaction(run) {
        const result = await connection.transaction(async (sql, beforeCommit) => {
          const inner = await run(watched(sql), beforeCommit)
          await atPoint(pid) // before the COMMIT
          return inner
        })
        await atPoint(pid) // behind it
        return result
      },
    }
  }
  return {
    database: { connect },
    isDead: () => dead,
    async deadOr(isDone: () => Promise<boolean>) {
      const deadlineAt = performance.now() + 30_000
      while (!dead && !(await isDone())) {
        assert.ok(performance.now() < deadlineAt, 'neither dead nor done after 30 s')
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    },
  }
}
