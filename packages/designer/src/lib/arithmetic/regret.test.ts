import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import fc from 'fast-check'

import { latinHypercube } from './latin-hypercube.ts'
import { meanRegret } from './regret.ts'

const shape = { under: 1.25, exponent: 1.2 }

describe('regret', () => {
  it('is nothing where the option was the best', () => {
    assert.equal(meanRegret([{ best: 0.8, worth: 0.8, tooSmall: false }], shape), 0)
  })

  it('is a power of what was lost, and the mean over the worlds', () => {
    const lost = { best: 0.9, worth: 0.4, tooSmall: false }
    const none = { best: 0.9, worth: 0.9, tooSmall: false }
    assert.ok(Math.abs(meanRegret([lost, none], shape) - 0.5 ** 1.2 / 2) < 1e-12)
  })

  it('weighs too little 1.25 times, and counts all of it as lost', () => {
    const small = meanRegret([{ best: 0.8, worth: 0.7, tooSmall: true }], shape)
    assert.ok(Math.abs(small - (1.25 * 0.8) ** 1.2) < 1e-12)
  })
})

describe('a Latin hypercube', () => {
  it('has one point in each slice of each axis, and is the same for the same seed', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 6 }),
        fc.string(),
        (points, axes, seed) => {
          const sample = latinHypercube(points, axes, seed)
          assert.deepEqual(sample, latinHypercube(points, axes, seed))
          assert.equal(sample.length, points)
          for (let axis = 0; axis < axes; axis += 1) {
            const slices = sample.map((point) => Math.floor((point[axis] ?? 1) * points))
            assert.deepEqual(
              slices.toSorted((a, b) => a - b),
              slices.map((_, index) => index),
            )
          }
        },
      ),
    )
  })

  it('does not put the axes in step', () => {
    const sample = latinHypercube(16, 2, 'shop')
    assert.ok(sample.some(([a, b]) => a !== b))
  })
})
