import { migrateAll } from '../../app/core.ts'
import { type Database, openDatabase } from '../../data/database.ts'
import type { Sql } from '../../data/sql.ts'
import { account, accountStream, accounts } from '../../event-store/testing/accounts.ts'
import { testDatabase, testTemplate } from '../../postgres/test-server.ts'
import type { Projection } from '../projection.ts'
import { Projector, type ProjectorParts } from '../projector.ts'

/** The events of accounts on a database of their own, and whoever fills read models from them. */
export interface Books extends AsyncDisposable {
  readonly database: Database
  readonly sql: Sql
  /** Starts a projector; it is stopped with the books at the latest. */
  project(projections: readonly Projection[], parts?: Partial<ProjectorParts>): Promise<Projector>
  /** Pays 1 into an account behind the version it is expected at. */
  payIn(stream: string, expected: number, sql?: Sql): Promise<void>
  /** Pays 1 into each of so many accounts so many times, all at once. */
  payInAtOnce(accounts: number, times: number): Promise<void>
  /** Waits until all read models are filled and none is being built; at most 30 s. */
  settle(): Promise<void>
  rows(): Promise<BalanceRow[]>
  generations(): Promise<object[]>
}

export interface BalanceRow {
  readonly account: string
  readonly balance: number
  /** Versions of its events in the order in which they were applied. */
  readonly seen: readonly number[]
}

export async function openBooks(): Promise<Books> {
  const template = await testTemplate('template_books_1', (url) => migrateAll(url, [accounts]))
  const made = await testDatabase({ template })
  const limits = { poolSize: 12, statementTimeoutMs: 20_000, lockTimeoutMs: 10_000 }
  const database = openDatabase(made.url, limits)
  const { sql } = database
  const projectors: Projector[] = []
  const one = [{ type: 'paidIn', data: { amount: 1 } }] as const
  return {
    database,
    sql,
    async project(projections, parts) {
      const common = { projections, database, batch: 50, idleMs: 10, warn: () => {} }
      const projector = new Projector({ ...common, ...parts })
      projectors.push(projector)
      await projector.start()
      return projector
    },
    async payIn(stream, expected, through = sql) {
      const done = await accountStream.append(through, [{ stream, expected, events: one }])
      if (!done.has(stream)) throw new Error(`${stream} is not at ${expected}`)
    },
    async payInAtOnce(count, times) {
      const pay = async (_: unknown, n: number) => {
        for (let time = 0; time < times; time += 1)
          await account.change(sql, `account ${n}`, () => one)
      }
      await Promise.all(Array.from({ length: count }, pay))
    },
    settle: () => settle(sql),
    rows: () => sql`select account, balance, seen from accounts.balances order by account`,
    generations: () =>
      sql`select generation, version, live from kit.projection order by generation`,
    async [Symbol.asyncDispose]() {
      for (const projector of projectors) await projector.stop()
      await database.close()
      await made[Symbol.asyncDispose]()
    },
  }
}

async function settle(sql: Sql): Promise<void> {
  const deadlineAt = performance.now() + 30_000
  for (;;) {
    const [row] = await sql<{ behind: number }>`
      select count(*) as behind from kit.projection where not live or exists (
        select from kit.event where event.category = projection.category
          and (event.turn, event.position) > (projection.turn, projection.position))`
    if (row?.behind === 0) return
    if (performance.now() > deadlineAt) throw new Error('read models are not filled after 30 s')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
