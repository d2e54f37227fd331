import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'

import { Type } from 'typebox'

import { startTestApp } from '../app/test-app.ts'
import { command } from '../contract/operation.ts'
import type { Sql } from '../data/sql.ts'
import { defineModule } from '../module/define-module.ts'
import { handle } from '../module/handle.ts'
import { preferAgedJobs } from './aged-jobs.ts'
import { deadJobs, jobState, replayJobs } from './dead-jobs.ts'
import { type JobSpec, job } from './job.ts'
import { insertJobs } from './queue-jobs.ts'

const Cake = Type.Object({ cake: Type.String(), oven: Type.String() })
type Cake = { cake: string; oven: string }

const bake = command({
  name: 'bakery.bake',
  summary: 'Queues cakes of one kind of job.',
  input: Type.Object({ job: Type.String(), cakes: Type.Array(Cake) }),
  output: Type.Object({}),
  access: 'internal',
  idempotency: 'natural',
})

describe('jobs', () => {
  it('of one key run one after the other, those of others meanwhile', async () => {
    const busy = new Set<string>()
    const together: string[] = []
    let most = 0
    const one = spec('one', { oneAtATime: ({ oven }: Cake) => oven })
    await using app = await bakery([one], async (_name, { oven }) => {
      if (busy.has(oven)) together.push(oven)
      busy.add(oven)
      most = Math.max(most, busy.size)
      await pause(60)
      busy.delete(oven)
    })
    const cakes = Array.from({ length: 12 }, (_, index) => ({
      cake: `${index}`,
      oven: `${index % 3}`,
    }))
    await app.call(bake, { job: 'one', cakes })
    await app.settle()
    assert.deepEqual(together, [])
    assert.ok(most > 1, 'different keys never ran at the same time')
  })

  it('of one key wait only once, with the payload that came last', async () => {
    const latest = spec('latest', { unique: ({ oven }: Cake) => oven })
    await using app = await startTestApp()
    const request = (cake: string, oven: string) => ({ spec: latest, payload: { cake, oven } })
    await insertJobs(app.sql, [request('a', 'x'), request('b', 'x'), request('c', 'y')])
    await insertJobs(app.sql, [request('d', 'x')])
    await insertJobs(app.sql, [{ ...request('e', 'x'), tenant: 'other' }])
    assert.deepEqual(await waiting(app.sql, 'latest'), ['c', 'd', 'e'])
  })

  it('that matter more go first, but none waits for ever', async () => {
    await using app = await startTestApp()
    const specs = [
      spec('someday', { priority: 'background' }),
      spec('usual', {}),
      spec('urgent', { priority: 'critical' }),
    ]
    const queue = (cake: string) =>
      insertJobs(
        app.sql,
        specs.map((one) => ({ spec: one, payload: { cake: `${cake} ${one.name}`, oven: 'x' } })),
      )
    await queue('old')
    await app.sql`update graphile_worker._private_jobs set run_at = now() - interval '61 s'`
    await queue('new')
    await preferAgedJobs(app.sql)
    const order = await app.sql<{ cake: string }>`
      select payload->>'cake' as cake from graphile_worker._private_jobs order by priority, run_at, id`
    assert.deepEqual(
      order.map(({ cake }) => cake.replace('bakery.', '')),
      ['old someday', 'old usual', 'old urgent', 'new urgent', 'new usual', 'new someday'],
    )
  })

  it('that failed for good are told with their error, and replayed by one command', async () => {
    let broken = true
    const baked: string[] = []
    await using app = await bakery([spec('once', { attempts: 1 })], async (_name, { cake }) => {
      if (broken) throw new Error('the oven is cold')
      baked.push(cake)
    })
    await app.call(bake, { job: 'once', cakes: [{ cake: 'tart', oven: 'x' }] })
    await until(async () => (await deadJobs(app.sql)).length === 1)
    const [dead] = await deadJobs(app.sql, 'bakery.once')
    assert.match(dead?.lastError ?? '', /the oven is cold/)
    assert.deepEqual(await deadJobs(app.sql, 'bakery.other'), [])
    assert.equal((await jobState(app.sql)).dead, 1)
    assert.equal(await replayJobs(app.sql, 'bakery.other'), 0)
    broken = false
    assert.equal(await replayJobs(app.sql), 1)
    await until(async () => baked.length === 1)
    assert.deepEqual(await deadJobs(app.sql), [])
  })
})

function spec(name: string, extra: Partial<JobSpec>): JobSpec {
  return { name: `bakery.${name}`, payload: Cake, ...extra }
}

function bakery(specs: readonly JobSpec[], run: (name: string, payload: Cake) => Promise<unknown>) {
  const module = defineModule({
    name: 'bakery',
    summary: 'Cakes that are baked in the background.',
    handlers: [
      handle(bake, async ({ job: name, cakes }, { enqueue }) => {
        const asked = specs.find((one) => one.name === `bakery.${name}`)
        if (!asked) throw new TypeError(`no job ${name}`)
        for (const cake of cakes) enqueue(asked, cake)
        return {}
      }),
    ],
    jobs: specs.map((one) =>
      job(one, async (payload) => {
        await run(one.name.slice('bakery.'.length), payload as Cake)
      }),
    ),
  })
  return startTestApp(module)
}

async function waiting(sql: Sql, name: string): Promise<string[]> {
  const rows = await sql<{ cake: string }>`
    select payload->>'cake' as cake from graphile_worker._private_jobs jobs
    join graphile_worker._private_tasks tasks on tasks.id = jobs.task_id
    where identifier = ${`bakery.${name}`} order by 1`
  return rows.map(({ cake }) => cake)
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const deadlineAt = Date.now() + 30_000
  while (!(await isTrue())) {
    assert.ok(Date.now() < deadlineAt, 'it did not happen in 30 s')
    await pause(50)
  }
}
