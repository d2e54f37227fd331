import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { burnRate, highestBurn, quietBelowPerHour } from './burn-rate.ts'

const close = (a: number, b: number, within: number) =>
  assert.ok(Math.abs(a - b) <= within, `${a} is not ${b}`)

describe('burn rate', () => {
  const workbook = [
    ['2 % in 1 h', 0.02, 3600, 14.4],
    ['5 % in 6 h', 0.05, 21_600, 6],
    ['10 % in 1 day', 0.1, 86_400, 3],
    ['10 % in 3 days', 0.1, 259_200, 1],
  ] as const
  for (const [name, budget, seconds, published] of workbook) {
    it(`of ${name} is ${published} over 30 days`, () => {
      close(burnRate(budget, 30, seconds), published, 1e-9)
    })
  }

  it('is 13.44 over 28 days, which is why it is never copied', () => {
    close(burnRate(0.02, 28, 3600), 13.44, 1e-9)
  })

  it('cannot exceed ten at a target of 90 %', () => {
    close(highestBurn(0.9), 10, 1e-9)
  })

  it('is tripped by one failure under 70 calls an hour at 99.9 % and 695 at 99.99 %', () => {
    close(quietBelowPerHour(0.999, 14.4), 70, 0.6)
    close(quietBelowPerHour(0.9999, 14.4), 695, 0.6)
  })
})
