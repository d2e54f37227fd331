import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import fc from 'fast-check'

import { erlangC, meanResponse, responsePercentile } from './queueing.ts'

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
  it('is ln 100 mean responses at p99', () => {
    close(responsePercentile(1, 0.5, 0.99), 2 * Math.log(100))
  })
})
