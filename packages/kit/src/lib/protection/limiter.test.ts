import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { LimitWiring } from '../app/wiring.ts'
import { brewTea, getTea, teaShop } from '../contracts-out/tea-shop.fixture.ts'
import type { LimitVerdict } from '../dispatch/call.ts'
import { guest, type Principal } from '../dispatch/principal.ts'
import { checkCosts } from './check-costs.ts'
import { createLimiter } from './limiter.ts'

const ada: Principal = { id: 'ada', roles: ['customer'] }
const bob: Principal = { id: 'bob', roles: ['customer'] }

describe('a limit', () => {
  it('lets a burst through, then the rate, and says exactly when to come back', () => {
    const { take, advance } = limiter({ perSecond: 10, burst: 3, per: 'principal' })
    assert.deepEqual(take(), verdict({ windowSeconds: 0.3, remaining: 2, resetSeconds: 0.1 }))
    assert.deepEqual(take(), verdict({ windowSeconds: 0.3, remaining: 1, resetSeconds: 0.2 }))
    assert.deepEqual(take(), verdict({ windowSeconds: 0.3, remaining: 0, resetSeconds: 0.3 }))
    const refused = {
      windowSeconds: 0.3,
      allowed: false,
      remaining: 0,
      resetSeconds: 0.3,
      retryAfterSeconds: 0.1,
    }
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
    assert.equal(takeAs(ada, '2001:0DB8:0:01::2').allowed, false)
    assert.equal(takeAs(bob, '::ffff:192.0.2.1').allowed, true)
    assert.equal(takeAs(bob, '192.0.2.1').allowed, false)
    assert.equal(takeAs(bob, '::ffff:192.0.2.2').allowed, true)
  })

  it('counts all of a key or a tenant as one, and by themselves those who have none', () => {
    for (const per of ['key', 'tenant'] as const) {
      const { takeAs } = limiter({ perSecond: 1, burst: 1, per })
      const of = (principal: Principal, id: string) => ({ ...principal, [per]: id })
      const from = '192.0.2.1'
      assert.equal(takeAs(of(ada, 'acme'), from).allowed, true)
      assert.equal(takeAs(of(bob, 'acme'), from).allowed, false)
      assert.equal(takeAs(of(bob, 'other'), from).allowed, true)
      assert.equal(takeAs(bob, from).allowed, true)
      assert.equal(takeAs(guest, from).allowed, true)
      assert.equal(takeAs({ id: 'acme', roles: [] }, from).allowed, true)
    }
  })

  it('takes what an operation costs, and nothing that would be more than is left', () => {
    const limits = { write: { perSecond: 1, burst: 10, per: 'principal' } } as const
    const take = createLimiter(limits, { now: () => new Date(0) })
    const spend = (cost: number) =>
      take({ ...brewTea, cost }, { principal: ada, address: '192.0.2.1' }, 1) as LimitVerdict
    assert.equal(spend(7).remaining, 3)
    assert.deepEqual(
      [spend(4).allowed, spend(4).retryAfterSeconds, spend(3).remaining],
      [false, 1, 0],
    )
  })

  it('refuses to start with an operation that nobody could call, or a budget that nobody could use', () => {
    const limits = { write: { perSecond: 1, burst: 5, per: 'principal' } } as const
    const costing = (cost: number) => [
      { ...teaShop, handlers: [{ operation: { ...brewTea, cost }, stages: {} }] },
    ]
    checkCosts(limits, costing(5))
    assert.throws(() => checkCosts(limits, costing(6)), /tea.brewTea costs 6/)
    assert.throws(() => checkCosts(limits, costing(0)), /above 0/)
    const clock = { now: () => new Date(0) }
    const slow = { perSecond: 1, burst: 60, per: 'principal', algorithm: 'leaky-bucket' } as const
    assert.throws(() => createLimiter({ write: slow }, clock), /hold calls back for 60000 ms/)
    const elsewhere = { ...limits.write, shared: { store: 'redis', onFailure: 'open' } } as const
    assert.throws(() => createLimiter({ write: elsewhere }, clock), /redis, which is not open/)
  })

  it('as a leaky bucket lets calls leave evenly, and refuses what would wait too long', async () => {
    const wiring = { perSecond: 10, burst: 3, per: 'principal', algorithm: 'leaky-bucket' } as const
    const start = performance.now()
    const take = createLimiter({ write: wiring }, { now: () => new Date(start) })
    const leave = async () => {
      const { allowed } = (await take(brewTea, { principal: ada, address: '' }, 1)) as LimitVerdict
      return { allowed, ms: performance.now() - start }
    }
    const left = await Promise.all([leave(), leave(), leave(), leave()])
    assert.deepEqual(
      left.map(({ allowed }) => allowed),
      [true, true, true, false],
    )
    const [first, second, third] = left.map(({ ms }) => ms)
    // Timers may fire a millisecond early; the first call is not held.
    assert.ok(
      second !== undefined && second >= 95 && third !== undefined && third >= 195,
      `${left}`,
    )
    assert.ok(first !== undefined && first <= second)
  })

  it('can be looked at without being charged', () => {
    const { take, look, advance } = limiter({ perSecond: 1, burst: 3, per: 'principal' })
    for (let times = 0; times < 5; times++)
      assert.deepEqual(look(), verdict({ windowSeconds: 3, remaining: 3 }))
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

describe('a window', () => {
  it('that slides never lets more than its budget through in any stretch of its length', () => {
    // 20 calls in 10 s.
    const { take, advance } = limiter({ perSecond: 2, burst: 20, per: 'principal', ...sliding })
    const passedAt: number[] = []
    let seed = 7
    const random = () => {
      seed = (seed * 48_271) % 2_147_483_647
      return seed / 2_147_483_647
    }
    for (let now = 0; now < 120_000; ) {
      if (take().allowed) passedAt.push(now)
      const step = random() < 0.1 ? 3_000 * random() : 150 * random()
      advance(step)
      now += step
    }
    for (const [index, at] of passedAt.entries()) {
      const inWindow = passedAt.slice(index).filter((other) => other < at + 10_000).length
      assert.ok(inWindow <= 20, `${inWindow} calls from ${at} on`)
    }
    assert.ok(passedAt.length > 150, `${passedAt.length} calls`)
  })

  it('that slides gives back each call a window after it, within a hundredth of it', () => {
    const { take, look, advance } = limiter({
      perSecond: 1,
      burst: 10,
      per: 'principal',
      ...sliding,
    })
    for (let call = 0; call < 10; call++) {
      assert.equal(take().allowed, true)
      advance(500)
    }
    const { allowed, retryAfterSeconds } = take()
    assert.equal(allowed, false)
    assert.ok(retryAfterSeconds >= 5 && retryAfterSeconds <= 5.1, `${retryAfterSeconds}`)
    advance(retryAfterSeconds * 1_000)
    assert.deepEqual([look().allowed, take().allowed, take().allowed], [true, true, false])
  })

  it('that is fixed begins anew by the clock', () => {
    const { take, advance } = limiter({
      ...{ perSecond: 3 / 10, burst: 3, per: 'principal', algorithm: 'fixed-window' },
    })
    advance(4_000)
    const verdicts = [take(), take(), take(), take()]
    assert.deepEqual(
      verdicts.map(({ allowed, remaining }) => [allowed, remaining]),
      [
        [true, 2],
        [true, 1],
        [true, 0],
        [false, 0],
      ],
    )
    assert.equal(Math.round(verdicts[3]?.retryAfterSeconds ?? 0), 6)
    advance(5_999)
    assert.equal(take().allowed, false)
    advance(1)
    assert.equal(take().allowed, true)
  })

  it('forgives a clock that was set back', () => {
    for (const algorithm of ['sliding-window', 'fixed-window'] as const) {
      const { take, advance } = limiter({ perSecond: 1, burst: 2, per: 'principal', algorithm })
      advance(86_400_000)
      take()
      take()
      advance(-3_600_000)
      assert.equal(take().allowed, true)
    }
  })
})

const sliding = { algorithm: 'sliding-window' } as const

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

function verdict(part: Partial<LimitVerdict> & Pick<LimitVerdict, 'windowSeconds'>): LimitVerdict {
  return { allowed: true, limit: 3, remaining: 0, resetSeconds: 0, retryAfterSeconds: 0, ...part }
}
