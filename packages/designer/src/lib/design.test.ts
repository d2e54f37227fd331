import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { Design } from '@archwright/model'
import fc from 'fast-check'
import { Check, Errors } from 'typebox/value'

import { design } from './design.ts'
import { libraryBrief } from './testing/library-brief.ts'
import { linkBrief } from './testing/link-brief.ts'
import { shopBrief } from './testing/shop-brief.ts'

const briefs = { shop: shopBrief, library: libraryBrief, 'link shortener': linkBrief }

for (const [name, brief] of Object.entries(briefs)) {
  describe(`the design of a ${name}`, () => {
    const designed = design(brief())

    it('is a valid Design', () => {
      assert.deepEqual([...Errors(Design, designed)].slice(0, 3), [])
      assert.ok(Check(Design, designed))
    })

    it('is the same twice, byte for byte', () => {
      assert.equal(JSON.stringify(design(brief())), JSON.stringify(designed))
    })

    it('does not change its brief', () => {
      const given = brief()
      design(given)
      assert.deepEqual(given, brief())
    })

    it('is the same from the brief it completed', () => {
      assert.equal(JSON.stringify(design(designed.brief)), JSON.stringify(designed))
    })

    it('weighs at least two options in each decision, and chooses the first that is not ruled out', () => {
      for (const { key, options, chosen } of designed.decisions) {
        assert.ok(options.length >= 2, key)
        assert.equal(options[0]?.name, chosen, key)
        assert.ok(options[0]?.ruledOut === undefined, key)
      }
    })

    it('gives each decision a reason with a number, an answer and a consequence', () => {
      for (const { key, because, consequences, answer } of designed.decisions) {
        assert.ok(
          because.some(({ text }) => /\d/.test(text)),
          key,
        )
        assert.ok(consequences.length > 0, key)
        assert.ok(answer.length > 10, key)
      }
    })

    it('cites only what exists', () => {
      const known = new Set([
        ...designed.rules.map(({ id }) => id),
        ...designed.brief.facts.map(({ id }) => id),
        ...designed.brief.assumptions.map(({ id }) => id),
        ...designed.capacity.lines.map(({ id }) => id),
        ...designed.availability.lines.map(({ id }) => id),
      ])
      const cited = [
        ...designed.decisions.flatMap(({ because }) => because.flatMap(({ from }) => from)),
        ...designed.capacity.lines.flatMap(({ from }) => from),
        ...designed.availability.lines.flatMap(({ from }) => from),
        ...designed.availability.parts.flatMap(({ from }) => from),
      ]
      assert.deepEqual([...new Set(cited.filter((id) => !known.has(id)))], [])
    })

    it('rests every part on a decision that was taken', () => {
      const ids = new Set(designed.decisions.map(({ id }) => id))
      const parts = [
        ...designed.deployables,
        ...designed.interfaces,
        ...designed.stores,
        ...designed.caches,
        ...designed.channels,
        ...designed.sagas,
        ...designed.limits,
        ...designed.resilience,
        designed.identity,
      ]
      for (const { decision } of parts) assert.ok(ids.has(decision), decision)
      for (const { key, decisions } of designed.claims) {
        for (const id of decisions) assert.ok(ids.has(id) || id === '', key)
      }
    })

    it('leaves no figure undefined', () => {
      assert.doesNotMatch(JSON.stringify(designed), /NaN|Infinity|undefined|∞/)
    })
  })
}

