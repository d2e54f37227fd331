import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'

import { Type } from 'typebox'

import { startTestProcess, type TestProcess } from '../app/test-process.ts'
import { command, query } from '../contract/operation.ts'
import type { Sql } from '../data/sql.ts'
import { defineModule } from '../module/define-module.ts'
import { handle } from '../module/handle.ts'
import { graphqlCaller } from './testing/graphql-caller.ts'
import { grpcCaller } from './testing/grpc-caller.ts'
import type { ParityCaller } from './testing/parity-caller.ts'
import { restCaller } from './testing/rest-caller.ts'
import { websocketCaller } from './testing/websocket-caller.ts'

/** Far beyond every limit of these tests: only a cancellation ends it. */
const longSeconds = 120

const Well = Type.Object({ well: Type.String() })
const draw = query({
  name: 'wells.draw',
  summary: 'Reads for very long.',
  input: Well,
  output: Type.Object({}),
  access: 'public',
  rest: 'GET /wells/{well}',
})
const dig = command({
  name: 'wells.dig',
  summary: 'Writes, then works for very long.',
  input: Well,
  output: Type.Object({}),
  access: 'public',
  idempotency: 'key',
  rest: 'POST /wells/{well}',
})
const digMany = command({
  ...dig,
  deadlineMs: 60_000,
  name: 'wells.digMany',
  gather: 8,
  rest: 'POST /many/{well}',
})

/** The application's own connections: where its statements run, and where the test looks. */
let sql: Sql
const wells = () =>
  defineModule({
    name: 'wells',
    summary: 'Wells that take long.',
    handlers: [
      handle(draw, async (_input, context) => {
        await context.sql`select pg_sleep(${longSeconds})`
        return {}
      }),
      handle(dig, async ({ well }, context) => {
        await context.sql`insert into dug values (${well})`
        await context.sql`select pg_sleep(${longSeconds})`
        return {}
      }),
      handle(digMany, {
        async runMany(members, context) {
          await context.sql`select pg_sleep(4)`
          for (const { input } of members) await context.sql`insert into dug values (${input.well})`
          return members.map(() => ({}))
        },
      }),
    ],
    async start(context) {
      sql = context.sql
      await sql`create table dug (well text)`
      return async () => {}
    },
  })

let running: TestProcess
let callers: ParityCaller[]
before(async () => {
  running = await startTestProcess({
    modules: { wells },
    wiring: {
      system: 'parity',
      database: { poolSize: 6, statementTimeoutMs: 300_000, lockTimeoutMs: 2_000 },
      interfaces: {
        graphql: { maxDepth: 5, maxCost: 100, maxCalls: 5, documents: 'any', maxSubscriptions: 1 },
        grpc: {},
        websocket: { maxSockets: 5, maxCalls: 5, maxFollowed: 5 },
      },
    },
  })
  const { url, urls } = running.app
  const modules = [wells()]
  callers = [
    restCaller(url),
    grpcCaller(urls.grpc ?? '', modules),
    websocketCaller((urls.websocket ?? '').replace('http', 'ws')),
    graphqlCaller(url, modules),
  ]
})
after(async () => {
  for (const caller of callers) await caller.close()
  await running[Symbol.asyncDispose]()
})

describe('a statement for which nobody waits any more', () => {
  it('is cancelled when its caller leaves, whatever brought the call', async () => {
    for (const { transport, call } of callers) {
      const leaving = new AbortController()
      const left = call(draw, { well: transport }, { signal: leaving.signal }).catch(() => 'left')
      await untilRunning(1, transport)
      leaving.abort()
      assert.equal(await left, 'left', transport)
      await untilRunning(0, transport)
    }
  })

  it('is cancelled at the deadline, its transaction is rolled back, and connections stay as they were', async () => {
    const before = await connections()
    for (const { transport, call } of callers.slice(0, 2)) {
      const asked = { key: transport, deadlineMs: 1_000 }
      const outcome = await call(dig, { well: transport }, asked)
      assert.ok('failure' in outcome && outcome.failure.code === 'DEADLINE_EXCEEDED', transport)
      await untilRunning(0, transport)
    }
    assert.deepEqual(await sql`select well from dug`, [])
    for (let turn = 0; turn < 12; turn++) await sql`select 1`
    const now = new Set(await connections())
    assert.deepEqual(
      before.filter((pid) => !now.has(pid)),
      [],
    )
  })

  it('runs to its end when only some of those who share it have left', async () => {
    const [rest] = callers
    if (!rest) throw new Error('there is no caller')
    const dug = (well: string, deadlineMs: number) =>
      rest.call(digMany, { well }, { key: well, deadlineMs })
    const first = dug('a', 60_000)
    await untilRunning(1, 'the first run')
    // Both arrive while it works, and share the next run; one of them leaves in the middle of that.
    const [gaveUp, waited] = await Promise.all([dug('b', 6_000), dug('c', 60_000), first])
    assert.ok('failure' in gaveUp && gaveUp.failure.code === 'DEADLINE_EXCEEDED')
    assert.deepEqual(waited, { output: {} })
    const rows = await sql`select well from dug order by well`
    assert.deepEqual(rows, [{ well: 'a' }, { well: 'b' }, { well: 'c' }])
  })
})

async function sleeping(): Promise<number> {
  const rows = await sql<{ pid: number }>`
    select pid from pg_stat_activity
    where datname = current_database() and state = 'active' and pid <> pg_backend_pid()
      and query like 'select pg_sleep%'`
  return rows.length
}

async function untilRunning(count: number, transport: string): Promise<void> {
  const deadlineAt = Date.now() + 30_000
  while ((await sleeping()) !== count) {
    assert.ok(Date.now() < deadlineAt, `${transport}: not ${count} statements after 30 s`)
    await pause(20)
  }
}

async function connections(): Promise<number[]> {
  const rows = await sql<{ pid: number }>`
    select pid from pg_stat_activity where datname = current_database() and backend_type = 'client backend'`
  return rows.map(({ pid }) => pid)
}
