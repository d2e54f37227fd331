import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { after, before, describe, it } from 'node:test'

import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'
import * as oidc from 'openid-client'

import { Browser } from '../testing/browser.ts'
import {
  callback,
  exchange,
  type ProviderProcess,
  signIn,
  startProvider,
} from '../testing/start-provider.ts'

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

  it('gets tokens for a program by its own credentials, with the roles it was given and no more', async () => {
    const registered = await provider.register({
      kind: 'program',
      roles: ['staff'],
      redirectUris: [],
    })
    const config = await provider.discover(registered)
    const scope = 'staff customer'
    const { access_token: token } = await oidc.clientCredentialsGrant(config, {
      scope,
      resource: api,
    })
    const { sub, roles } = decodeJwt(token)
    assert.deepEqual({ sub, roles }, { sub: registered.client.clientId, roles: ['staff'] })
    assert.equal((await provider.rest('GET', '/oauth-clients', { token })).status, 200)
  })

  it('is refused with another secret', async () => {
    const registered = await provider.register({ kind: 'program', redirectUris: [] })
    const config = await provider.discover({ ...registered, secret: 'x'.repeat(43) })
    await assert.rejects(oidc.clientCredentialsGrant(config, {}), { status: 401 })
  })

  it('keeps no secret in a browser, and asks our own people nothing', async () => {
    await provider.addUser('own@example.com')
    const registered = await provider.register({ kind: 'browser', firstParty: true })
    assert.equal(registered.secret, null)
    const config = await provider.discover(registered)
    const came = await signIn(provider, config, {
      scope: 'openid profile customer',
      email: 'own@example.com',
    })
    assert.equal(came.asked, false)
    assert.equal((await exchange(config, came)).claims()?.sub !== undefined, true)
  })

  it('asks once: who is signed in and has agreed goes straight back to the application', async () => {
    await provider.addUser('again@example.com')
    const config = await provider.discover(await provider.register())
    const asked = { scope: 'openid', email: 'again@example.com' }
    const { browser } = await signIn(provider, config, asked)
    const again = await signIn(provider, config, { ...asked, browser })
    assert.equal(again.asked, false)
    await exchange(config, again)
  })

  it('is told when the person does not agree', async () => {
    await provider.addUser('no@example.com')
    const config = await provider.discover(await provider.register())
    const { browser, page } = await reachConsent(config, 'no@example.com')
    const denied = new URL((await browser.post(page.url, { act: 'deny' })).url)
    assert.equal(`${denied.origin}${denied.pathname}`, callback)
    assert.equal(denied.searchParams.get('error'), 'access_denied')
  })
})

describe('what the provider refuses', () => {
  it('a code without PKCE, with another verifier, or a second time', async () => {
    await provider.addUser('pkce@example.com')
    const config = await provider.discover(await provider.register())
    const asked = { scope: 'openid', email: 'pkce@example.com' }
    const plain = await new Browser(provider.url).get(
      oidc.buildAuthorizationUrl(config, { redirect_uri: callback, scope: 'openid' }).href,
    )
    assert.equal(new URL(plain.url).searchParams.get('error'), 'invalid_request')

    const other = await signIn(provider, config, asked)
    const verifier = oidc.randomPKCECodeVerifier()
    await assert.rejects(exchange(config, { ...other, verifier }), { error: 'invalid_grant' })

    const came = await signIn(provider, config, asked)
    const { access_token: token } = await exchange(config, came)
    await assert.rejects(exchange(config, came), { error: 'invalid_grant' })
    await assert.rejects(
      oidc.fetchUserInfo(config, token, oidc.skipSubjectCheck),
      'what came of it too',
    )
  })

  it('an address to come back to that was not registered, in every detail', async () => {
    const config = await provider.discover(await provider.register())
    for (const redirect_uri of [
      `${callback}/`,
      `${callback}?x=1`,
      'https://evil.example/callback',
    ]) {
      const { href } = oidc.buildAuthorizationUrl(config, { redirect_uri, scope: 'openid' })
      const { status, text: page, url } = await new Browser(provider.url).get(href)
      assert.equal(status, 400, redirect_uri)
      assert.match(page, /redirect_uri/)
      assert.ok(url.startsWith(provider.url), 'nobody is sent there')
    }
  })

  it('a refresh token that comes twice: with it goes all that came of the sign-in', async () => {
    await provider.addUser('twice@example.com')
    const config = await provider.discover(await provider.register())
    const came = await signIn(provider, config, { scope: 'openid', email: 'twice@example.com' })
    const first = await exchange(config, came)
    const second = await oidc.refreshTokenGrant(config, first.refresh_token ?? '')
    assert.notEqual(second.refresh_token, first.refresh_token)
    await assert.rejects(oidc.refreshTokenGrant(config, first.refresh_token ?? ''), {
      error: 'invalid_grant',
    })
    await assert.rejects(oidc.refreshTokenGrant(config, second.refresh_token ?? ''), {
      error: 'invalid_grant',
    })
    await assert.rejects(oidc.fetchUserInfo(config, second.access_token, oidc.skipSubjectCheck))
  })

  it('all but one of ten uses of a refresh token at the same moment', async () => {
    await provider.addUser('race@example.com')
    const config = await provider.discover(await provider.register())
    const came = await signIn(provider, config, { scope: 'openid', email: 'race@example.com' })
    const { refresh_token: token = '' } = await exchange(config, came)
    const uses = Array.from({ length: 10 }, () => oidc.refreshTokenGrant(config, token))
    const good = (await Promise.allSettled(uses)).filter(({ status }) => status === 'fulfilled')
    assert.ok(good.length <= 1, `${good.length} were good`)
  })

  it('a form that another site had sent, a wrong password, and an address of another browser', async () => {
    await provider.addUser('form@example.com')
    const config = await provider.discover(await provider.register())
    const { browser, page } = await reachSignIn(config)
    const form = { email: 'form@example.com', password: 'correct horse battery staple' }
    const forged = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
    assert.equal((await browser.post(page.url, form, forged)).status, 400)
    assert.equal((await new Browser(provider.url).post(page.url, form)).status, 400)
    const wrong = await browser.post(page.url, { ...form, password: 'a wrong password' })
    assert.equal(wrong.status, 401)
    assert.match(wrong.text, /do not match/)
    assert.match((await browser.post(page.url, form)).text, /value="allow"/)
  })
})

