import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'

import { systemClock } from '../app/clock.ts'
import { migrateAll } from '../app/core.ts'
import type { LimitAlgorithm, LimitWiring, SharedCount } from '../app/wiring.ts'
import { startRedis, type TestRedis } from '../cache/testing/start-redis.ts'
import { brewTea } from '../contracts-out/tea-shop.fixture.ts'
import type { LimitVerdict } from '../dispatch/call.ts'
import { testDatabase } from '../postgres/test-server.ts'
import { createLimiter } from './limiter.ts'
import { memoryLimits } from './memory-limits.ts'
import { openSharedLimits } from './shared-limits.ts'
import { takeInProcesses } from './testing/take-in-processes.ts'

let database: Awaited<ReturnType<typeof testDatabase>>
let redis: TestRedis

before(async () => {
  redis = await startRedis()
  database = await testDatabase()
  await migrateAll(database.url, [])
})
after(async () => {
  await redis[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
})

const stores = ['redis', 'postgresql'] as const
const algorithms = ['token-bucket', 'leaky-bucket', 'sliding-window', 'fixed-window'] as const

for (const store of stores) {
  describe(`a limit counted in ${store}`, { timeout: 600_000 }, () => {
    for (const algorithm of ['token-bucket', 'sliding-window', 'fixed-window'] as const) {
      it(`is one budget of four processes (${algorithm})`, async () => {
        // So slow that nothing comes back while the test runs: a window of 28 hours.
        const limit = limitOf(store, { algorithm, burst: 200, perSecond: 0.002 })
        const order = { ...urls(), caller: algorithm, limit, calls: 100, forMs: 60_000 }
        const reports = await takeInProcesses(4, order)
        const sum = (of: 'allowed' | 'refused' | 'failed') =>
          reports.reduce((total, report) => total + report[of], 0)
        assert.deepEqual([sum('failed'), sum('allowed') + sum('refused')], [0, 400])
        assert.equal(sum('allowed'), 200)
      })
    }

    it('lets the rate through over four processes, within one in a hundred', async () => {
      const limit = limitOf(store, { algorithm: 'token-bucket', burst: 100, perSecond: 20 })
      const order = {
        ...urls(),
        caller: 'rate',
        limit,
        calls: Number.MAX_SAFE_INTEGER,
        forMs: 4_000,
      }
      const reports = await takeInProcesses(4, order)
      const { used, readAt, askedAt } = await lookAt(limit)
      const allowed = reports.reduce((total, report) => total + report.allowed, 0)
      // What passed is what drained since the first call and what has not drained yet: the clock that counts is the
      // server's, so the time of the first call and of the look are known to lie between two moments.
      const started = reports.map(({ startedAt }) => startedAt).sort((a, b) => a - b)
      const most = used + (limit.perSecond * (readAt - (started[0] ?? 0))) / 1_000
      const least = used + (limit.perSecond * (askedAt - (started[0] ?? 0) - 250)) / 1_000
      assert.ok(allowed <= most * 1.01, `${allowed} of at most ${most}`)
      assert.ok(allowed >= least * 0.99, `${allowed} of at least ${least}`)
    })

    for (const algorithm of algorithms) {
      it(`says when to come back, and keeps its word (${algorithm})`, async () => {
        const limit = limitOf(store, { algorithm, burst: 3, perSecond: 2 })
        await using opened = await openLimiter({ write: limit })
        const verdicts = await Promise.all(Array.from({ length: 8 }, () => opened.take()))
        const refused = verdicts.filter(({ allowed }) => !allowed)
        assert.ok(refused.length >= 1 && refused.length <= 5, `${refused.length} refused`)
        const waits = refused.map(({ retryAfterSeconds }) => retryAfterSeconds)
        const [{ windowSeconds } = { windowSeconds: 0 }] = refused
        for (const wait of waits) assert.ok(wait > 0 && wait <= windowSeconds * 1.02, `${wait} s`)
        await setTimeout(Math.max(...waits) * 1_000 + 5)
        assert.equal((await opened.take()).allowed, true)
      })
    }

    it('only looks when nothing is charged', async () => {
      const limit = limitOf(store, { burst: 2, perSecond: 0.001 })
      await using opened = await openLimiter({ write: limit })
      assert.deepEqual([(await opened.look()).remaining, (await opened.look()).remaining], [2, 2])
      await opened.take()
      assert.deepEqual([(await opened.take()).remaining, (await opened.look()).allowed], [0, false])
    })
  })
}

describe('a limit whose store is away', { timeout: 120_000 }, () => {
  it('is closed where it says so, open and counted by each process where it says that', async () => {
    await using own = await startRedis()
    const limits = {
      auth: limitOf('redis', { burst: 2, perSecond: 0.001 }, 'closed'),
      write: limitOf('redis', { burst: 2, perSecond: 0.001 }, 'open'),
    }
    await using opened = await openLimiter(limits, own.url)
    const login = () => opened.take('auth')
    assert.equal((await login()).allowed, true)
    await own.kill()
    await assert.rejects(login, { code: 'UNAVAILABLE', retryAfterSeconds: 2 })
    const verdicts = [await opened.take(), await opened.take(), await opened.take()]
    assert.deepEqual(
      verdicts.map(({ allowed }) => allowed),
      [true, true, false],
    )
    await own.start()
    await waitFor(async () => (await login().catch(() => undefined))?.allowed === true)
  })

  it('does not let callers wait for a store that hangs', async () => {
    await using own = await startRedis()
    const limits = { write: limitOf('redis', { burst: 5, perSecond: 0.001 }, 'open') }
    await using opened = await openLimiter(limits, own.url)
    await opened.take()
    own.freeze()
    const answered = await Promise.race([
      opened.take().then(({ allowed }) => allowed),
      setTimeout(30_000, 'still waiting', { ref: false }),
    ])
    own.thaw()
    assert.equal(answered, true)
  })
})

let budgets = 0

/** A caller's own budget each time: the stores are shared by all tests of this file. */
async function openLimiter(limits: Parameters<typeof createLimiter>[0], redisUrl = redis.url) {
  const caller = { principal: { id: `caller ${++budgets}`, roles: [] }, address: '192.0.2.1' }
  const shared = await openSharedLimits({
    ...{ limits, prefix: 'test', databaseUrl: database.url, redisUrl, redisRequired: true },
    memory: memoryLimits(systemClock),
    onEvent() {},
  })
  const limit = createLimiter(limits, systemClock, shared.stores)
  const ask = async (name: 'write' | 'auth', charge: 0 | 1) =>
    (await limit({ ...brewTea, limit: name }, caller, charge)) as LimitVerdict // both are limited
  await waitFor(() =>
    ask('write', 0).then(
      () => true,
      () => false,
    ),
  )
  await setTimeout(100)
  return {
    take: (name: 'write' | 'auth' = 'write') => ask(name, 1),
    look: () => ask('write', 0),
    [Symbol.asyncDispose]: () => shared.close(),
  }
}

/** How the budget of the processes' caller stands. */
async function lookAt(limit: LimitWiring) {
  const limits = { write: limit }
  const shared = await openSharedLimits({
    ...{ limits, prefix: 'test', databaseUrl: database.url, redisUrl: redis.url },
    ...{ redisRequired: true, memory: memoryLimits(systemClock), onEvent() {} },
  })
  const take = createLimiter(limits, systemClock, shared.stores)
  await setTimeout(200) // Redis connects
  const askedAt = Date.now()
  const caller = { principal: { id: 'rate', roles: [] }, address: '192.0.2.1' }
  const verdict = (await take(brewTea, caller, 0)) as LimitVerdict
  const readAt = Date.now()
  await shared.close()
  return { used: verdict.resetSeconds * limit.perSecond, askedAt, readAt }
}

function limitOf(
  store: SharedCount['store'],
  given: { algorithm?: LimitAlgorithm; burst: number; perSecond: number },
  onFailure: SharedCount['onFailure'] = 'closed',
): LimitWiring {
  return { per: 'principal', ...given, shared: { store, onFailure } }
}

function urls() {
  return { databaseUrl: database.url, redisUrl: redis.url }
}

async function waitFor(isDone: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 30_000
  while (!(await isDone())) {
    assert.ok(performance.now() < deadline, 'not within 30 s')
    await setTimeout(50)
  }
}
