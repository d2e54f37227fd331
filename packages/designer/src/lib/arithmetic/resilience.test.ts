import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { breakerWindow, fanOutTail, longestWait, retryAmplification } from './resilience.ts'

describe('retries', () => {
  it('multiply to 243 calls through five layers of three attempts', () => {
    assert.equal(retryAmplification(3, 5), 243)
  })

  it('wait 0.7 s between four attempts that start at 0.1 s', () => {
    assert.ok(Math.abs(longestWait(0, 4, 0.1) - 0.7) < 1e-12)
  })
})

describe('a breaker', () => {
  it('needs 100 s to see 100 calls at one a second', () => {
    assert.equal(breakerWindow(100, 1), 100)
  })

  it('never looks at less than a second', () => {
    assert.equal(breakerWindow(100, 10_000), 1)
  })
})

describe('a fan-out', () => {
  const published = [
    [5, 0.049],
    [10, 0.096],
    [50, 0.395],
    [100, 0.634],
  ] as const
  for (const [calls, slow] of published) {
    it(`over ${calls} parts meets a slow one in ${slow} of the requests`, () => {
      assert.ok(Math.abs(fanOutTail(0.01, calls) - slow) < 0.001)
    })
  }
})
