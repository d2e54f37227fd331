import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { Rule } from '@archwright/model'
import { Check } from 'typebox/value'

import { figure, interval, rules } from './catalog.ts'

describe('every rule', () => {
  for (const rule of rules) {
    it(`${rule.id} names its unit, conditions, source and date, and has an ordered value`, () => {
      assert.ok(Check(Rule, rule))
      for (const part of [rule.says, rule.unit, rule.conditions, rule.source]) {
        assert.notEqual(part.trim(), '')
      }
      assert.ok(rule.conditions.length >= 15, 'conditions say what must hold')
      assert.match(rule.source, /https?:|\.com|#\d+|[A-Z][a-z]+/)
      if (typeof rule.value !== 'number') {
        const { low, mid, high } = rule.value
        assert.ok(low <= mid && mid <= high)
      }
    })
  }
})

describe('the catalog', () => {
  it('has no rule twice', () => {
    assert.equal(new Set(rules.map(({ id }) => id)).size, rules.length)
  })

  it('answers with the middle of an interval, and with its ends', () => {
    assert.equal(figure('traffic.peak-factor'), 1.7)
    assert.deepEqual(interval('retry.attempts'), { low: 3, mid: 3, high: 3 })
  })
})
