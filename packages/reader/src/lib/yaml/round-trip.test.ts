import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'

import {
  Brief,
  clientKinds,
  factKinds,
  operationKinds,
  sensitivities,
  shapes,
  trustLevels,
} from '@archwright/model'
import type { TechniqueName } from '@archwright/model/light'
import fc from 'fast-check'
import { Value } from 'typebox/value'

import { readProse } from '../read-prose.ts'
import { readYaml } from './read-yaml.ts'
import { writeYaml } from './write-yaml.ts'

describe('writeYaml and readYaml', () => {
  it('give back any valid brief as it was', () => {
    fc.assert(
      fc.property(briefs, (generated) => {
        const brief = structuredClone(generated) // Generated records have no prototype; briefs do.
        assert.ok(Value.Check(Brief, brief))
        assert.deepEqual(readYaml(writeYaml(brief)), brief)
      }),
      { numRuns: 150 },
    )
  })

  for (const name of ['shop', 'notifications', 'project-boards', 'cold-chain'])
    it(`give back the brief of examples/${name}.md, prose and spans included`, () => {
      const file = new URL(`../../../../../examples/${name}.md`, import.meta.url)
      const brief = readProse(readFileSync(file, 'utf8'))
      const yaml = writeYaml(brief)
      assert.deepEqual(readYaml(yaml), brief)
      assert.equal(writeYaml(readYaml(yaml)), yaml)
    })

  it('keep the order of keys, whatever the order in the object', () => {
    const brief = readProse('A chat service for 500 users.')
    const reversed = Object.fromEntries(Object.entries(brief).reverse())
    assert.ok(Value.Check(Brief, reversed))
    assert.equal(writeYaml(reversed), writeYaml(brief))
    assert.match(writeYaml(brief), /^system: .*\ntitle: .*\nsummary: /)
  })

  it('accept comments and units in a brief that was written out and then edited', () => {
    const yaml = writeYaml(readProse('A chat service: 10 messages per second.'))
    const edited = yaml.replace(/ratePerSecond: 10\n/, 'ratePerSecond: 1200/min # doubled\n')
    assert.notEqual(edited, yaml)
    const create = readYaml(edited).operations.find(
      ({ name }) => name === 'messaging.createMessage',
    )
    assert.equal(create?.ratePerSecond, 20)
  })
})

const text = fc.string({ unit: 'grapheme', maxLength: 30 })
const name = fc.oneof(
  text,
  fc.constantFrom('true', 'null', '1e3', '- x', 'a: b', '#', '~', ' pad ', 'two\nlines\n'),
)
const amount = fc.double({ min: 0, max: 1e12, noNaN: true }).map((value) => value + 0)
const fraction = fc.double({ min: 0, max: 0.999, noNaN: true })
const line = fc.integer({ min: 1, max: 9999 })
const origin = fc.oneof(
  fc.record({ from: fc.constant('text' as const), start: fc.nat(), end: fc.nat() }),
  fc.record({ from: fc.constant('yaml' as const), line }),
  fc.record({ from: fc.constant('assumption' as const), id: name }),
)
const names = fc.array(name, { maxLength: 3 })
const list = <Item>(item: fc.Arbitrary<Item>) => fc.array(item, { maxLength: 3 })
const named = <Item extends { name: string }>(item: fc.Arbitrary<Item>) =>
  fc.uniqueArray(item, { maxLength: 3, selector: (one) => one.name })
const optional = <Item>(
  model: { [Key in keyof Item]: fc.Arbitrary<Item[Key]> },
  requiredKeys: (keyof Item)[],
) => fc.record(model, { requiredKeys })

const operation = optional(
  {
    name: fc.constantFrom('orders.placeOrder', 'a.b', 'catalog.getProduct'),
    kind: fc.constantFrom(...operationKinds),
    actor: name,
    ratePerSecond: amount,
    rateIs: fc.constantFrom('average' as const, 'peak' as const),
    peakFactor: fc.double({ min: 1, max: 100, noNaN: true }),
    latencyMs: fc.double({ min: 0.001, max: 1e6, noNaN: true }),
    percentile: fraction,
    consistency: fc.constantFrom('strong' as const, 'eventual' as const),
    staleSeconds: amount,
    reads: names,
    writes: names,
    calls: names,
    payloadBytes: amount,
  },
  ['name', 'kind', 'actor', 'consistency', 'reads', 'writes', 'calls'],
)

const fact = fc.record({
  id: fc.constantFrom('F-01', 'F-123'),
  // Latencies must not contradict one another; their rules have tests of their own.
  kind: fc.constantFrom(...factKinds.filter((kind) => kind !== 'latency')),
  value: amount,
  unit: name,
  canonical: fraction,
  text: name,
  about: name,
  bound: fc.constantFrom('at-least' as const, 'about' as const, 'exactly' as const),
  origin,
})

const briefs: fc.Arbitrary<Brief> = fc.record(
  {
    system: fc.constantFrom('shop', 'a', 'x-1-y'),
    title: name.filter((value) => value.length > 0),
    summary: name,
    prose: text,
    capabilities: list(fc.record({ name, origin })),
    actors: named(
      optional(
        {
          name,
          trust: fc.constantFrom(...trustLevels),
          clients: fc.array(fc.constantFrom(...clientKinds), { maxLength: 2 }),
          count: amount,
          concurrent: amount,
        },
        ['name', 'trust', 'clients'],
      ),
    ),
    entities: named(
      optional(
        {
          name,
          module: name,
          shape: fc.constantFrom(...shapes),
          sensitivity: fc.constantFrom(...sensitivities),
          count: amount,
          growthPerSecond: amount,
          bytes: amount,
          perTenant: fc.boolean(),
          fields: names,
        },
        ['name', 'module', 'shape', 'sensitivity', 'perTenant'],
      ),
    ),
    operations: named(operation),
    dependencies: named(
      optional(
        {
          name,
          purpose: name,
          latencyMs: amount,
          availability: fraction,
          ratePerSecond: amount,
          idempotent: fc.boolean(),
        },
        ['name', 'purpose'],
      ),
    ),
    objectives: fc.record(
      {
        availability: fraction,
        durability: fraction,
        rpoSeconds: amount,
        rtoSeconds: amount,
        regions: line,
        residency: names,
        compliance: names,
        retentionSeconds: amount,
      },
      { requiredKeys: [] },
    ),
    team: fc.record({ engineers: fc.nat(), teams: fc.nat(), knows: names }, { requiredKeys: [] }),
    constraints: optional(
      {
        mustUse: names,
        mustNotUse: names,
        machines: fc.integer({ min: 2, max: 99 }),
        budgetPerMonth: fc.record({ amount: fc.nat(), currency: name }),
      },
      ['mustUse', 'mustNotUse'],
    ),
    existing: names,
    asks: list(fc.record({ what: name, text: name, origin })),
    concern: fc.constantFrom<TechniqueName>('webhooks', 'migration'),
    facts: list(fact),
    assumptions: list(
      fc.record({
        id: fc.constantFrom('A-01', 'A-77'),
        about: name,
        value: fc.oneof(amount, name, fc.boolean()),
        unit: name,
        why: name,
        source: name,
      }),
    ),
    notUnderstood: list(fc.record({ text: name, origin })),
  },
  {
    requiredKeys: [
      'system',
      'title',
      'summary',
      'capabilities',
      'actors',
      'entities',
      'operations',
      'dependencies',
      'objectives',
      'team',
      'constraints',
      'existing',
      'asks',
      'facts',
      'assumptions',
      'notUnderstood',
    ],
  },
)
