import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, it } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

import { migrateAll } from '../app/core.ts'
import { startTestApp, type TestApp } from '../app/test-app.ts'
import { defaultWiring } from '../app/wiring.ts'
import { openDatabase } from '../data/database.ts'
import { testDatabase } from '../postgres/test-server.ts'
import { cancelOperation, getOperation, type Standing } from './contract.ts'
import { withOperations } from './operations-module.ts'
import { counting, countTo } from './testing/counting.ts'

const ann = { id: 'ann', roles: ['customer'] }
const bob = { id: 'bob', roles: ['customer'] }
const staff = { id: 'sue', roles: ['staff'] }
const guest = { id: 'anonymous', roles: ['guest'] }

describe('a long-running operation', () => {
  it('is answered when it is accepted, goes on by itself and tells its end', async () => {
    await using app = await startTestApp(counting())
    const started = await start(app, { to: 5 })
    assert.deepEqual(
      [started.operation, started.state, started.progress, started.result],
      ['counting.countTo', 'running', 0, null],
    )
    await app.settle()
    const ended = await standing(app, started.id)
    assert.deepEqual([ended.state, ended.progress, ended.result], ['done', 1, { counted: 5 }])
    assert.ok(ended.endedAt && ended.endedAt >= started.startedAt)
  })

  it('is one for one key, and a replay tells how it stands by then', async () => {
    await using app = await startTestApp(counting())
    const first = await start(app, { to: 2 })
    await app.settle()
    const again = await start(app, { to: 2 })
    assert.deepEqual([again.id, again.state], [first.id, 'done'])
    assert.deepEqual(await numbers(app), [1, 2])
  })

  it('goes on from its last slice after a failure of ours, none done twice', async () => {
    let failures = 0
    await using app = await startTestApp(
      counting((number) => {
        if (number === 3 && failures++ < 1) throw new TypeError('a bug')
      }),
    )
    const { id } = await start(app, { to: 4 })
    await until(app, id, 'done')
    assert.equal(failures, 2)
    assert.deepEqual(await numbers(app), [1, 2, 3, 4])
  })

  it('ends with the problem that its work declares', async () => {
    await using app = await startTestApp(counting())
    const { id } = await start(app, { to: 20 })
    const { problem, result } = await until(app, id, 'failed')
    assert.deepEqual(problem, { code: 'UNLUCKY', says: 'Not thirteen.' })
    assert.deepEqual(result, { counted: 12 })
    assert.equal((await numbers(app)).length, 12)
  })

  it('can be stopped, and what is done stays', async () => {
    await using app = await startTestApp(counting())
    const { id } = await start(app, { to: 12, pauseMs: 100 })
    await reaches(app, id, 0.1)
    const cancelled = await app.call(cancelOperation, { operationId: id }, { as: ann })
    assert.equal(cancelled.state, 'cancelled')
    await app.settle()
    const { result, progress } = await standing(app, id)
    assert.ok(progress < 1)
    assert.equal((await numbers(app)).length, (result as { counted: number }).counted)
    assert.equal(
      (await app.call(cancelOperation, { operationId: id }, { as: ann })).state,
      'cancelled',
    )
  })

  it('cannot be stopped once it has ended', async () => {
    await using app = await startTestApp(counting())
    const { id } = await start(app, { to: 1 })
    await app.settle()
    await assert.rejects(app.call(cancelOperation, { operationId: id }, { as: ann }), {
      code: 'OPERATION_ENDED',
      data: { state: 'done' },
    })
  })

  it('is shown to who started it and to staff, and is none for others', async () => {
    await using app = await startTestApp(counting())
    const { id } = await start(app, { to: 1 })
    assert.equal((await app.call(getOperation, { operationId: id }, { as: staff })).id, id)
    for (const as of [bob, guest]) {
      for (const operation of [getOperation, cancelOperation]) {
        await assert.rejects(app.call(operation, { operationId: id }, { as }), {
          code: 'OPERATION_NOT_FOUND',
        })
      }
    }
  })

  it('survives kill -9: another process goes on where the dead one was', async () => {
    await using database = await testDatabase()
    await migrateAll(database.url, withOperations([counting()]))
    await using open = openDatabaseFor(database.url)
    const standsAt = (progress: number) =>
      waitFor(async () => {
        const [row] = await open.sql<{
          progress: number
        }>`select progress from operations.operation`
        return row && row.progress >= progress ? row : undefined
      })
    {
      await using dying = countingProcess(database.url, '12')
      await Promise.race([standsAt(0.2), dying.ended])
    }
    // As if the time had passed after which a lock belongs to nobody.
    await open.sql`update graphile_worker._private_jobs set locked_at = locked_at - interval '1 hour'`
    await using heir = countingProcess(database.url)
    await Promise.race([standsAt(1), heir.ended])
    const rows = await open.sql<{ value: number }>`select value from counting.number order by 1`
    assert.deepEqual(
      rows.map(({ value }) => value),
      Array.from({ length: 12 }, (_, index) => index + 1),
    )
  })
})

/** A process that is killed, not ended, when it is disposed of. */
function countingProcess(...args: string[]) {
  const script = fileURLToPath(new URL('./testing/count-process.ts', import.meta.url))
  const child = spawn(process.execPath, [script, ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const exited = once(child, 'exit')
  return {
    ended: exited.then(([code]) => {
      if (code !== null) throw new Error('the process ended by itself')
    }),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await exited
    },
  }
}

function openDatabaseFor(url: string) {
  const { sql, close } = openDatabase(url, defaultWiring('test', []).database)
  return { sql, [Symbol.asyncDispose]: close }
}

async function waitFor<Value>(look: () => Promise<Value | undefined>): Promise<Value> {
  for (const started = performance.now(); performance.now() - started < 90_000; await wait(20)) {
    const value = await look()
    if (value !== undefined) return value
  }
  throw new Error('waited for 90 s')
}

async function start(app: TestApp, input: { to: number; pauseMs?: number }): Promise<Standing> {
  return app.call(countTo, input, { as: ann, key: 'k-1' })
}

function standing(app: TestApp, operationId: string): Promise<Standing> {
  return app.call(getOperation, { operationId }, { as: ann })
}

async function numbers(app: TestApp): Promise<number[]> {
  const rows = await app.sql<{ value: number }>`select value from counting.number order by 1`
  return rows.map(({ value }) => value)
}

async function until(app: TestApp, id: string, state: Standing['state']): Promise<Standing> {
  return eventually(app, id, (now) => now.state === state)
}

async function reaches(app: TestApp, id: string, progress: number): Promise<Standing> {
  return eventually(app, id, (now) => now.progress >= progress)
}

function eventually(
  app: TestApp,
  id: string,
  holds: (now: Standing) => boolean,
): Promise<Standing> {
  return waitFor(async () => {
    const now = await standing(app, id)
    return holds(now) ? now : undefined
  })
}
