import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { Type } from 'typebox'

import { decodeCursor, encodeCursor, pageOfRows } from './cursor.ts'

const Key = Type.Tuple([Type.Number(), Type.String({ format: 'uuid' })])
const id = '0192f3a1-7c1e-7000-8000-000000000001'

describe('a cursor', () => {
  it('gives back the key it was made of', () => {
    assert.deepEqual(decodeCursor('tea', encodeCursor('tea', [0.06079271, id]), Key), [
      0.06079271,
      id,
    ])
  })

  const refused: Record<string, string> = {
    'made for another list': encodeCursor('coffee', [1, id]),
    'with a key of another shape': encodeCursor('tea', [1, 'not-a-uuid']),
    'with a key that is too short': encodeCursor('tea', [1]),
    'that is no JSON': Buffer.from('tea').toString('base64url'),
    'that is no list': Buffer.from('{"tea":1}').toString('base64url'),
    'that is empty': '',
  }
  for (const [which, cursor] of Object.entries(refused)) {
    it(`${which} is refused as input`, () => {
      assert.throws(() => decodeCursor('tea', cursor, Key), { code: 'INVALID_INPUT' })
    })
  }
})

describe('a page of rows', () => {
  it('ends with a cursor when one more row was read, and without when not', () => {
    assert.deepEqual(pageOfRows([3, 2, 1], 2, String), { items: [3, 2], nextCursor: '2' })
    assert.deepEqual(pageOfRows([3, 2], 2, String), { items: [3, 2], nextCursor: null })
    assert.deepEqual(pageOfRows([], 2, String), { items: [], nextCursor: null })
  })
})
