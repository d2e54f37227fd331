import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import fc from 'fast-check'

import { type Demand, planIndexes, serves } from './index-plan.ts'

const demand = (equals: readonly string[], sorted?: string): Demand => ({
  equals,
  ...(sorted === undefined ? {} : { sorted }),
  by: [`${equals.join('+')} ${sorted ?? ''}`.trim()],
})

const columns = (...demands: Demand[]) => planIndexes(demands).map((index) => [...index.columns])

describe('the plan of indexes', () => {
  it('puts equality before the range or the order', () => {
    assert.deepEqual(columns(demand(['owner'], 'id')), [['owner', 'id']])
  })

  it('serves a question by the beginning of a longer index', () => {
    assert.deepEqual(columns(demand(['owner']), demand(['owner', 'state'], 'id')), [
      ['owner', 'state', 'id'],
    ])
  })

  it('orders compared columns so that the shorter question is the beginning', () => {
    assert.deepEqual(columns(demand(['state', 'owner']), demand(['owner'])), [['owner', 'state']])
  })

  it('keeps two indexes where one order would not do for both', () => {
    assert.equal(columns(demand(['owner'], 'id'), demand(['owner'], 'price')).length, 2)
  })

  it('adds nothing to what the key serves', () => {
    assert.deepEqual(planIndexes([demand(['id']), demand([], 'id')], [['id']]), [])
  })

  it('names everybody who reads by an index', () => {
    const [index] = planIndexes([demand(['a']), demand(['a', 'b'])])
    assert.deepEqual(index?.serves.toSorted(), ['a', 'a+b'])
  })

  it('serves every question, and no index is the beginning of another', () => {
    const column = fc.constantFrom('a', 'b', 'c', 'd')
    const any = fc.record({
      equals: fc.uniqueArray(column, { maxLength: 3 }),
      sorted: fc.option(column, { nil: undefined }),
      by: fc.constant(['x']),
    })
    const asking = any.filter(({ equals, sorted }) => equals.length > 0 || sorted !== undefined)
    fc.assert(
      fc.property(fc.array(asking, { maxLength: 6 }), (demands) => {
        const planned = planIndexes(demands)
        for (const each of demands) assert.ok(planned.some((index) => serves(index.columns, each)))
        const texts = planned.map((index) => `${index.columns.join()},`)
        for (const [at, text] of texts.entries())
          assert.ok(!texts.some((other, index) => index !== at && other.startsWith(text)))
      }),
    )
  })
})
