import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import fc from 'fast-check'

import { erlangC } from './queueing.ts'
import { headroom, safeUtilization, staffedCores } from './staffing.ts'

describe('square-root staffing', () => {
  it('adds beta roots of the load', () => {
    assert.equal(staffedCores(16, 1.761), 16 + 1.761 * 4)
  })

  it('keeps the chance of waiting near the 4.8 % that beta 1.761 is published to buy, at large loads', () => {
    const load = 400
    assert.ok(Math.abs(erlangC(Math.round(staffedCores(load, 1.761)), load) - 0.048) < 0.01)
  })
})

describe('headroom', () => {
  const published = [
    [1, 0.29],
    [2, 0.48],
    [4, 0.62],
    [8, 0.72],
    [16, 0.79],
    [32, 0.85],
  ] as const
  for (const [cores, safe] of published) {
    it(`lets ${cores} cores be used to ${safe}, as the published curve does`, () => {
      assert.ok(Math.abs(safeUtilization(cores) - safe) <= 0.006)
    })
  }

  it('keeps the chance of waiting at 30 %, within 3 points of exact Erlang-C', () => {
    for (const cores of [2, 4, 8, 16, 32]) {
      assert.ok(Math.abs(erlangC(cores, cores * safeUtilization(cores)) - 0.3) < 0.03)
    }
  })

  it('shrinks as a machine grows', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), (cores) => {
        assert.ok(headroom(cores + 1) < headroom(cores))
      }),
    )
  })
})
