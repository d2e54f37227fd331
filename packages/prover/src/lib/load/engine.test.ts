import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { describe, it } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'

import { listen } from '../testing/listen.ts'
import { runPhase } from './engine.ts'
import { HttpClient } from './http-client.ts'
import type { PhasePlan } from './phase.ts'

describe('runPhase', () => {
  it('offers exactly the asked rate of each operation', async () => {
    await using server = await answering(200)

    const result = await load(server.url, { seconds: 2, rates: [rate('a', 150), rate('b', 17)] })

    assert.deepEqual(
      result.operations.map(({ operation, count, errors }) => ({ operation, count, errors })),
      [
        { operation: 'a', count: 300, errors: 0 },
        { operation: 'b', count: 34, errors: 0 },
      ],
    )
    assert.equal(server.seen(), 334)
  })

  it('shows a server that stalls for a second in the percentiles and in the timeline', async () => {
    let stalledUntil = 0
    await using server = await answering(200, async () => {
      await wait(Math.max(0, stalledUntil - Date.now()))
    })

    setTimeout(() => {
      stalledUntil = Date.now() + 1_000
    }, 1_000)
    const result = await load(server.url, { seconds: 4, rates: [rate('a', 100)] })

    const [operation] = result.operations
    assert.ok(operation)
    // A quarter of the arrivals were due in the stall; a closed loop would have sent one of them.
    assert.ok(operation.p95 > 500, `p95 is ${operation.p95}`)
    assert.ok(operation.p50 < 100, `p50 is ${operation.p50}`)
    const stalled = operation.timeline[1]
    assert.ok(stalled && stalled.p50 > 300, `p50 of second 1 is ${stalled?.p50}`)
  })

  it('counts what it could not send as failed', async () => {
    await using server = await answering(200, () => wait(700))

    const result = await load(server.url, { rates: [rate('a', 100)], maxInFlight: 10 })

    assert.equal(result.operations[0]?.count, 100)
    assert.ok((result.failures['a not sent: too many unanswered'] ?? 0) >= 70)
    assert.ok((result.operations[0]?.p99 ?? 0) >= 10_000, 'a failed call is no fast call')
  })

  it('names failures by status and code', async () => {
    await using server = await answering(409)

    const result = await load(server.url, { rates: [rate('a', 10)] })

    assert.deepEqual(result.failures, { 'a 409 OUT_OF_STOCK': 10 })
  })

  it('says how late it sent', async () => {
    await using server = await answering(200)

    const blocked = load(server.url, { rates: [rate('a', 100)] })
    setTimeout(() => {
      const until = performance.now() + 300
      while (performance.now() < until);
    }, 300)
    const { generator } = await blocked

    assert.ok(generator.lagMaxMs > 200, `lag is ${generator.lagMaxMs}`)
  })
})

const rate = (operation: string, perSecond: number) => ({ operation, perSecond })

async function load(origin: string, plan: Partial<PhasePlan>) {
  await using client = new HttpClient({ origins: [origin] })
  return await runPhase(
    { name: 'test', seconds: 1, rates: [], maxInFlight: 1_000, seed: 1, ...plan },
    {
      next: (operation) => ({ operation, method: 'GET', path: '/', headers: {}, client: 0 }),
      send: (call) => client.send(call),
      settle: () => {},
    },
  )
}

async function answering(status: number, pause: () => Promise<void> = async () => {}) {
  let seen = 0
  const server = createServer(async (_request, response) => {
    seen += 1
    await pause()
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end('{"code":"OUT_OF_STOCK"}')
  })
  return Object.assign(await listen(server), { seen: () => seen })
}
