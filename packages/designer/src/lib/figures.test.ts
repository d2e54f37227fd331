import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { bytes, duration, percent, show } from './figures.ts'

describe('figures', () => {
  const shown: [number, string][] = [
    [0, '0'],
    [1234567.8, '1,234,568'],
    [999.6, '1,000'],
    [16.6667, '16.7'],
    [0.00012345, '0.000123'],
    [-2.5, '-2.5'],
    [Number.POSITIVE_INFINITY, '∞'],
  ]
  for (const [value, text] of shown) {
    it(`shows ${value} as ${text}`, () => assert.equal(show(value), text))
  }

  it('keeps the nines of a percentage', () => {
    assert.equal(percent(0.9999), '99.99 %')
    assert.equal(percent(0.999957), '99.9957 %')
    assert.equal(percent(0.1), '10 %')
    assert.equal(percent(1), '100 %')
  })

  it('writes durations and bytes in the unit a person would use', () => {
    assert.equal(duration(0), '0 s')
    assert.equal(duration(0.25), '250 ms')
    assert.equal(duration(263), '4.38 min')
    assert.equal(duration(86_400), '24 h')
    assert.equal(bytes(5e11), '500 GB')
  })
})
