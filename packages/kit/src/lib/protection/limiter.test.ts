import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { LimitWiring } from '../app/wiring.ts'
import { brewTea, getTea } from '../contracts-out/tea-shop.fixture.ts'
import type { LimitVerdict } from '../dispatch/call.ts'
import { guest, type Principal } from '../dispatch/principal.ts'
import { createLimiter } from './limiter.ts'

const ada: Principal = { id: 'ada', roles: ['customer'] }
const bob: Principal = { id: 'bob', roles: ['customer'] }

describe('a limit', () => {
  it('lets a burst through, then the rate, and says exactly when to come back', () => {
    const { take, advance } = limiter({ perSecond: 10, burst: 3, per: 'principal' })
    assert.deepEqual(take(), verdict({ remaining: 2, resetSeconds: 0.1 }))
    assert.deepEqual(take(), verdict({ remaining: 1, resetSeconds: 0.2 }))
    assert.deepEqual(take(), verdict({ remaining: 0, resetSeconds: 0.3 }))
    const refused = { allowed: false, remaining: 0, resetSeconds: 0.3, retryAfterSeconds: 0.1 }
    assert.deepEqual(take(), verdict(refused))
    advance(99)
    assert.equal(take().allowed, false)
    advance(1)
    assert.equal(take().allowed, true)
    assert.equal(take().allowed, false)
    advance(10_000)
    assert.equal(take().remaining, 2)
  })

  it('never lets more than burst + rate × time through, whenever the calls come', () => {
    for (const stepMs of [1, 7, 50, 99, 100, 101, 333]) {
      const { take, advance } = limiter({ perSecond: 30, burst: 5, per: 'principal' })
      let allowed = 0
      let elapsedMs = 0
      for (; elapsedMs < 10_000; elapsedMs += stepMs) {
        for (let call = 0; call < 20; call++) if (take().allowed) allowed++
        advance(stepMs)
      }
      assert.ok(allowed <= 5 + (30 * elapsedMs) / 1_000, `${allowed} at steps of ${stepMs} ms`)
      // A bucket of five fills in 167 ms: whoever comes more rarely cannot use the whole rate.
      if (stepMs <= 101) assert.ok(allowed >= 295, `${allowed} at steps of ${stepMs} ms`)
    }
  })

  it('keeps callers apart: who signed in by name, guests by address', () => {
    const { takeAs } = limiter({ perSecond: 1, burst: 1, per: 'principal' })
    assert.equal(takeAs(ada, '192.0.2.1').allowed, true)
    assert.equal(takeAs(bob, '192.0.2.1').allowed, true)
    assert.equal(takeAs(ada, '192.0.2.2').allowed, false)
    assert.equal(takeAs(guest, '192.0.2.1').allowed, true)
    assert.equal(takeAs(guest, '192.0.2.1').allowed, false)
    assert.equal(takeAs(guest, '192.0.2.2').allowed, true)
  })

  it('per address counts everyone there, and a whole IPv6 network as one', () => {
    const { takeAs } = limiter({ perSecond: 1, burst: 1, per: 'address' })
    const sameNetwork = [
      '2001:db8::1',
      '2001:db8::ffff:2',
      '2001:db8:0:0:9::1',
      '2001:db8:0:0:1:2:3:4',
    ]
    assert.deepEqual(
      sameNetwork.map((address) => takeAs(ada, address).allowed),
      [true, false, false, false],
    )
    assert.equal(takeAs(ada, '2001:db8:0:1::1').allowed, true)
    assert.equal(takeAs(bob, '::ffff:192.0.2.1').allowed, true)
    assert.equal(takeAs(bob, '::ffff:192.0.2.2').allowed, true)
  })

  it('can be looked at without being charged', () => {
    const { take, look, advance } = limiter({ perSecond: 1, burst: 3, per: 'principal' })
    for (let times = 0; times < 5; times++) assert.deepEqual(look(), verdict({ remaining: 3 }))
    for (let times = 0; times < 3; times++) take()
    assert.equal(look().allowed, false)
    assert.equal(look().retryAfterSeconds, 1)
    advance(1_000)
    assert.equal(look().allowed, true)
  })

  it('forgives a clock that was set back', () => {
    const { take, advance } = limiter({ perSecond: 1, burst: 2, per: 'principal' })
    take()
    advance(-3_600_000)
    assert.equal(take().allowed, true)
  })

  it('charges queries as read and commands as write, unless they say otherwise', () => {
    const wiring = { perSecond: 1, per: 'principal' } as const
    const limits = { read: { ...wiring, burst: 7 }, auth: { ...wiring, burst: 3 } }
    const take = createLimiter(limits, { now: () => new Date(0) })
    const limitOf = (operation: Parameters<typeof take>[0]) =>
      (take(operation, { principal: ada, address: '192.0.2.1' }, 1) as LimitVerdict | undefined)
        ?.limit
    assert.deepEqual([limitOf(getTea), limitOf(brewTea)], [7, undefined])
    assert.equal(limitOf({ ...brewTea, limit: 'auth' }), 3)
  })

  it('gives each kind of client a budget of its own, wired or as large as that of reading', () => {
    const wiring = { perSecond: 1, per: 'principal' } as const
    const limits = { read: { ...wiring, burst: 2 }, 'client:tv': { ...wiring, burst: 9 } }
    const take = createLimiter(limits, { now: () => new Date(0) })
    const lookAs = (limit: `client:${string}`) =>
      take({ ...getTea, limit }, { principal: ada, address: '192.0.2.1' }, 1) as LimitVerdict
    assert.equal(lookAs('client:tv').limit, 9)
    assert.equal(lookAs('client:mobile').remaining, 1)
    assert.equal(lookAs('client:mobile').remaining, 0)
    assert.equal(lookAs('client:web').remaining, 1)
  })
})

function limiter(wiring: LimitWiring) {
  let now = 1_000_000
  const limit = createLimiter({ write: wiring }, { now: () => new Date(now) })
  const takeAs = (principal: Principal, address: string, charge: 0 | 1 = 1) =>
    limit(brewTea, { principal, address }, charge) as LimitVerdict // in memory it answers at once
  return {
    takeAs,
    take: () => takeAs(ada, '192.0.2.1'),
    look: () => takeAs(ada, '192.0.2.1', 0),
    advance: (ms: number) => {
      now += ms
    },
  }
}

function verdict(part: Partial<LimitVerdict>): LimitVerdict {
  return { allowed: true, limit: 3, remaining: 0, resetSeconds: 0, retryAfterSeconds: 0, ...part }
}
