import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'

import { type App, startApp } from '../app/start-app.ts'
import { defaultWiring } from '../app/wiring.ts'
import { doors } from '../feed/testing/swings.ts'
import type { TokenIssuer } from '../identity/token-issuer.ts'
import { testDatabase } from '../postgres/test-server.ts'
import type { Standing } from './contract.ts'
import { counting } from './testing/counting.ts'

it('work goes on where its module is, and every process of its database tells how it stands', async () => {
  await using stack = new AsyncDisposableStack()
  const database = stack.use(await testDatabase())
  const folder = stack.adopt(await mkdtemp(join(tmpdir(), 'split-operations-')), (made) =>
    rm(made, { recursive: true }),
  )
  let issuer: TokenIssuer | undefined
  const start = async (process: string): Promise<App> => {
    const app = await startApp({
      modules: {
        counting(environment) {
          issuer = environment.tokens
          return counting()
        },
        doors: () => doors,
      },
      wiring: {
        ...defaultWiring('split', []),
        processes: { counter: ['counting'], porter: ['doors'] },
        limits: {},
        shedding: { maxInFlight: 1_000, maxEventLoopDelayMs: 60_000 },
        shutdown: { drainMs: 0, deadlineMs: 5_000 },
      },
      variables: {
        PORT: '0',
        PROCESS: process,
        DATABASE_URL: database.url,
        DATA_FOLDER: folder,
        LOG_LEVEL: 'silent',
        INTERNAL_TOKEN: 'a secret of the test, long enough',
        COUNTER_URL: 'http://127.0.0.1:9',
        PORTER_URL: 'http://127.0.0.1:9',
      },
      directory: pathToFileURL(`${folder}/`),
    })
    return stack.adopt(app, (open) => open.close())
  }
  const porter = await start('porter') // it is there first, and would take what is not its own
  const counter = await start('counter')
  const { token } = (await issuer?.issue({ id: 'ann', roles: ['customer'] })) ?? assert.fail()
  const authorization = `Bearer ${token}`
  const accepted = await fetch(`${counter.url}/v1/counts`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json', 'idempotency-key': 'k' },
    body: JSON.stringify({ to: 12, pauseMs: 50 }),
  })
  assert.equal(accepted.status, 202)
  const { id } = (await accepted.json()) as Standing

  const standing = async (app: App): Promise<Standing> => {
    const answer = await fetch(`${app.url}/v1/operations/${id}`, { headers: { authorization } })
    assert.equal(answer.status, 200)
    return (await answer.json()) as Standing
  }
  const until = Date.now() + 60_000
  while ((await standing(porter)).state === 'running' && Date.now() < until) await setTimeout(100)
  const ended = await standing(porter)
  assert.deepEqual([ended.state, ended.result], ['done', { counted: 12 }])
  assert.deepEqual(await standing(counter), ended)
})
