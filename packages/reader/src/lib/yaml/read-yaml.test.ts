import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'

import { Brief } from '@archwright/model'
import { InputError } from '@archwright/model/light'
import fc from 'fast-check'
import { Value } from 'typebox/value'

import { readYaml } from './read-yaml.ts'

const shopYaml = readFileSync(new URL('../../../../../examples/shop.yaml', import.meta.url), 'utf8')

describe('readYaml on a short brief', () => {
  const brief = readYaml(shopYaml)

  it('completes it to a valid brief by the tables of its kind', () => {
    assert.deepEqual([...Value.Errors(Brief, brief)], [])
    assert.ok(brief.operations.some(({ name }) => name === 'payments.capture'))
    assert.ok(brief.assumptions.some(({ about }) => about === 'operations.*.peakFactor'))
  })

  it('reads quantities with their units, and notes each as a fact with its line', () => {
    const placeOrder = operation('orders.placeOrder')
    assert.ok(Math.abs((placeOrder?.ratePerSecond ?? 0) - 1000 / 60) < 1e-6)
    assert.equal(placeOrder?.rateIs, 'peak')
    assert.deepEqual([placeOrder?.latencyMs, placeOrder?.percentile], [300, 0.99])
    assert.equal(brief.objectives.availability, 0.9999)
    assert.equal(brief.objectives.retentionSeconds, 7 * 365 * 86_400)
    assert.equal(brief.entities.find(({ name }) => name === 'Product')?.count, 10_000)
    for (const { text, origin } of brief.facts) {
      assert.ok(origin.from === 'yaml')
      assert.ok(
        shopYaml.split('\n')[origin.line - 1]?.includes(text),
        `line ${origin.line}: ${text}`,
      )
    }
  })

  it('says the same in any order of its sections', () => {
    const sections = shopYaml.replaceAll(/^#.*\n/gm, '').split(/\n(?=[a-z])/)
    fc.assert(
      fc.property(fc.shuffledSubarray(sections, { minLength: sections.length }), (shuffled) => {
        const other = readYaml(shuffled.join('\n'))
        assert.deepEqual(other.operations, brief.operations)
        assert.deepEqual(other.entities, brief.entities)
        assert.deepEqual(other.dependencies, brief.dependencies)
        assert.deepEqual(other.objectives, brief.objectives)
        assert.deepEqual(
          other.assumptions.map(({ about, value }) => [about, value]),
          brief.assumptions.map(({ about, value }) => [about, value]),
        )
      }),
      { numRuns: 30 },
    )
  })

  it('does not assume what is written', () => {
    const about = new Set(brief.assumptions.map((assumption) => assumption.about))
    for (const written of [
      'operations.orders.placeOrder.latencyMs',
      'entities.Product.count',
      'objectives.availability',
      'objectives.retentionSeconds',
      'dependencies.payment-provider.latencyMs',
    ])
      assert.ok(!about.has(written), written)
  })

  it('holds an operation to the highest of several percentiles and keeps all as facts', () => {
    const getProduct = operation('catalog.getProduct')
    assert.deepEqual([getProduct?.latencyMs, getProduct?.percentile], [100, 0.99])
    assert.deepEqual(
      brief.facts
        .filter(({ about }) => about === 'catalog.getProduct.latency')
        .map((fact) => fact.percentile),
      [0.5, 0.99],
    )
  })

  it('takes operations of no known kind as they are written', () => {
    const { operations, entities } = readYaml(
      'system: gauges\nentities:\n  Gauge: 500\noperations:\n' +
        '  gauges.getGauge: 20/s\n  gauges.moveGauge:\n    rate: 1000/day\n    peak: 1/s\n    writes: [Gauge]\n',
    )
    assert.deepEqual(
      operations.map(({ name, kind, rateIs }) => [name, kind, rateIs]),
      [
        ['gauges.getGauge', 'query', 'peak'],
        ['gauges.moveGauge', 'command', 'average'],
      ],
    )
    assert.equal(operations[1]?.peakFactor, 86.4)
    assert.deepEqual(
      entities.map(({ name, module, count }) => [name, module, count]),
      [['Gauge', 'gauges', 500]],
    )
  })

  function operation(name: string) {
    return brief.operations.find((one) => one.name === name)
  }
})

describe('readYaml on bad input', () => {
  const bad: Readonly<Record<string, readonly [yaml: string, where: RegExp, rest: RegExp]>> = {
    'an unknown key at the margin': [
      'system: shop\noperatons: {}',
      /^line 2, operatons$/,
      /did you mean "operations"/,
    ],
    'an unknown key inside': [
      'system: shop\noperations:\n  orders.placeOrder:\n    latncy: 300 ms',
      /^line 4, operations\.orders\.placeOrder\.latncy$/,
      /did you mean "latency"/,
    ],
    'an unknown capability': [
      'system: shop\ncapabilities:\n  - catalog\n  - paymets',
      /^line 4/,
      /did you mean "payments"/,
    ],
    'a wrong unit': [
      'system: shop\noperations:\n  orders.placeOrder:\n    peak: 200 ms',
      /^line 4/,
      /is a (?:duration|latency), not a rate.*"1000\/min"/,
    ],
    'a number without its unit': [
      'system: shop\noperations:\n  orders.placeOrder:\n    latency: 300',
      /^line 4/,
      /300 has no unit.*"200 ms"/,
    ],
    'a quantity that is none': [
      'system: shop\nobjectives:\n  rto: soon',
      /^line 3, objectives\.rto$/,
      /"soon" is not a duration/,
    ],
    'a negative rate': [
      'system: shop\noperations:\n  orders.placeOrder:\n    peak: -5/s',
      /^line 4/,
      /negative/,
    ],
    'a negative canonical rate': [
      'system: shop\noperations:\n  orders.placeOrder:\n    ratePerSecond: -5',
      /^line 4/,
      /-5 is negative/,
    ],
    'a latency of 0 ms': [
      'system: shop\noperations:\n  orders.placeOrder:\n    latency: 0 ms',
      /^line 4/,
      /> 0/,
    ],
    'an availability above one': [
      'system: shop\nobjectives:\n  availability: 99.99',
      /^line 3, objectives\.availability$/,
      /write it as "99.99%"/,
    ],
    '99.999 % on one machine': [
      'system: shop\nobjectives:\n  availability: 0.99999\nconstraints:\n  machines: 1',
      /^line 5, constraints\.machines$/,
      /at least 2 machines/,
    ],
    'a p99 below the p50': [
      'system: shop\noperations:\n  orders.placeOrder:\n    latency: { p50: 200 ms, p99: 100 ms }',
      /^line 4/,
      /p99 must be at least the bound at p50/,
    ],
    'a peak below the average': [
      'system: shop\noperations:\n  orders.placeOrder:\n    rate: 100/s\n    peak: 50/s',
      /^line 5/,
      /below the average/,
    ],
    'an operation without its module': [
      'system: shop\noperations:\n  placeOrder: 5/s',
      /^line 3/,
      /orders\.placeOrder/,
    ],
    'a brief without a name': ['capabilities: [catalog]', /^brief$/, /lacks system/],
    'a complete brief that lacks parts': [
      'system: shop\nassumptions: []',
      /^brief$/,
      /lacks title/,
    ],
    'a repeated key': ['system: shop\nsystem: other', /^line 2$/, /unique/],
    'broken syntax': ['system: shop\nobjectives: {rto: 5', /^line \d$/, /./],
    'an anchor': ['system: &a shop\ntitle: *a', /^line 2$/, /anchor/],
    'nested brackets without end': [`system: ${'['.repeat(5000)}`, /./, /./],
  }
  for (const [name, [yaml, where, rest]] of Object.entries(bad))
    it(`refuses ${name}, with its place and what would be right`, () => {
      assert.throws(
        () => readYaml(yaml),
        (error) => {
          assert.ok(error instanceof InputError, String(error))
          const [problem] = error.problems
          assert.match(problem?.where ?? '', where)
          assert.match(`${problem?.what}; ${problem?.right}`, rest)
          return true
        },
      )
    })

  it('reports everything wrong at once', () => {
    assert.throws(
      () => readYaml('system: shop\nobjectives:\n  rto: soon\n  rpoo: 5 s\nteams: 3'),
      (error) => error instanceof InputError && error.problems.length === 3,
    )
  })
})
