import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { behindCache } from './cache.ts'
import { communicationPairs, trainUtilization } from './deploy-train.ts'
import { poolSize } from './pool.ts'
import { workPerCall } from './work.ts'

describe('sizes', () => {
  it('give four cores and one disk a pool of nine, as published', () => {
    assert.equal(poolSize(4, 1), 9)
  })

  it('leave a fifth of the reads behind a cache with hits of 0.8, and all of them when it is cold', () => {
    assert.ok(Math.abs(behindCache(1000, 0.8) - 200) < 1e-9)
    assert.equal(behindCache(1000, 0), 1000)
  })

  it('count ten pairs among five people and 190 among twenty', () => {
    assert.equal(communicationPairs(5), 10)
    assert.equal(communicationPairs(20), 190)
  })

  it('fill a deployment train with eight teams of one hour a day', () => {
    assert.equal(trainUtilization(8, 1, 1, 8), 1)
  })

  it('add a statement at a time', () => {
    assert.equal(workPerCall(0.2, 0.05, 10), 0.7)
  })
})
