import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import fc from 'fast-check'
import { Type } from 'typebox'

import { startTestApp } from '../app/test-app.ts'
import type { Sql } from '../data/sql.ts'
import { preferAgedJobs } from './aged-jobs.ts'
import { jobsPerPlace, places, rankOf, startCountAnew } from './fair-turns.ts'
import { insertJobs } from './queue-jobs.ts'

const spec = { name: 'line.stand', payload: Type.Object({ tenant: Type.String() }) } as const

describe('turns of tenants', () => {
  it('let the first job of a tenant wait for ten of each other one at the most, whatever they queue', async () => {
    await using app = await startTestApp()
    let waited = 0
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 5, maxLength: 30 }), async (actions) => {
        await app.sql`delete from graphile_worker._private_jobs`
        const line = new Line(app.sql)
        for (const one of actions) await line.act(one)
        waited += line.waited
      }),
      { numRuns: 40 },
    )
    assert.ok(waited > 100, `only ${waited} first jobs of tenants were seen waiting`)
  })

  it('give one job its turn before the ten thousand of another tenant', async () => {
    await using app = await startTestApp()
    await queue(app.sql, 'many', 10_000)
    await queue(app.sql, 'one', 1)
    const taken = await take(app.sql, 2 * jobsPerPlace)
    assert.ok(taken.indexOf('one') >= 0, 'the one was not among the first twenty')
    await aging(app.sql)
    await queue(app.sql, 'another', 1)
    assert.ok((await take(app.sql, 3 * jobsPerPlace)).includes('another'))
  })

  it('start anew before their places run out, and keep the order', async () => {
    await using app = await startTestApp()
    await queue(app.sql, 'first', 25)
    await queue(app.sql, 'second', 15)
    const far = places / 2
    await app.sql`update graphile_worker._private_jobs set priority = priority + ${Math.ceil(far)}::int`
    await app.sql`update kit.job_turn set next = next + ${jobsPerPlace * Math.ceil(far)}::int`
    const before = await order(app.sql)
    await startCountAnew(app.sql)
    assert.deepEqual(await order(app.sql), before)
    await queue(app.sql, 'third', 1)
    const [last] = await app.sql<{ priority: number }>`
      select priority from graphile_worker._private_jobs order by id desc limit 1`
    assert.equal(last?.priority, rankOf.normal)
    await queue(app.sql, 'second', 10)
    assert.equal((await order(app.sql)).at(-1)?.tenant, 'second')
  })
})

const tenant = fc.constantFrom('a', 'b', 'c', 'd')
const action = fc.oneof(
  { weight: 4, arbitrary: fc.record({ tenant, jobs: fc.integer({ min: 1, max: 60 }) }) },
  { weight: 4, arbitrary: fc.record({ take: fc.integer({ min: 1, max: 40 }) }) },
  { weight: 1, arbitrary: fc.constant('age' as const) },
)
type Action = { tenant: string; jobs: number } | { take: number } | 'age'

/** Who stands in line, and how many of others have gone before each tenant that came when it had nothing waiting. */
class Line {
  readonly #sql: Sql
  readonly #waiting = new Map<string, number>()
  readonly #passed = new Map<string, Map<string, number>>()
  readonly #allowed = new Map<string, number>()
  waited = 0

  constructor(sql: Sql) {
    this.#sql = sql
  }

  async act(one: Action): Promise<void> {
    if (one === 'age') {
      await aging(this.#sql)
      for (const [of, most] of this.#allowed) this.#allowed.set(of, most + jobsPerPlace)
    } else if ('take' in one) {
      for (const tenant of await take(this.#sql, one.take)) this.#goes(tenant)
    } else {
      await queue(this.#sql, one.tenant, one.jobs)
      const before = this.#waiting.get(one.tenant) ?? 0
      this.#waiting.set(one.tenant, before + one.jobs)
      if (before > 0) return
      this.#passed.set(one.tenant, new Map())
      this.#allowed.set(one.tenant, 2 * jobsPerPlace) // ten by their place, ten that have aged by then
    }
  }

  #goes(tenant: string): void {
    this.#waiting.set(tenant, (this.#waiting.get(tenant) ?? 0) - 1)
    if (this.#passed.delete(tenant)) this.waited += 1
    for (const [first, passed] of this.#passed) {
      const times = (passed.get(tenant) ?? 0) + 1
      passed.set(tenant, times)
      const most = this.#allowed.get(first) ?? 0
      assert.ok(times <= most, `${times} of ${tenant} went before the first of ${first}`)
    }
  }
}

function queue(sql: Sql, tenant: string, jobs: number): Promise<void> {
  return insertJobs(
    sql,
    Array.from({ length: jobs }, () => ({ spec, tenant, payload: { tenant } })),
  )
}

/** Takes jobs in the order of the queue; their tenants. */
async function take(sql: Sql, jobs: number): Promise<string[]> {
  const rows = await sql<{ tenant: string }>`
    with first as (
      select id, row_number() over (order by priority, run_at, id) as turn from graphile_worker._private_jobs
      order by turn limit ${jobs}
    ), gone as (
      delete from graphile_worker._private_jobs using first where _private_jobs.id = first.id
      returning turn, payload->>'tenant' as tenant
    )
    select tenant from gone order by turn`
  return rows.map((row) => row.tenant)
}

async function aging(sql: Sql): Promise<void> {
  await sql`update graphile_worker._private_jobs set run_at = run_at - interval '61 s'`
  await preferAgedJobs(sql)
}

function order(sql: Sql) {
  return sql<{ id: number; tenant: string }>`
    select id, payload->>'tenant' as tenant from graphile_worker._private_jobs order by priority, run_at, id`
}
