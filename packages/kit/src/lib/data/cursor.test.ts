import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { Type } from 'typebox'

import { createCursors, pageOfRows } from './cursor.ts'

const Key = Type.Tuple([Type.Number(), Type.String({ format: 'uuid' })])
const id = '0192f3a1-7c1e-7000-8000-000000000001'
const older = Buffer.from('older secret')
const cursors = createCursors([older])

describe('a cursor', () => {
  it('gives back the key it was made of', () => {
    const cursor = cursors.encode('tea', [0.06079271, id])
    assert.deepEqual(cursors.decode('tea', cursor, Key), [0.06079271, id])
  })

  it('is good in every process while the keys are rotated', () => {
    const rotated = createCursors([Buffer.from('newer secret'), older])
    assert.deepEqual(rotated.decode('tea', cursors.encode('tea', [1, id]), Key), [1, id])
    assert.deepEqual(cursors.decode('tea', rotated.encode('tea', [2, id]), Key), [2, id])
  })

  const content = Buffer.from(JSON.stringify(['tea', 1, id])).toString('base64url')
  const [, signature = ''] = cursors.encode('tea', [1, id]).split('.')
  const refused: Record<string, string> = {
    'made for another list': cursors.encode('coffee', [1, id]),
    'with a key of another shape': cursors.encode('tea', [1, 'not-a-uuid']),
    'with a key that is too short': cursors.encode('tea', [1]),
    'signed with another secret': createCursors([Buffer.from('other')]).encode('tea', [1, id]),
    'whose content was changed': cursors.encode('tea', [2, id]).replace(/\..*/, `.${signature}`),
    'without its signature': content,
    'with half a signature': `${content}.${signature.slice(0, 8)}`,
    'that is empty': '',
  }
  for (const [which, cursor] of Object.entries(refused)) {
    it(`${which} is refused as input`, () => {
      assert.throws(() => cursors.decode('tea', cursor, Key), { code: 'INVALID_INPUT' })
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