describe('the pages', () => {
  it('are in the language that is asked for, escape what they show, and let nothing run', async () => {
    const name = `<img src=x onerror="alert('1')">`
    const config = await provider.discover(await provider.register({ name }))
    const { page } = await reachSignIn(config, { 'accept-language': 'de-AT,en;q=0.5' })
    assert.match(page.text, /<html lang="de">/)
    assert.match(page.text, /E-Mail-Adresse/)
    assert.ok(!page.text.includes('<img'), 'shown as text')
    const policy = page.headers.get('content-security-policy') ?? ''
    assert.match(
      policy,
      /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self' https:\/\/app\.example;/,
    )
    assert.match(policy, /frame-ancestors 'none'/)
    assert.equal(page.headers.get('cache-control'), 'no-store')
  })
})

describe('signing out', () => {
  it('tells the applications behind the browser, and ends what was issued', async () => {
    await using listener = await listen()
    await provider.addUser('bye@example.com')
    const registered = await provider.register({ backchannelLogoutUri: listener.url })
    const config = await provider.discover(registered)
    const came = await signIn(provider, config, { scope: 'openid', email: 'bye@example.com' })
    const tokens = await exchange(config, came)
    const url = oidc.buildEndSessionUrl(config, {
      id_token_hint: tokens.id_token ?? '',
      post_logout_redirect_uri: 'https://app.example/bye',
    })
    const page = await came.browser.get(url.href)
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(page.text)?.[1] ?? ''
    const forged = await came.browser.post('/oauth/logout/confirm', { xsrf: 'x', logout: 'yes' })
    assert.equal(forged.status, 400)
    const done = await came.browser.post('/oauth/logout/confirm', { xsrf, logout: 'yes' })
    assert.equal(done.url, 'https://app.example/bye')

    const [body] = listener.bodies
    const logoutToken = new URLSearchParams(body).get('logout_token') ?? ''
    const keys = createRemoteJWKSet(new URL(`${provider.url}/.well-known/jwks.json`))
    const { payload } = await jwtVerify(logoutToken, keys, {
      issuer: provider.url,
      audience: registered.client.clientId,
      typ: 'logout+jwt',
    })
    assert.equal(payload.sub, tokens.claims()?.sub)
    assert.ok('http://schemas.openid.net/event/backchannel-logout' in (payload.events as object))
    await assert.rejects(oidc.refreshTokenGrant(config, tokens.refresh_token ?? ''))
    await assert.rejects(oidc.fetchUserInfo(config, tokens.access_token, oidc.skipSubjectCheck))
  })
})

describe('what is kept', () => {
  it('holds no code, token or cookie that could be used, and no secret', async () => {
    await provider.addUser('kept@example.com')
    const registered = await provider.register()
    const config = await provider.discover(registered)
    const came = await signIn(provider, config, { scope: 'openid', email: 'kept@example.com' })
    const code = came.back.searchParams.get('code') ?? ''
    const tokens = await exchange(config, came)
    const kept = JSON.stringify([
      await provider.sql`select * from identity.provider_state`,
      await provider.sql`select * from identity.client`,
    ])
    const secrets = [code, tokens.access_token, tokens.refresh_token, registered.secret]
    for (const secret of [...secrets, came.browser.cookies.get('provider')?.value]) {
      assert.ok(secret && secret.length > 20)
      assert.ok(!kept.includes(secret), 'a secret stands in the database')
    }
  })
})

async function reachSignIn(config: oidc.Configuration, headers: Record<string, string> = {}) {
  const browser = new Browser(provider.url, headers)
  const verifier = oidc.randomPKCECodeVerifier()
  const { href } = oidc.buildAuthorizationUrl(config, {
    redirect_uri: callback,
    scope: 'openid customer',
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  })
  return { browser, page: await browser.get(href) }
}

async function reachConsent(config: oidc.Configuration, email: string) {
  const { browser, page } = await reachSignIn(config)
  const password = 'correct horse battery staple'
  return { browser, page: await browser.post(page.url, { email, password }) }
}

/** An application's own server, which is told of sign-outs. */
async function listen() {
  const bodies: string[] = []
  const server = createServer(async (request, response) => {
    bodies.push(await text(request))
    response.end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    bodies,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/logout`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
