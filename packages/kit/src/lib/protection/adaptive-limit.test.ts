import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { QueueDelay } from '../data/queue-delay.ts'
import { createAdaptiveLimit } from './adaptive-limit.ts'

describe('the adaptive limit', () => {
  it('lets all in while nobody has to wait', () => {
    const limit = createAdaptiveLimit(100)
    for (let turn = 0; turn < 50; turn++) limit.adjust(10, 100)
    assert.equal(limit.now, 100)
  })

  it('shrinks below what is under way while a queue stands, but lets some in always', () => {
    const limit = createAdaptiveLimit(1_000)
    limit.adjust(80, 50)
    assert.equal(limit.now, 40)
    for (let turn = 0; turn < 50; turn++) limit.adjust(80, 50)
    assert.equal(limit.now, 10)
  })

  it('grows again only while it is in use', () => {
    const limit = createAdaptiveLimit(1_000)
    for (let turn = 0; turn < 20; turn++) limit.adjust(80, 100)
    limit.adjust(0, 2)
    assert.equal(limit.now, 10)
    for (let turn = 0; turn < 100; turn++) limit.adjust(0, limit.now)
    assert.equal(limit.now, 1_000)
  })

  it('finds what a server of ten calls a tenth of a second apiece can do, whatever is offered', () => {
    for (const offered of [150, 300, 1_000]) assert.ok(Math.abs(served(offered) - 100) < 25)
  })
})

describe('a queue', () => {
  it('delays as long as the luckiest had to wait, or the first one still stands', () => {
    let now = 0
    const queue = new QueueDelay(() => now)
    queue.ask()
    queue.ask()
    queue.ask()
    now = 30
    queue.served()
    now = 70
    queue.served()
    assert.equal(queue.read(), 30)
    now = 100
    assert.equal(queue.read(), 100)
    queue.served()
    assert.equal(queue.read(), 100)
    assert.equal(queue.read(), 0)
  })
})

/** Calls a second answered within a second, after the limit had a minute, in time that is made up. */
function served(offeredPerSecond: number): number {
  const limit = createAdaptiveLimit(10_000)
  const perTick = 10
  let queue: number[] = []
  let inTime = 0
  for (let tick = 0; tick < 1_200; tick++) {
    const room = Math.max(0, Math.floor(limit.now) - queue.length)
    const come = Math.min(room, offeredPerSecond / 10)
    queue = [...queue, ...Array.from({ length: come }, () => tick)]
    const done = queue.slice(0, perTick)
    queue = queue.slice(perTick)
    if (tick >= 600) inTime += done.filter((asked) => tick - asked < 10).length
    limit.adjust(100 * (tick - (done.at(-1) ?? tick)), queue.length)
  }
  return inTime / 60
}
