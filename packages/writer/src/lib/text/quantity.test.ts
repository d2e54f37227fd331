import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { bytes, duration, number, percent, promDuration, quantity } from './quantity.ts'

describe('quantities', () => {
  const cases: [written: string, expected: string][] = [
    [number(1234567), '1,234,567'],
    [number(16.666666), '16.67'],
    [number(0.000123456), '0.0001235'],
    [number(2e20), '2.000e+20'],
    [number(0), '0'],
    [number(-1500.5), '-1,501'],
    [percent(0.9999), '99.99 %'],
    [percent(0.999999999), '99.9999999 %'],
    [percent(0.52), '52 %'],
    [percent(1), '100 %'],
    [percent(0), '0 %'],
    [bytes(134_700_000_000), '135 GB'],
    [bytes(0), '0 B'],
    [duration(0.3), '300 ms'],
    [duration(262.98), '4 min 23 s'],
    [duration(3155.76), '52 min 36 s'],
    [duration(2_592_000), '30 d'],
    [promDuration(300), '5m'],
    [promDuration(259_200), '3d'],
    [promDuration(90), '90s'],
    [quantity(0.9999, 'fraction'), '99.99 %'],
    [quantity(3, 'replicas'), '3 replicas'],
  ]
  for (const [written, expected] of cases) {
    it(`are written for people: ${expected}`, () => {
      assert.equal(written, expected)
    })
  }

  it('never round an availability up to 100 %', () => {
    for (let nines = 1; nines <= 9; nines += 1) assert.notEqual(percent(1 - 10 ** -nines), '100 %')
  })
})
