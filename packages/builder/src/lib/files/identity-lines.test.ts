import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Design } from '@archwright/model'

import { identityLines } from './identity-lines.ts'

const decided = (identity: Partial<Design['identity']>, rest: Partial<Design> = {}) =>
  identityLines({
    ...{ system: 'shop', decisions: [], callers: [], quotas: [], ...rest },
    identity: {
      authentication: ['jwt'],
      accessTokenSeconds: 600,
      refreshTokenSeconds: 2_592_000,
      roles: ['customer', 'staff'],
      passwordHash: 'argon2id',
      decision: 'D-20',
      ...identity,
    },
  })

describe('the identity of a wiring', () => {
  it('signs people in for applications where accounts are our own and tokens were decided', () => {
    const lines = decided({})
    assert.match(lines, /\/\/ D-20\n {2}identity: \{\n {4}accessTokenSeconds: 600,/)
    assert.match(lines, /provider: \{ sessionSeconds/)
    assert.doesNotMatch(lines, /browser:|issuers:/)
  })

  it('has the keys of programs and the certificates of processes where these were decided', () => {
    const decisions = [
      { id: 'D-21', key: 'identity.programs', chosen: 'API keys, hashed and rotated' },
      { id: 'D-22', key: 'identity.services', chosen: 'mutual TLS between services' },
    ] as Design['decisions'] // all that is looked at
    const lines = decided({}, { decisions })
    assert.match(lines, /\/\/ D-21.*\n {4}keys: \{ lifeSeconds: 7776000, overlapSeconds: 86400/)
    assert.match(lines, /\/\/ D-22.*\n {4}services: \{ trustDomain: 'shop.internal' \}/)
    assert.doesNotMatch(decided({}), /keys:|services:/)
  })

  it('takes cookies where sessions were decided', () => {
    const lines = decided({ authentication: ['session'] })
    assert.match(lines, /browser: \{ sameSite: 'lax'/)
    assert.doesNotMatch(lines, /provider:/)
  })

  it('takes tokens of whoever keeps the accounts where that is somebody else', () => {
    const lines = decided({ passwordHash: '' })
    assert.match(lines, /issuer: process\.env\.OIDC_ISSUER/)
    assert.match(lines, /roles: \{ "customer": \["customer"\], "staff": \["staff"\] \}/)
    assert.match(lines, /singleSignOn: \{ company: 'oidc' \}/)
    assert.match(lines, /provider:/, 'applications still sign people in here, who come from there')
  })
})
