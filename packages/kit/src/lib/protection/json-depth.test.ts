import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'

import { deepestJson, isTooDeep } from './json-depth.ts'

describe('the depth of a text of JSON', () => {
  it('is counted as JSON.parse makes it, whatever its strings hold', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 3 }),
        fc.array(fc.string(), { maxLength: 90 }),
        (leaf, around) => {
          // An empty name wraps in an array, another one in an object beside a flat neighbour.
          const value = around.reduce<unknown>(
            (inner, name) => (name === '' ? [1, inner] : { beside: [], [name]: inner }),
            leaf,
          )
          assert.equal(isTooDeep(JSON.stringify(value)), depthOf(value) > deepestJson)
          assert.equal(isTooDeep(JSON.stringify(value, null, 2)), depthOf(value) > deepestJson)
        },
      ),
    )
    const brackets = JSON.stringify({ text: '[{'.repeat(500), 'key "\\': '\\"[['.repeat(500) })
    assert.equal(isTooDeep(brackets), false)
  })

  it('is bounded at the level that is said', () => {
    const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`
    assert.equal(isTooDeep(nested(deepestJson)), false)
    assert.equal(isTooDeep(nested(deepestJson + 1)), true)
    assert.equal(isTooDeep('['.repeat(1_000_000)), true)
    assert.equal(isTooDeep(`[${nested(40)},${nested(40)}]`), false)
  })
})

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  return 1 + Math.max(0, ...Object.values(value).map(depthOf))
}
