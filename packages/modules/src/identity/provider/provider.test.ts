import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { decodeJwt, decodeProtectedHeader } from 'jose'
import * as oidc from 'openid-client'

import { exchange, type ProviderProcess, signIn, startProvider } from '../testing/start-provider.ts'

let provider: ProviderProcess
let api: string
before(async () => {
  provider = await startProvider()
  api = `${provider.url}/v1`
})
after(() => provider[Symbol.asyncDispose]())

describe('an outside OpenID Connect client', () => {
  it('signs a person in by code with PKCE, with their agreement, and reads who they are', async () => {
    const id = await provider.addUser('ada@example.com')
    const config = await provider.discover(await provider.register())
    const came = await signIn(provider, config, { scope: 'openid email', email: 'ada@example.com' })
    assert.equal(came.asked, true, 'the person was asked')
    const tokens = await exchange(config, came)
    assert.equal(tokens.claims()?.sub, id)
    const user = await oidc.fetchUserInfo(config, tokens.access_token, id)
    assert.deepEqual(user, { sub: id, email: 'ada@example.com', email_verified: false })
  })
  it('gets a token of the API that the one path takes as any other', async () => {
    const id = await provider.addUser('api@example.com')
    const config = await provider.discover(await provider.register())
    const came = await signIn(provider, config, {
      scope: 'openid customer staff',
      email: 'api@example.com',
      parameters: { resource: api },
    })
    const { access_token: token } = await exchange(config, came, { resource: api })
    assert.equal(decodeProtectedHeader(token).typ, 'at+jwt')
    assert.deepEqual(decodeJwt(token).roles, ['customer'], 'no role beyond person and application')
    const me = await provider.rest('GET', '/users/me', { token })
    assert.equal(((await me.json()) as { id: string }).id, id)
    assert.equal((await provider.rest('GET', '/oauth-clients', { token })).status, 403)
  })
})
