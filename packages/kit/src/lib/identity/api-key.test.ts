import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { it } from 'node:test'

import fc from 'fast-check'

import { isApiKey, newApiKey } from './api-key.ts'

const prefix = 'apikey_'

it('a key has its prefix and 256 bits of its own, and is known by its hash', () => {
  const [one, other] = [newApiKey(prefix), newApiKey(prefix)]

  assert.match(one.token, /^apikey_[\da-f]{72}$/)
  assert.notEqual(one.token, other.token)
  assert.equal(one.hash, hash('sha256', one.token, 'base64url'))
  assert.ok(one.token.endsWith(one.hint))
  assert.ok(isApiKey(prefix, one.token))
})

it('what is mistyped, cut off or of another kind is no key', () => {
  const { token } = newApiKey(prefix)
  const Place = fc.integer({ min: 0, max: token.length - 1 })
  const Other = fc.constantFrom(...'0123456789abcdefg_')
  fc.assert(
    fc.property(Place, Other, (at, character) => {
      const changed = token.slice(0, at) + character + token.slice(at + 1)
      assert.equal(isApiKey(prefix, changed), changed === token)
    }),
  )
  for (const text of ['', prefix, token.slice(1), token.slice(0, -1), `${token}0`])
    assert.ok(!isApiKey(prefix, text))
  assert.ok(!isApiKey('other_', token))
})
