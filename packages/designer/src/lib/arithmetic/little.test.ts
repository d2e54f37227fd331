import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import fc from 'fast-check'

import { inFlight, throughput } from './little.ts'

describe("Little's law", () => {
  it('counts what is in flight', () => {
    assert.equal(inFlight(50, 0.3), 15)
  })

  it('is its own inverse', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 1e5, noNaN: true }),
        fc.double({ min: 1e-4, max: 100, noNaN: true }),
        (rate, seconds) => {
          assert.ok(Math.abs(throughput(inFlight(rate, seconds), seconds) / rate - 1) < 1e-9)
        },
      ),
    )
  })
})
