import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { busy, bytes, duration, frequency, percent, portion, show } from './figures.ts'

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

  it('says how often in the unit in which that is at least one', () => {
    assert.equal(frequency(818, 'calls'), '818 calls/s')
    assert.equal(frequency(1, 'entries'), '1 entry/s')
    assert.equal(frequency(0.0914, 'events'), '5.48 events/min')
    assert.equal(frequency(1 / 86_400 / 2, 'jobs'), '0.5 jobs/day')
    assert.equal(frequency(0, 'reads'), '0 reads/s')
  })

  it('says no more of what is used than is known', () => {
    assert.deepEqual([busy(0.000462), busy(0.442), busy(0)], ['under 0.01', '0.442', '0'])
    assert.deepEqual([portion(0.0000548), portion(0.4781)], ['under 1 %', '47.8 %'])
  })

  it('writes durations and bytes in the unit a person would use', () => {
    assert.equal(duration(0), '0 s')
    assert.equal(duration(0.25), '250 ms')
    assert.equal(duration(263), '4.38 min')
    assert.equal(duration(86_400), '24 h')
    assert.equal(bytes(5e11), '500 GB')
  })
})
