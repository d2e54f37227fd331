import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

import { migrateAll } from '../app/core.ts'
import { startTestApp } from '../app/test-app.ts'
import { openDatabase } from '../data/database.ts'
import { testDatabase } from '../postgres/test-server.ts'
import { unlockOrphans } from './orphaned-jobs.ts'
import { type CrashPoint, crashPoints, mailing, post } from './testing/mailing.ts'

/** How often the job may have run in the end, of which one run has the effect. */
const runs: Readonly<Record<CrashPoint, readonly number[]>> = {
  'before the commit that queues the job': [0],
  'after that commit': [1, 2], // the process may have been at it when it died
  'when the job was taken and has done nothing': [1],
  'after the effect, before the job is done': [2],
  'after the job is done': [1],
}

describe('kill -9 of a process with a job', () => {
  for (const point of crashPoints) {
    it(`${point}: the letter and its sending exist both or not at all, and it is sent once`, async () => {
      await using database = await testDatabase()
      await migrateAll(database.url, [mailing()])
      const dying = mailingProcess(database.url, point)
      const [code, signal] = await once(dying, 'exit')
      assert.deepEqual([code, signal], [null, 'SIGKILL'])

      await using opened = new AsyncDisposableStack()
      const open = opened.adopt(openDatabase(database.url, wiring), (one) => one.close())
      // As if the time had passed after which a lock belongs to nobody.
      await open.sql`update graphile_worker._private_jobs set locked_at = locked_at - interval '1 hour'`
      await unlockOrphans(open.sql)
      const heir = mailingProcess(database.url)
      try {
        await untilNoneIsLeft(open.sql)
      } finally {
        heir.kill('SIGKILL')
        await once(heir, 'exit')
      }
      const letters = await open.sql`select letter from mailing.letter`
      const sent = await open.sql`select letter from mailing.sent`
      const made = await open.sql`select letter from mailing.run`
      assert.deepEqual(sent, letters)
      assert.ok(runs[point].includes(made.length), `it ran ${made.length} times`)
    })
  }

  it('is no loss when nobody dies', async () => {
    await using app = await startTestApp(mailing())
    await app.call(post, { letter: 'dear' }, { key: 'k' })
    await app.settle()
    assert.deepEqual(await app.sql`select letter from mailing.run`, [{ letter: 'dear' }])
  })
})

const wiring = { poolSize: 3, statementTimeoutMs: 5_000, lockTimeoutMs: 2_000 }

function mailingProcess(databaseUrl: string, ...crashAt: string[]): ChildProcess {
  const script = fileURLToPath(new URL('./testing/mailing-process.ts', import.meta.url))
  return spawn(process.execPath, [script, databaseUrl, ...crashAt], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

type Open = ReturnType<typeof openDatabase>

async function untilNoneIsLeft(sql: Open['sql']): Promise<void> {
  const deadlineAt = Date.now() + 60_000
  for (;;) {
    const [left] = await sql<{ jobs: number }>`
      select count(*) as jobs from graphile_worker.jobs where task_identifier = 'mailing.send'`
    if (left?.jobs === 0) return
    assert.ok(Date.now() < deadlineAt, 'the job was not run in 60 s')
    await pause(50)
  }
}
