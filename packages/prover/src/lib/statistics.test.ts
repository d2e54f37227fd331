import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { countInterval, shareInterval, trialsNeeded } from './statistics.ts'

describe('intervals', () => {
  it('says by the rule of three what zero bad outcomes support', () => {
    assert.deepEqual(shareInterval(0, 30_000), [0, 0.0001])
    assert.equal(trialsNeeded(0.0001), 30_000)
  })

  it('gives the Wilson interval of a share', () => {
    // 10 of 100: (0.0552, 0.1744), Brown, Cai and DasGupta (2001).
    const [low, high] = shareInterval(10, 100)
    assert.ok(Math.abs(low - 0.0552) < 0.0002, `${low}`)
    assert.ok(Math.abs(high - 0.1744) < 0.0002, `${high}`)
  })

  it('gives the interval of a rare count', () => {
    // Exact (Garwood) for 10: (4.795, 18.39).
    const [low, high] = countInterval(10)
    assert.ok(Math.abs(low - 4.795) < 0.05, `${low}`)
    assert.ok(Math.abs(high - 18.39) < 0.05, `${high}`)
  })

  it('knows nothing from no trials', () => {
    assert.deepEqual(shareInterval(0, 0), [0, 1])
  })
})
