import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { decodeJwt } from 'jose'

import { enrolOver } from '../testing/enrol.ts'
import { exchange, type ProviderProcess, signIn, startProvider } from '../testing/start-provider.ts'

let provider: ProviderProcess
let api: string
before(async () => {
  const browser = { sameSite: 'lax', idleSeconds: 1_800, absoluteSeconds: 43_200 } as const
  provider = await startProvider({ browser })
  api = `${provider.url}/v1`
})
after(() => provider[Symbol.asyncDispose]())

const strong = { acr_values: 'aal2' }

/** Signs in up to the page that asks for a code, in a browser that may be signed in already. */
async function reachCode(email: string, more: Parameters<typeof signIn>[2] | object = {}) {
  const config = await provider.discover(await provider.register({ firstParty: true }))
  const scope = 'openid customer'
  const asked = { scope, email, parameters: { resource: api, ...strong }, ...more }
  const came = await signIn(provider, config, asked)
  const challenge = /name="challenge" value="([^"]+)"/.exec(came.landing.text)?.[1] ?? ''
  const send = async (oneTimeCode: string) => {
    const landing = await came.browser.post(came.landing.url, { challenge, oneTimeCode })
    return { ...came, landing, back: new URL(landing.url) }
  }
  return { config, came, challenge, send }
}

describe('the pages of the provider', () => {
  it('ask for a code after the password, and tell the application how somebody signed in', async () => {
    const email = 'ada@example.com'
    await provider.addUser(email)
    const { nextCode, recoveryCodes } = await enrolOver(provider, email)
    const { config, came, challenge, send } = await reachCode(email)
    assert.match(came.landing.text, /autocomplete="one-time-code"/)
    assert.equal(challenge.length, 43)
    const wrong = await send('000000')
    assert.equal(wrong.landing.status, 401)
    assert.match(wrong.landing.text, /This code is wrong/)

    const tokens = await exchange(config, await send(nextCode), { resource: api })
    const told = { acr: 'aal2', amr: ['pwd', 'otp', 'mfa'] }
    for (const claims of [tokens.claims(), decodeJwt(tokens.access_token)]) {
      assert.deepEqual({ acr: claims?.acr, amr: claims?.amr }, told)
      assert.ok(Math.abs(Number(claims?.auth_time) - Date.now() / 1_000) < 600)
    }
    const renewed = await provider.rest('POST', '/users/me/second-factor/recovery-codes', {
      token: tokens.access_token,
    })
    assert.equal(renewed.status, 200, 'strong enough for what asks for two factors')

    const again = await reachCode(email)
    assert.equal((await again.send(recoveryCodes[0] ?? '')).landing.status, 401, 'replaced')
    const { recoveryCodes: fresh } = (await renewed.json()) as { recoveryCodes: string[] }
    assert.ok((await again.send(fresh[0] ?? '')).back.searchParams.has('code'))
  })

  it('ask who is signed in by a password again where an application wants two factors', async () => {
    const email = 'twice@example.com'
    await provider.addUser(email)
    const weak = await reachCode(email, { parameters: { resource: api } })
    const tokens = await exchange(weak.config, weak.came, { resource: api })
    assert.equal(tokens.claims()?.acr, 'aal1')
    const { nextCode } = await enrolOver(provider, email)
    const { send, challenge, config } = await reachCode(email, { browser: weak.came.browser })
    assert.notEqual(challenge, '')
    const strongTokens = await exchange(config, await send(nextCode), { resource: api })
    assert.equal(strongTokens.claims()?.acr, 'aal2')
  })

  it('tell an application when who signs in has no second factor', async () => {
    const email = 'none@example.com'
    await provider.addUser(email)
    const { came } = await reachCode(email)
    assert.equal(came.back.searchParams.get('error'), 'unmet_authentication_requirements')
  })
})

describe('a page of ours', () => {
  it('gets its cookie for password and code, and for neither alone', async () => {
    const email = 'page@example.com'
    await provider.addUser(email)
    const { nextCode } = await enrolOver(provider, email)
    const open = (body: object) =>
      fetch(`${provider.url}/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: provider.url },
        body: JSON.stringify(body),
      })
    const first = await open({ email, password: 'correct horse battery staple' })
    assert.equal(first.status, 401)
    assert.equal(first.headers.get('set-cookie'), null)
    const { code, data } = (await first.json()) as { code: string; data: { challenge: string } }
    assert.equal(code, 'SECOND_FACTOR_REQUIRED')
    const { challenge } = data
    assert.equal((await open({ challenge, oneTimeCode: '000000' })).status, 402)
    const opened = await open({ challenge, oneTimeCode: nextCode })
    assert.equal(opened.status, 201)
    const cookie = opened.headers.get('set-cookie')?.split(';')[0] ?? ''
    const removed = await fetch(`${api}/users/me/second-factor`, {
      method: 'DELETE',
      headers: { cookie, origin: provider.url },
    })
    assert.equal(removed.status, 200, 'the session knows that it was opened by two factors')
  })
})
