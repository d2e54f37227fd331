import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'

import { Type } from 'typebox'

import { KnownTenants } from '../access/known-tenants.ts'
import { addNote, listNotes, notes } from '../access/testing/notes.ts'
import { migrateAll, startCore } from '../app/core.ts'
import { startTestApp } from '../app/test-app.ts'
import { openEdge } from '../app/test-parts.ts'
import { defaultWiring } from '../app/wiring.ts'
import { openDatabase } from '../data/database.ts'
import type { Sql } from '../data/sql.ts'
import { defineModule } from '../module/define-module.ts'
import { testDatabase } from '../postgres/test-server.ts'
import { jobsOf } from './for-each-tenant.ts'
import { type JobContext, job, type MissedRuns } from './job.ts'
import { insertJobs } from './queue-jobs.ts'
import { schedulesOf } from './schedules.ts'

const limits = { poolSize: 3, statementTimeoutMs: 10_000, lockTimeoutMs: 5_000 }
const clocks: readonly MissedRuns[] = ['skip', 'once', 'all']

/** A module whose jobs run hourly, at a minute that is not near. */
function clockwork(ran: (missed: MissedRuns) => void) {
  const minute = (new Date().getUTCMinutes() + 30) % 60
  return defineModule({
    name: 'clockwork',
    summary: 'Jobs by the clock.',
    handlers: [],
    jobs: clocks.map((missed) =>
      job(
        {
          name: `clockwork.${missed}`,
          payload: Type.Object({}),
          schedule: `${minute} * * * *`,
          missed,
        },
        async () => ran(missed),
      ),
    ),
  })
}

describe('schedules', () => {
  it('of which runs were missed make up for none, one or all of them, once over two processes', async () => {
    await using made = await testDatabase()
    const runs: MissedRuns[] = []
    const module = clockwork((missed) => runs.push(missed))
    await migrateAll(made.url, [module])
    await using opened = new AsyncDisposableStack()
    const { sql } = opened.adopt(openDatabase(made.url, limits), (one) => one.close())
    // As if all had run five hours and a bit ago, and no process was there since.
    await sql`
      insert into graphile_worker._private_known_crontabs (identifier, known_since, last_execution)
      select 'clockwork.' || missed, now() - interval '1 year', now() - interval '5 h 15 min'
      from unnest(${clocks}::text[]) as missed`
    for (let process = 0; process < 2; process += 1) {
      const core = await startCore({
        ...openEdge,
        modules: [module],
        wiring: defaultWiring('clockwork', []),
        databaseUrl: made.url,
      })
      opened.defer(() => core.stop())
    }
    await until(async () => runs.filter((missed) => missed === 'all').length >= 5)
    await until(async () => runs.includes('once'))
    await pause(500)
    const counts = clocks.map((missed) => runs.filter((one) => one === missed).length)
    assert.deepEqual(counts, [0, 1, 5])
  })

  it('look back to the last run that is due', () => {
    const every = (schedule: string, missed: MissedRuns) =>
      schedulesOf(
        [job({ name: 'a.b', payload: Type.Object({}), schedule, missed }, async () => {})],
        new Date('2026-11-21T10:00:30Z'),
      )[0]?.options.backfillPeriod
    assert.equal(every('* * * * *', 'once'), 60_000)
    assert.equal(every('30 9 * * *', 'once'), 30 * 60_000 + 60_000)
    assert.equal(every('0 0 1 1 *', 'once'), 0)
    assert.equal(every('* * * * *', 'skip'), 0)
  })

  it('that were cut short while they queued tenants’ runs begin anew, and queue none twice', async () => {
    await using app = await startTestApp()
    const sweep = { name: 'far.sweep', payload: Type.Object({}), schedule: '11 4 * * *' } as const
    const far = defineModule({
      name: 'far',
      summary: 'A module of tenants in another process.',
      tenantScoped: true,
      handlers: [],
      jobs: [job(sweep, async () => {})],
    })
    const known = new KnownTenants(app.sql, ['far'])
    const tenants = Array.from({ length: 500 }, () => randomUUID())
    await app.sql`insert into kit.known_tenant select 'far', unnest(${tenants}::text[])`
    const waiting = async () => {
      const [row] = await app.sql<{ runs: number; tenants: number }>`
        select count(*)::int as runs, count(distinct payload->>'_tenant')::int as tenants
        from graphile_worker._private_jobs where payload->>'_tenant' is not null`
      return row
    }
    // The second of three parts fails.
    let parts = 0
    const dying: Sql = (text, ...values) => {
      if (text.join('').includes('add_jobs') && ++parts === 2) throw new Error('dead')
      return app.sql(text, ...values)
    }
    const [cut] = jobsOf(far, { sql: dying, tenants: known })
    const [whole] = jobsOf(far, { sql: app.sql, tenants: known })
    await assert.rejects(async () => cut?.run({}, {} as JobContext), /dead/)
    assert.deepEqual(await waiting(), { runs: 200, tenants: 200 })
    await whole?.run({}, {} as JobContext)
    assert.deepEqual(await waiting(), { runs: 500, tenants: 500 })
  })

  it('of a module that works for tenants run once for each tenant it has worked for', async () => {
    await using app = await startTestApp(notes())
    const tenants = Array.from({ length: 3 }, () => ({
      id: 'ann',
      roles: ['customer'],
      tenant: randomUUID(),
    }))
    for (const as of tenants) await app.call(addNote, { text: 'a' }, { as, key: 'a' })
    // As the schedule queues it.
    const sweep = { name: 'notes.sweep', payload: Type.Object({}) } as const
    await insertJobs(app.sql, [{ spec: sweep, payload: {} }])
    for (const as of tenants)
      await until(async () => (await app.call(listNotes, {}, { as })).heard.includes('swept a'))
    await app.settle()
    for (const as of tenants) {
      const { heard } = await app.call(listNotes, {}, { as })
      assert.equal(heard.filter((text) => text.includes('swept')).length, 1)
    }
  })
})

async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadlineAt = performance.now() + 60_000
  while (!(await holds())) {
    assert.ok(performance.now() < deadlineAt, 'it did not happen in 60 s')
    await pause(50)
  }
}