describe('the shop', () => {
  const shop = design(shopBrief())
  const decision = (key: string) => shop.decisions.find((each) => each.key === key)

  it('is one deployable of seven ready modules on one PostgreSQL', () => {
    assert.equal(decision('topology')?.chosen, 'modular-monolith')
    assert.deepEqual(
      shop.deployables.map(({ name, modules }) => [name, modules.length]),
      [['shop', 7]],
    )
    assert.ok(shop.modules.every(({ ready }) => ready))
    assert.deepEqual(
      shop.stores.map(({ engine }) => engine),
      ['PostgreSQL'],
    )
  })

  it('answers the wish for microservices with the number from which they pay', () => {
    const { because = [], flips = [] } = decision('topology') ?? {}
    assert.ok(because.some(({ text }) => /microservices/.test(text)))
    assert.deepEqual(
      flips.map(({ variable, becomes }) => [variable, becomes]),
      [
        ['team.teams', 'microservices'],
        ['orders.placeOrder.rate', 'microservices'],
      ],
    )
  })

  it('buys no cache, broker, gateway or search engine with 1,000 orders a minute', () => {
    assert.equal(decision('cache')?.chosen, 'HTTP caching only')
    assert.equal(decision('messaging')?.chosen, 'outbox and a PostgreSQL channel')
    assert.equal(decision('gateway')?.chosen, 'a load balancer')
    assert.equal(decision('store.search')?.chosen, 'PostgreSQL full text search')
  })

  it('places an order as a saga that never charges before it has reserved, with one pivot', () => {
    const [saga] = shop.sagas
    const names = saga?.steps.map(({ name }) => name)
    assert.deepEqual(names, [
      'reserve',
      'authorize',
      'record',
      'capture',
      'confirmStock',
      'confirm',
    ])
    assert.deepEqual(
      saga?.steps.filter(({ pivot }) => pivot).map(({ name }) => name),
      ['capture'],
    )
  })

  it('claims the rate the brief asks for, in its unit', () => {
    const claim = shop.claims.find(({ key }) => key === 'orders.placeOrder.rate')
    assert.deepEqual([claim?.required, claim?.unit, claim?.asked], [1000, 'orders/min', true])
  })

  it('has a claim for every way in which an order can go wrong', () => {
    const keys = shop.claims.map(({ key }) => key)
    for (const bad of ['lost', 'doubled', 'oversold', 'doubleCharged', 'stuck']) {
      assert.ok(keys.includes(`correctness.${bad}`), bad)
    }
  })

  it('sends the mix of clients only, in proportion to orders', () => {
    const names = shop.mix.map(({ operation }) => operation)
    assert.ok(names.includes('catalog.getProduct'))
    assert.ok(!names.includes('payments.receiveWebhook'))
  })
})

describe('a harder brief', () => {
  const withRate = (perMinute: number) => {
    const brief = shopBrief()
    const operations = brief.operations.map((operation) =>
      operation.name === 'orders.placeOrder'
        ? { ...operation, ratePerSecond: perMinute / 60 }
        : operation,
    )
    return design({ ...brief, operations })
  }

  it('never lowers the capacity when the rate rises', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000 }),
        fc.integer({ min: 1, max: 100_000 }),
        (one, other) => {
          const small = withRate(Math.min(one, other)).capacity
          const large = withRate(Math.max(one, other)).capacity
          for (const key of [
            'cores',
            'databaseCores',
            'poolSize',
            'replicas',
            'storageBytesAfterYear',
          ] as const) {
            assert.ok(large[key] >= small[key], key)
          }
        },
      ),
      { numRuns: 15 },
    )
  })

  it('never loosens the availability when the objective is stricter', () => {
    const composed = [0.99, 0.999, 0.9999, 0.99997, 0.99999].map((availability) => {
      const designed = design({ ...shopBrief(), objectives: { availability } })
      return designed.availability.composed
    })
    assert.deepEqual(
      composed,
      composed.toSorted((a, b) => a - b),
    )
  })

  it('says so when no placement reaches the objective', () => {
    const { availability } = design({ ...shopBrief(), objectives: { availability: 0.999999 } })
    assert.equal(availability.meets, false)
    assert.match(availability.statement, /short of/)
  })

  it('uses what must be used, and never what must not', () => {
    const must = design({
      ...shopBrief(),
      constraints: { mustUse: ['microservices'], mustNotUse: ['REST'] },
    })
    const chosen = (key: string) => must.decisions.find((each) => each.key === key)?.chosen
    assert.equal(chosen('topology'), 'microservices')
    assert.notEqual(chosen('api.public'), 'REST')
    assert.equal(must.deployables.length, 7)
  })
})
