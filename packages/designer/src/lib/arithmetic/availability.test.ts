import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import fc from 'fast-check'

import {
  atLeast,
  downtimePerMonth,
  downtimePerYear,
  faultCost,
  parallel,
  series,
  zeroFailureSample,
} from './availability.ts'

const close = (a: number, b: number, within: number) =>
  assert.ok(Math.abs(a - b) <= within, `${a} is not ${b}`)

describe('availability', () => {
  it('multiplies parts in series: three of 99.95 % give 99.85 %, five of 99.9 % give 99.5 %', () => {
    close(series([0.9995, 0.9995, 0.9995]), 0.9985, 1e-6)
    close(series(Array(5).fill(0.999)), 0.995, 1e-5)
  })

  it('multiplies the failures of copies: two of 99.9 % give 99.9999 %', () => {
    close(parallel(0.999, 2), 0.999999, 1e-12)
  })

  it('treats one of n as parallel and n of n as series', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.5, max: 0.9999, noNaN: true }),
        fc.integer({ min: 1, max: 8 }),
        (each, copies) => {
          close(atLeast(each, copies, 1), parallel(each, copies), 1e-9)
          close(atLeast(each, copies, copies), series(Array(copies).fill(each)), 1e-9)
        },
      ),
    )
  })

  it('leaves the published downtime: 52.6 min a year and 4.38 min a month at 99.99 %', () => {
    close(downtimePerYear(0.9999) / 60, 52.6, 0.01)
    close(downtimePerMonth(0.9999) / 60, 4.38, 0.01)
  })

  it('charges a fault for its share of the calls only', () => {
    close(faultCost(1, 31_557_600, 0.5), 0.5, 1e-12)
  })

  it('needs 30,000 clean calls for 99.99 % by the rule of three', () => {
    assert.equal(zeroFailureSample(0.0001), 30_000)
  })
})
