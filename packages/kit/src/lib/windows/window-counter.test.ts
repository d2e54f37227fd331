import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { migrateAll } from '../app/core.ts'
import { startTestApp, type TestApp } from '../app/test-app.ts'
import type { Database, Transaction } from '../data/database.ts'
import { openDatabase } from '../data/database.ts'
import type { Sql } from '../data/sql.ts'
import { appendToFeed } from '../feed/feed-store.ts'
import { testDatabase, testTemplate } from '../postgres/test-server.ts'
import { countedCars, pass, passed, tolls } from './testing/tolls.ts'
import { WindowCounter } from './window-counter.ts'
import { registerWindows } from './window-store.ts'

/** A full minute of yesterday. */
const base = Math.floor((Date.now() - 86_400_000) / 60_000) * 60_000
const car = (seconds: number, gate = 'north', cars = 1) => ({
  gate,
  cars,
  at: new Date(base + seconds * 1_000).toISOString(),
})

describe('windows over events', () => {
  it('are told once each, with all that came in time, in order or not', async () => {
    await using app = await startTestApp(tolls())
    await app.call(pass, { passes: [car(1), car(30), car(61, 'south'), car(20), car(3_000)] })
    await until(async () => (await told(app.sql)).length >= 8)
    await app.call(pass, { passes: [car(5), car(3_100)] }) // the first is too late for all
    await until(async () => (await late(app.sql)) >= 5)

    const windows = (await told(app.sql)).filter(({ starts }) => starts < 3_000 - 60)
    assert.deepEqual(
      windows.filter(({ shape }) => shape === 'tumbling'),
      [
        { shape: 'tumbling', gate: 'north', starts: 0, ends: 60, cars: 3, times: 1 },
        { shape: 'tumbling', gate: 'south', starts: 60, ends: 120, cars: 1, times: 1 },
      ],
    )
    assert.deepEqual(
      windows.filter(({ shape, gate }) => shape === 'hopping' && gate === 'north'),
      [
        { shape: 'hopping', gate: 'north', starts: -40, ends: 20, cars: 1, times: 1 },
        { shape: 'hopping', gate: 'north', starts: -20, ends: 40, cars: 3, times: 1 },
        { shape: 'hopping', gate: 'north', starts: 0, ends: 60, cars: 3, times: 1 },
        { shape: 'hopping', gate: 'north', starts: 20, ends: 80, cars: 2, times: 1 },
      ],
    )
    assert.deepEqual(
      windows.filter(({ shape, gate }) => shape === 'session' && gate === 'north'),
      [{ shape: 'session', gate: 'north', starts: 1, ends: 60, cars: 3, times: 1 }],
    )
  })

  it('end by the clock when nobody comes any more', async () => {
    await using app = await startTestApp(tolls(countedCars.slice(0, 1)))
    const longAgo = { ...car(0), at: new Date(Date.now() - 3_600_000).toISOString() }
    await app.call(pass, { passes: [longAgo] })
    await until(async () => (await told(app.sql)).length === 1)
  })

  it('come to the same when they are counted again, by a replay or a newer version', async () => {
    await using app = await startTestApp(tolls())
    await app.call(pass, { passes: someCars(60) })
    await until(() => counted(app))
    const before = await told(app.sql)
    assert.ok(before.length > 20, `only ${before.length} windows were told`)

    await app.sql`select kit.replay_windows('tolls.tumbling')`
    await until(() => counted(app))

    const again = (await told(app.sql)).map((one) =>
      one.shape === 'tumbling' ? { ...one, times: one.times - 1 } : one,
    )
    assert.deepEqual(again, before)
  })

  it('that the feed has forgotten a part of are not told', async () => {
    await using made = await openTolls()
    const { database, sql } = made
    const [tumbling] = countedCars
    assert.ok(tumbling)
    await append(sql, [car(10), car(70), car(130), car(900)])
    // What was before is pruned: the minute that the rest begins in is not whole.
    await sql`update kit.feed set time = ${new Date(base + 70_000)} where position = 2`
    await sql`delete from kit.feed where position = 1`
    await sql`update kit.feed_horizon set position = 1`
    await countAll(database)
    const minutes = (await told(sql)).filter(({ starts }) => starts < 900)
    assert.deepEqual(
      minutes.filter(({ shape }) => shape === 'tumbling').map(({ starts }) => starts),
      [120],
    )
  })

  it('are told once whoever dies at whatever point of a batch', async () => {
    await using made = await openTolls()
    const { database, sql } = made
    await append(sql, someCars(40))
    let points = 0
    for (let dead = true, point = 1; dead; point += 1) {
      const dying = dyingAt(database, point)
      await countAll(dying.database).catch(() => {})
      dead = dying.isDead()
      points = point
    }
    assert.ok(points > 20, `only ${points} points were met`)
    await countAll(database)
    const windows = await told(sql)
    assert.ok(windows.length > 20)
    assert.deepEqual(
      windows.filter(({ times }) => times !== 1),
      [],
    )
    const minutes = windows.filter(({ shape }) => shape === 'tumbling')
    const [open] = await sql<{ cars: number }>`
      select coalesce(sum(total::int), 0) as cars from kit.open_window where name = 'tolls.tumbling'`
    const [missed] = await sql<{ late: number }>`
      select late from kit.window_state where name = 'tolls.tumbling'`
    const all = minutes.reduce((sum, { cars }) => sum + cars, 0) + (open?.cars ?? 0)
    assert.equal(all + (missed?.late ?? 0), 40)
  })

  it('are not counted twice by two processes at once', async () => {
    await using made = await openTolls()
    await append(made.sql, someCars(200))
    await Promise.all([countAll(made.database, 7), countAll(made.database, 5)])
    await countAll(made.database)
    assert.ok((await told(made.sql)).every(({ times }) => times === 1))
  })
})

