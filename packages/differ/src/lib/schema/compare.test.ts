import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'

import { compareSchemas } from './compare.ts'
import type { Schema } from './place.ts'
import { type Direction, schemaRules } from './rules.ts'

/** A schema with the values it allows. */
interface Sample {
  readonly schema: Schema
  readonly values: fc.Arbitrary<unknown>
}

const integers: fc.Arbitrary<Sample> = fc
  .tuple(fc.constantFrom(undefined, 0, 3), fc.constantFrom(undefined, 5, 8))
  .map(([min, max]) => ({
    schema: {
      type: 'integer',
      ...(min === undefined ? {} : { minimum: min }),
      ...(max === undefined ? {} : { maximum: max }),
    },
    values: fc.integer({ min: min ?? -9, max: max ?? 99 }),
  }))

const choices: fc.Arbitrary<Sample> = fc
  .subarray(['x', 'y', 'z', null], { minLength: 1 })
  .map((values) => ({ schema: { enum: values }, values: fc.constantFrom(...values) }))

const texts: fc.Arbitrary<Sample> = fc
  .tuple(fc.constantFrom(undefined, 2), fc.constantFrom(undefined, 4))
  .map(([minLength, maxLength]) => ({
    schema: {
      type: 'string',
      ...(minLength === undefined ? {} : { minLength }),
      ...(maxLength === undefined ? {} : { maxLength }),
    },
    values: fc.string({
      minLength: minLength ?? 0,
      maxLength: maxLength ?? 6,
      unit: 'grapheme-ascii',
    }),
  }))

const scalars = fc.oneof(integers, choices, texts)

const eithers: fc.Arbitrary<Sample> = fc.tuple(scalars, scalars).map(([one, other]) => ({
  schema: { anyOf: [one.schema, other.schema] },
  values: fc.oneof(one.values, other.values),
}))

const lists: fc.Arbitrary<Sample> = scalars.map(({ schema, values }) => ({
  schema: { type: 'array', items: schema },
  values: fc.array(values, { maxLength: 3 }),
}))

const fields = fc.oneof(scalars, eithers, lists)

const objects: fc.Arbitrary<Sample> = fc
  .tuple(
    fc.dictionary(fc.constantFrom('a', 'b', 'c'), fields, { maxKeys: 3 }),
    fc.subarray(['a', 'b', 'c']),
  )
  .map(([properties, wanted]) => {
    const required = wanted.filter((name) => name in properties)
    const schemas = Object.entries(properties).map(([name, { schema }]) => [name, schema])
    const values = Object.entries(properties).map(([name, sample]) => [name, sample.values])
    return {
      schema: { type: 'object', required, properties: Object.fromEntries(schemas) },
      values: fc.record<Record<string, unknown>>(Object.fromEntries(values), {
        requiredKeys: required,
      }),
    }
  })

const samples = fc.oneof(scalars, eithers, lists, objects)

/** Two schemas that are often much alike: one object with a field of the other in place of its own. */
const pairs = fc.oneof(
  fc.tuple(samples, samples),
  fc.tuple(objects, objects, fc.boolean()).map(([one, other, keep]): [Sample, Sample] => {
    const [old, young] = [one, other].map(({ schema }) => Object(schema.properties))
    const merged = keep ? { ...young, ...old } : { ...old, ...young }
    const required = Object.keys(old).filter((name) => name in merged)
    return [sampleOf(old, required), sampleOf(merged, required)]
  }),
)

function sampleOf(properties: Record<string, Schema>, required: string[]): Sample {
  return {
    schema: { type: 'object', required, properties },
    values: fc.record(
      Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, valuesOf(one)])),
      { requiredKeys: required },
    ),
  }
}

