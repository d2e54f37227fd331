import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { lookForDoubledAdditions, lookForDoubledKeys, lookForLost } from './additions.ts'
import type { Creation } from './state.ts'

describe('what was added', () => {
  it('is lost when its id is answered by anything but itself', () => {
    const found = [
      { id: 't-1', creation: added('a', 't-1'), status: 200 },
      { id: 't-2', creation: added('b', 't-2'), status: 404 },
      { id: 't-3', creation: added('c', 't-3'), status: undefined },
    ]

    assert.deepEqual(lookForLost(found), { checked: 2, wrong: ['/v1/trips/t-2 is answered 404'] })
  })

  it('is doubled when a key got two ids', () => {
    const clicks = [added('a', 't-1'), added('a', 't-1'), added('b', 't-2'), added('b', 't-3')]

    assert.deepEqual(lookForDoubledKeys(clicks), { checked: 2, wrong: ['key b added t-2, t-3'] })
  })

  it('is doubled when a list holds what was sent twice, whatever the order of its fields', () => {
    const rows = [
      { id: 't-1', ...trip('a') },
      { id: 't-2', ...trip('b') },
      { id: 't-3', collection: '/v1/trips', tags: { y: 2, x: 1 }, name: 'b' },
    ]

    const { checked, wrong } = lookForDoubledAdditions([added('a', 't-1'), added('b', 't-2')], rows)

    assert.equal(checked, 2)
    assert.deepEqual(wrong, ['/v1/trips has {"name":"b","tags":{"x":1,"y":2}} 2 times'])
  })

  it('is not judged by its list when two calls sent the same', () => {
    const same = [added('a', 't-1'), { ...added('b', 't-2'), sent: added('a', 't-1').sent }]
    const rows = [trip('a'), trip('a')]

    assert.deepEqual(lookForDoubledAdditions(same, rows), { checked: 0, wrong: [] })
  })
})

/** Added under the key, which also tells its name. */
function added(key: string, id: string): Creation {
  return {
    collection: '/v1/trips',
    owner: { id: 'ada', role: 'customer', client: 1 },
    key,
    sent: { name: key, tags: { x: 1, y: 2 } },
    acknowledged: [id],
    refused: [],
    attempts: [],
  }
}

const trip = (name: string) => ({ collection: '/v1/trips', name, tags: { x: 1, y: 2 } })