/** Cars every seven seconds through two gates, some of them told up to half a minute late. */
function someCars(count: number) {
  return Array.from({ length: count }, (_, n) =>
    car(n * 7 - (n % 5 === 0 ? Math.min(n * 7, 30) : 0), n % 3 ? 'north' : 'south'),
  )
}

async function openTolls() {
  const template = await testTemplate('template_tolls_1', (url) => migrateAll(url, [tolls()]))
  const made = await testDatabase({ template })
  const limits = { poolSize: 6, statementTimeoutMs: 20_000, lockTimeoutMs: 10_000 }
  const database = openDatabase(made.url, limits)
  for (const one of countedCars) await database.transaction((sql) => registerWindows(sql, one))
  return {
    database,
    sql: database.sql,
    async [Symbol.asyncDispose]() {
      await database.close()
      await made[Symbol.asyncDispose]()
    },
  }
}

/** Appends to the feed as the relay does. */
async function append(sql: Sql, cars: readonly ReturnType<typeof car>[]): Promise<void> {
  await appendToFeed(
    sql,
    cars.map((data, n) => ({
      id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
      event: passed.name,
      version: 1,
      data,
      createdAt: data.at,
      traceparent: null,
      tenant: null,
      attempts: 0,
    })),
  )
}

/** Counts until nothing is left, in small batches. */
async function countAll(database: Pick<Database, 'connect' | 'transaction'>, batch = 9) {
  const warn = () => {}
  const counter = new WindowCounter({ windows: countedCars, database, batch, idleMs: 10, warn })
  for (const one of countedCars) while (await counter.step(one)) {}
}

/** A database whose transactions fail at the given point: before a statement, before their commit or after it. */
function dyingAt(database: Database, point: number) {
  let met = 0
  let dead = false
  const atPoint = () => {
    met += 1
    if (met < point && !dead) return
    dead = true
    throw new Error('this process is dead')
  }
  return {
    isDead: () => dead,
    database: {
      connect: database.connect,
      async transaction<Result>(run: Transaction<Result>): Promise<Result> {
        const result = await database.transaction<Result>(async (sql, beforeCommit) => {
          const watched: Sql = async (text, ...values) => {
            atPoint()
            return sql(text, ...values)
          }
          const inner = await run(watched, beforeCommit)
          atPoint()
          return inner
        })
        atPoint()
        return result
      },
    } as Pick<Database, 'connect' | 'transaction'>,
  }
}

/** Windows that were told; times are seconds after the first. */
async function told(sql: Sql) {
  return sql<{
    shape: string
    gate: string
    starts: number
    ends: number
    cars: number
    times: number
  }>`
    select shape, gate, extract(epoch from starts_at - ${new Date(base)}::timestamptz)::int as starts,
      extract(epoch from ends_at - ${new Date(base)}::timestamptz)::int as ends, cars, times
    from tolls.told order by shape, gate, starts_at`
}

async function late(sql: Sql): Promise<number> {
  const [row] = await sql<{ late: number }>`select sum(late)::int as late from kit.window_state`
  return row?.late ?? 0
}

/** Nothing of the feed is left to count, and nothing is on its way to it. */
async function counted({ sql }: TestApp): Promise<boolean> {
  const [row] = await sql<{ left: number }>`
    select (select count(*) from kit.outbox) + (select count(*) from kit.window_state
      where position < (select max(position) from kit.feed)) + (select count(*) from kit.open_window) as left`
  return row?.left === 0
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadlineAt = performance.now() + 60_000
  while (!(await holds())) {
    assert.ok(performance.now() < deadlineAt, 'it did not happen in 60 s')
    await pause(50)
  }
}
