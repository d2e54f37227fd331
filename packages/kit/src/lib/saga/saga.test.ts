import assert from 'node:assert/strict'
import { it } from 'node:test'

import { Type } from 'typebox'

import { fill, put, take } from '../app/testing/sample.ts'
import { ask, type SagaStep, saga } from './saga.ts'

const give = (data: object) => data as never
const declare = (...steps: SagaStep[]) => saga({ name: 'sweets.any', data: Type.Object({}), steps })

it('a saga has one pivot at most, and several calls at once only past it', () => {
  const takeOne = ask(take, give)
  const both = [takeOne, ask(put, give)]
  const pivot = { name: 'pivot', call: takeOne, pivot: true } as const

  assert.doesNotThrow(() => declare(pivot, { name: 'both', call: both }))
  assert.throws(
    () => declare({ name: 'both', call: both }, pivot),
    /several calls before the pivot/,
  )
  assert.throws(() => declare({ name: 'both', call: both }), /several calls before the pivot/)
  assert.throws(() => declare({ name: 'both', call: both, pivot: true }), /several calls/)
  assert.throws(() => declare(pivot, pivot), /2 pivots/)
})

it('a step is a call that may be repeated', () => {
  const once = { ...fill, idempotency: 'none' } as const
  assert.throws(() => declare({ name: 'once', call: ask(once, give) }), /is not idempotent/)
})
