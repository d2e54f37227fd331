import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Brief } from '@archwright/model'

import { design } from '../design.ts'
import { libraryBrief } from '../testing/library-brief.ts'
import { linkBrief } from '../testing/link-brief.ts'
import { shopBrief } from '../testing/shop-brief.ts'

const quick = (brief: Brief) => design(brief, { sensitivity: false })

const withBudget = (amount: number, currency = 'USD', brief = shopBrief()) =>
  quick({
    ...brief,
    constraints: { ...brief.constraints, budgetPerMonth: { amount: amount * 100, currency } },
  })

for (const [name, brief] of Object.entries({ shopBrief, libraryBrief, linkBrief })) {
  describe(`the cost of the ${name}`, () => {
    const { cost, rules } = quick(brief())

    it('is the sum of its parts, low to high, at prices with a source', () => {
      for (const end of ['low', 'mid', 'high'] as const) {
        assert.equal(
          cost.lines.reduce((sum, line) => sum + line[end], 0),
          cost[end],
        )
      }
      for (const { part, low, mid, high, from } of cost.lines) {
        assert.ok(low <= mid && mid <= high, part)
        assert.ok(from.length > 0, part)
        for (const id of from)
          assert.ok(
            rules.some((rule) => rule.id === id),
            id,
          )
      }
    })

    it('grows with the load', () => {
      const given = quick(brief()).brief
      const twice = quick({
        ...given,
        operations: given.operations.map((operation) =>
          operation.ratePerSecond === undefined
            ? operation
            : { ...operation, ratePerSecond: operation.ratePerSecond * 2 },
        ),
      })
      assert.ok(twice.cost.mid > cost.mid)
    })
  })
}

describe('the parts of the bill', () => {
  const parts = (brief: Brief) => quick(brief).cost.lines.map(({ part }) => part)

  it('name a database with its storage and no engine that was not chosen', () => {
    const shop = parts(shopBrief())
    assert.ok(shop.includes('Database') && shop.includes('Database storage'))
    assert.ok(!shop.some((part) => /Kafka|RabbitMQ|OpenSearch|Cassandra/.test(part)))
  })

  it('name an engine that was asked for', () => {
    const origin = { from: 'yaml', line: 1 } as const
    const asked = parts({ ...shopBrief(), asks: [{ what: 'kafka', text: 'Kafka', origin }] })
    assert.ok(asked.includes('Kafka'))
  })

  it('double the database for a second region that serves', () => {
    const cores = (availability: number) => {
      const brief = { ...shopBrief(), objectives: { ...shopBrief().objectives, availability } }
      return quick(brief).cost.lines.find(({ part }) => part === 'Database')?.mid ?? 0
    }
    assert.equal(cores(0.99999), 2 * cores(0.9999))
  })
})

describe('the budget', () => {
  const { low, mid } = quick(shopBrief()).cost

  it('is within, where the usual price fits', () => {
    const { cost, conflicts } = withBudget(Math.ceil(mid / 100))
    assert.equal(cost.budget?.verdict, 'within')
    assert.equal(cost.budget?.cheaper, undefined)
    assert.ok(!conflicts.some(({ key }) => key === 'cost.budget'))
  })

  it('may hold only where prices are low, and then says what fits everywhere', () => {
    const { cost } = withBudget(Math.floor((low + mid) / 200))
    assert.equal(cost.budget?.verdict, 'only at low prices')
    assert.match(cost.budget?.cheaper ?? '', /USD a month$/)
  })

  it('is a conflict where no price known here fits it, with the nearest design that costs less', () => {
    const { cost, conflicts } = withBudget(Math.floor(low / 110))
    assert.equal(cost.budget?.verdict, 'over')
    const conflict = conflicts.find(({ key }) => key === 'cost.budget')
    assert.equal(conflict?.nearest, cost.budget?.cheaper)
  })

  it('of nothing excludes 99.999 %, and nothing is left to give up', () => {
    const brief = { ...shopBrief(), objectives: { availability: 0.99999 } }
    const { cost, conflicts } = withBudget(0, 'USD', brief)
    assert.equal(cost.budget?.verdict, 'over')
    assert.equal(cost.budget?.cheaper, undefined)
    assert.match(conflicts.find(({ key }) => key === 'cost.budget')?.nearest ?? '', /^None/)
  })

  it('is compared in euros too, and in no other currency without a rate', () => {
    assert.equal(withBudget(mid / 100, 'EUR').cost.budget?.verdict, 'within')
    const yen = withBudget(1, 'JPY')
    assert.equal(yen.cost.budget?.verdict, 'not compared')
    assert.ok(!yen.conflicts.some(({ key }) => key === 'cost.budget'))
  })
})
