import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { it } from 'node:test'

import { missingKeys, readSecretKeys } from './secret-keys.ts'

const newKey = (id: string) => `${id}:${randomBytes(32).toString('base64')}`
const older = newKey('2026-10')
const newer = newKey('2026-11')

it('a sealed secret opens for its owner only, and not when it was changed', () => {
  const keys = readSecretKeys(older)
  const sealed = keys.seal('whsec_secret', 'endpoint 1')

  assert.equal(keys.open(sealed, 'endpoint 1'), 'whsec_secret')
  assert.ok(!sealed.includes('whsec'))
  assert.throws(() => keys.open(sealed, 'endpoint 2'))
  const last = sealed.at(-1) === 'A' ? 'B' : 'A'
  assert.throws(() => keys.open(`${sealed.slice(0, -3)}${last}${sealed.slice(-2)}`, 'endpoint 1'))
  assert.notEqual(keys.seal('whsec_secret', 'endpoint 1'), sealed)
})

it('the first key seals and all open, so that one can replace the other', () => {
  const before = readSecretKeys(older).seal('whsec_secret', 'endpoint')
  const both = readSecretKeys(`${newer}, ${older}`)

  assert.equal(both.open(before, 'endpoint'), 'whsec_secret')
  assert.ok(both.seal('whsec_secret', 'endpoint').startsWith(both.current))
  assert.throws(() => readSecretKeys(newer).open(before, 'endpoint'), /no key 2026-10 in/)
})

it('keys that cannot be read are refused without showing them', () => {
  const short = randomBytes(16).toString('base64')
  for (const text of ['', short, `2026:${short}`, `${older},`]) {
    assert.throws(() => readSecretKeys(text), {
      message: /^WEBHOOK_SECRET_KEYS must look like 2026-11:<32 bytes/,
    })
  }
  assert.throws(() => missingKeys().current, /WEBHOOK_SECRET_KEYS is not set/)
})