/** Values of the few schemas above. */
function valuesOf(schema: Schema): fc.Arbitrary<unknown> {
  const {
    enum: values,
    anyOf,
    type,
    items,
    minimum,
    maximum,
    minLength,
    maxLength,
  } = Object(schema)
  if (values) return fc.constantFrom(...values)
  if (anyOf) return fc.oneof(...anyOf.map(valuesOf))
  if (type === 'array') return fc.array(valuesOf(items), { maxLength: 3 })
  if (type === 'integer') return fc.integer({ min: minimum ?? -9, max: maximum ?? 99 })
  return fc.string({ minLength: minLength ?? 0, maxLength: maxLength ?? 6, unit: 'grapheme-ascii' })
}

const ajv = new Ajv2020({ strict: false })

describe('the comparison of schemas', () => {
  it('finds nothing between a schema and itself', () => {
    fc.assert(fc.property(samples, ({ schema }) => assert.deepEqual(changes(schema, schema), [])))
  })

  it('calls no change of told data compatible under which a reader meets what was ruled out', () => {
    let compatible = 0
    fc.assert(
      fc.property(
        pairs.chain(([old, young]) => fc.tuple(fc.constant(old), fc.constant(young), young.values)),
        ([old, young, value]) => {
          if (isBreak(old.schema, young.schema, 'told')) return
          compatible += 1
          assert.ok(ajv.validate(old.schema, value), `${JSON.stringify(value)} is new`)
        },
      ),
      { numRuns: 1_000 },
    )
    assert.ok(compatible > 100, `only ${compatible} pairs were compatible`)
  })

  it('calls no change of taken data compatible under which a sender is refused', () => {
    let compatible = 0
    fc.assert(
      fc.property(
        pairs.chain(([old, young]) => fc.tuple(fc.constant(old), fc.constant(young), old.values)),
        ([old, young, value]) => {
          if (isBreak(old.schema, young.schema, 'taken')) return
          compatible += 1
          assert.ok(ajv.validate(young.schema, value), `${JSON.stringify(value)} is refused`)
        },
      ),
      { numRuns: 1_000 },
    )
    assert.ok(compatible > 100, `only ${compatible} pairs were compatible`)
  })

  it('never calls an optional field more a break', () => {
    fc.assert(
      fc.property(objects, samples, ({ schema }, { schema: more }) => {
        const after = { ...schema, properties: { ...Object(schema.properties), more } }
        for (const direction of ['told', 'taken'] as const)
          assert.equal(isBreak(schema, after, direction), false)
      }),
    )
  })

  it('always calls a required field less a break, wherever it stands', () => {
    fc.assert(
      fc.property(objects, samples, fc.nat(3), ({ schema }, { schema: lost }, depth) => {
        const properties = { ...Object(schema.properties), lost }
        const before = {
          ...schema,
          properties,
          required: [...(Object(schema).required as string[]), 'lost'],
        }
        const wrap = (inner: Schema) =>
          Array.from({ length: depth }).reduce<Schema>(
            (held) => ({ type: 'array', items: { type: 'object', properties: { held } } }),
            inner,
          )
        assert.equal(isBreak(wrap(before), wrap(schema), 'told'), true)
      }),
    )
  })

  it('ends for schemas that hold themselves', () => {
    const node = { type: 'object', properties: { next: { $ref: '#' } } }
    const longer = { type: 'object', properties: { next: { $ref: '#' }, more: { type: 'null' } } }
    const found = compareSchemas(
      { $ref: '#' },
      { $ref: '#' },
      {
        before: () => node,
        after: () => longer,
      },
    )
    assert.deepEqual(
      found.map(({ rule, place }) => [rule, place]),
      [['field-added', '/more']],
    )
  })
})

const nowhere = {
  before: () => ({}),
  after: () => ({}),
}

function changes(before: Schema, after: Schema) {
  return compareSchemas(before, after, nowhere)
}

function isBreak(before: Schema, after: Schema, direction: Direction): boolean {
  return changes(before, after).some(({ rule }) => schemaRules[rule][direction] === 'breaking')
}
