import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'

import { startReplicated } from './testing/start-replicated.ts'

type Replicated = Awaited<ReturnType<typeof startReplicated>>

describe('a query that a replica may answer', () => {
  let shop: Replicated
  let written = 0
  before(async () => {
    shop = await startReplicated()
  })
  after(() => shop[Symbol.asyncDispose]())

  async function write(times = 1): Promise<void> {
    for (let n = 0; n < times; n += 1) {
      await shop.write()
      written += 1
    }
  }

  it('is answered by the replica, with what was written just before through another process', async () => {
    await untilReplica(shop)
    let byReplica = 0
    for (let n = 0; n < 50; n += 1) {
      await write()
      const { count, replica } = await shop.count()
      assert.equal(count, written)
      byReplica += replica ? 1 : 0
    }
    assert.ok(byReplica > 0, 'the replica never answered')
  })

  it('is answered by the primary for who is known while the replica lags, and for guests once that is too old', async () => {
    await untilReplica(shop)
    await shop.pauseReplay()
    await write(3)

    assert.deepEqual(await shop.count(), { count: written, replica: false })

    const endAt = Date.now() + 30_000
    for (let fresh = false; !fresh; await pause(50)) {
      const { count, replica } = await shop.count('guest')
      fresh = !replica
      assert.ok(count === written || replica, 'the primary is never behind')
      assert.ok(Date.now() < endAt, 'a guest was given an old answer for 30 s')
    }
    await shop.resumeReplay()
    await untilReplica(shop)
    assert.equal((await shop.count()).count, written)
  })

  it('never misses what was written while the replica stops and goes on', async () => {
    const swings = (async () => {
      for (let n = 0; n < 5; n += 1) {
        await shop.pauseReplay()
        await pause(100)
        await shop.resumeReplay()
        await pause(100)
      }
    })()
    for (let n = 0; n < 60; n += 1) {
      await write()
      const least = written
      const counts = await Promise.all(Array.from({ length: 4 }, (_, m) => shop.count('known', m)))
      for (const { count } of counts) assert.ok(count >= least)
    }
    await swings
  })

  it('is answered without a replica that is killed, and by it again when it is back', async () => {
    await untilReplica(shop)
    shop.killReplica()
    for (let n = 0; n < 20; n += 1) {
      await write()
      assert.equal((await shop.count()).count, written)
      await shop.count('guest')
    }

    await shop.startReplica()

    await untilReplica(shop)
    assert.equal((await shop.count()).count, written)
  })
})

async function untilReplica(shop: Replicated): Promise<void> {
  const endAt = Date.now() + 60_000
  while (!((await shop.count()).replica && (await shop.count('guest')).replica)) {
    assert.ok(Date.now() < endAt, 'the replica did not answer within 60 s')
    await pause(50)
  }
}
