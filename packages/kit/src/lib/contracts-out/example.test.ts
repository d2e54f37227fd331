import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { type TSchema, Type } from 'typebox'
import { Value } from 'typebox/value'

import { Money } from '../contract/money.ts'
import { exampleOf } from './example.ts'
import { plainSchema } from './json-schema.ts'

describe('exampleOf', () => {
  const shapes: Record<string, TSchema> = {
    money: Money,
    'an SKU': Type.String({ pattern: '^[A-Z0-9-]{3,20}$' }),
    'a secret of 43 characters': Type.String({ pattern: '^[\\w-]{43,}$' }),
    'a list of at least two': Type.Array(Type.Integer({ minimum: 5 }), { minItems: 2 }),
    'one of several': Type.Union([Type.Literal('open'), Type.Null()]),
    'an optional part that cannot be made up': Type.Object({
      code: Type.Optional(Type.String({ pattern: '^\\d{4}#\\d$' })),
    }),
  }
  for (const [name, schema] of Object.entries(shapes)) {
    it(`makes up ${name} that fits`, () => {
      const example = exampleOf(plainSchema(schema))
      assert.ok(Value.Check(schema, example), JSON.stringify(example))
    })
  }

  it('admits when it cannot', () => {
    assert.equal(exampleOf({ type: 'string', pattern: '^\\d{4}#\\d$' }), undefined)
  })

  it('prefers what the schema offers', () => {
    assert.equal(exampleOf({ type: 'string', examples: ['Sencha'], default: 'Tea' }), 'Sencha')
  })
})
