import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import fc from 'fast-check'

import { erlangC, meanResponse, meanWait, responsePercentile, responseTail } from './queueing.ts'

const close = (a: number, b: number, within = 1e-9) =>
  assert.ok(Math.abs(a - b) <= within, `${a} is not ${b}`)

describe('Erlang-C', () => {
  it('is the utilization for one server', () => {
    close(erlangC(1, 0.8), 0.8)
  })

  it('gives the closed form for two servers: ρ² · 2 / (1 + ρ)', () => {
    const rho = 0.6
    close(erlangC(2, 2 * rho), (2 * rho * rho) / (1 + rho))
  })

  it('is a chance, and grows with the load', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.double({ min: 0.01, max: 0.98, noNaN: true }),
        (servers, used) => {
          const wait = erlangC(servers, servers * used)
          assert.ok(wait >= 0 && wait <= 1)
          assert.ok(erlangC(servers, servers * (used + 0.01)) >= wait)
        },
      ),
    )
  })

  it('is certain when the load exceeds the servers', () => {
    assert.equal(erlangC(4, 4), 1)
  })
})

describe('mean response', () => {
  const published = [
    [0.5, 2],
    [0.8, 5],
    [0.9, 10],
    [0.95, 20],
  ] as const
  for (const [used, times] of published) {
    it(`is ${times} service times at ${used} use of one server`, () => {
      close(meanResponse(1, used, 1), times)
    })
  }

  it('is infinite under overload', () => {
    assert.equal(meanResponse(2, 3, 1), Number.POSITIVE_INFINITY)
  })
})

describe('response percentile', () => {
  it('is ln 100 mean responses at p99 of one server', () => {
    close(
      responsePercentile({ servers: 1, perSecond: 0.5, serviceSeconds: 1 }, 0.99),
      2 * Math.log(100),
      1e-4,
    )
  })

  it('is that of the service alone where nobody waits', () => {
    close(
      responsePercentile({ servers: 200, perSecond: 1, serviceSeconds: 1 }, 0.95),
      Math.log(20),
      1e-4,
    )
  })

  it('integrates to the mean response', () => {
    fc.assert(
      fc.property(queues, (queue) => {
        const { servers, perSecond, serviceSeconds } = queue
        const mean = meanResponse(servers, perSecond, serviceSeconds)
        const width = mean / 400
        let area = 0
        for (let n = 0; n < 12_000; n += 1) area += width * responseTail(queue, (n + 0.5) * width)
        close(area / mean, 1, 1e-3)
      }),
      { numRuns: 30 },
    )
  })

  it('grows with the load and with the percentile', () => {
    fc.assert(
      fc.property(queues, (queue) => {
        const more = { ...queue, perSecond: queue.perSecond * 1.02 }
        assert.ok(responsePercentile(more, 0.99) >= responsePercentile(queue, 0.99))
        assert.ok(responsePercentile(queue, 0.99) > responsePercentile(queue, 0.95))
      }),
    )
  })

  it('is infinite under overload', () => {
    const full = { servers: 2, perSecond: 2, serviceSeconds: 1 }
    assert.equal(responsePercentile(full, 0.5), Number.POSITIVE_INFINITY)
    assert.equal(responseTail(full, 9), 1)
  })
})

describe('Erlang-C of very many servers', () => {
  it('joins what it is of fewer', () => {
    for (const used of [0.97, 0.99, 0.999])
      close(erlangC(10_000, 10_000 * used), erlangC(9999, 9999 * used), 2e-3)
  })

  it('takes no longer for more', () => {
    close(erlangC(1e9, 1e9 - 31_623), 0.2231, 1e-3)
  })
})

describe('mean wait by Allen and Cunneen', () => {
  const queue = { servers: 1, perSecond: 0.8, serviceSeconds: 1 }

  it('is that of M/M/c when both vary like exponentials', () => {
    close(meanWait(queue, { arrivals: 1, service: 1 }), 4)
  })

  it('is half of it for constant service at one server, as Pollaczek and Khinchine have it', () => {
    close(meanWait(queue, { arrivals: 1, service: 0 }), 2)
  })
})

const queues = fc
  .record({
    servers: fc.integer({ min: 1, max: 64 }),
    used: fc.double({ min: 0.05, max: 0.9, noNaN: true }),
    serviceSeconds: fc.double({ min: 0.001, max: 10, noNaN: true }),
  })
  .map(({ servers, used, serviceSeconds }) => ({
    servers,
    serviceSeconds,
    perSecond: (servers * used) / serviceSeconds,
  }))
