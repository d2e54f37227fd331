import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { type TSchema, Type } from 'typebox'

import { coercerFor } from './coerce.ts'

describe('reading text', () => {
  const cases: [reason: string, schema: TSchema, text: string | string[], value: unknown][] = [
    ['an integer', Type.Integer(), '-42', -42],
    ['no integer from a fraction', Type.Integer(), '1.5', '1.5'],
    ['no integer that would lose digits', Type.Integer(), '9007199254740993', '9007199254740993'],
    ['no integer from hexadecimal', Type.Integer(), '0x10', '0x10'],
    ['no integer from nothing', Type.Integer(), '', ''],
    ['no integer from blanks', Type.Integer(), ' 1', ' 1'],
    ['a number', Type.Number(), '-1.5e3', -1500],
    ['no number from Infinity', Type.Number(), 'Infinity', 'Infinity'],
    ['a boolean', Type.Boolean(), 'false', false],
    ['no boolean from 1', Type.Boolean(), '1', '1'],
    ['text that looks like a number', Type.String(), '007', '007'],
    ['a literal number', Type.Literal(3), '3', 3],
    ['a literal word', Type.Union([Type.Literal('asc'), Type.Literal('desc')]), 'asc', 'asc'],
    ['the first member that fits', Type.Union([Type.Integer(), Type.Boolean()]), 'true', true],
    ['null where it is allowed', Type.Union([Type.Integer(), Type.Null()]), 'null', null],
    ['one parameter as a list', Type.Array(Type.Integer()), '7', [7]],
    ['several parameters as a list', Type.Array(Type.Integer()), ['7', 'x'], [7, 'x']],
    ['a repeated parameter that is no list', Type.Integer(), ['1', '2'], ['1', '2']],
    ['what the schema leaves open', Type.Unknown(), '5', '5'],
  ]
  for (const [reason, schema, text, value] of cases) {
    it(`gives ${reason}`, () => {
      assert.deepEqual(coercerFor(schema)(text), value)
    })
  }
})
