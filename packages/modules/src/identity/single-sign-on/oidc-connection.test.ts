import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { Browser } from '../testing/browser.ts'
import { enrolOver } from '../testing/enrol.ts'
import { type OutsideUser, startOutsideProvider } from '../testing/outside-provider.ts'
import {
  exchange,
  freePort,
  type ProviderProcess,
  signIn,
  startProvider,
} from '../testing/start-provider.ts'

const opened = new AsyncDisposableStack()
let shop: ProviderProcess
let user: OutsideUser
before(async () => {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const callback = `${url}/sso/company/callback`
  const outside = opened.use(await startOutsideProvider(callback, () => user))
  const browser = { sameSite: 'lax', idleSeconds: 1_800, absoluteSeconds: 43_200 } as const
  shop = opened.use(
    await startProvider(
      { browser, singleSignOn: { company: 'oidc', unknown: 'oidc' }, revocationSeconds: 1 },
      {
        ...{ PORT: String(port), PUBLIC_URL: url },
        SSO_COMPANY_ISSUER: outside.url,
        SSO_COMPANY_CLIENT_ID: 'shop',
        SSO_COMPANY_CLIENT_SECRET: 'outside secret',
      },
    ),
  )
})
after(() => opened.disposeAsync())

/** Through the pages of the other provider, up to the address that it sends the browser back to. */
async function comeBack(browser = new Browser(shop.url), start = '/sso/company') {
  const sent = await browser.get(`${shop.url}${start}`)
  const there = await new Browser(new URL(sent.url).origin).get(sent.url)
  return { browser, back: there.url }
}

async function signInThere(person: OutsideUser) {
  user = person
  const { browser, back } = await comeBack()
  return { browser, landing: await browser.get(back) }
}

const ada = { sub: 'ada', email: 'Ada@Company.example', email_verified: true, name: 'Ada Lovelace' }

async function me(browser: Browser) {
  const cookie = `session=${browser.cookies.get('session')?.value ?? ''}`
  return (await fetch(`${shop.url}/v1/users/me`, { headers: { cookie } })).json() as Promise<
    Record<string, unknown>
  >
}

describe('signing in at an OpenID Provider', () => {
  it('opens an account at the first time, and finds it by issuer and subject from then on', async () => {
    const first = await me((await signInThere(ada)).browser)
    assert.deepEqual(
      [first.email, first.name, first.roles],
      ['ada@company.example', ada.name, ['customer']],
    )
    const renamed = { ...ada, email: 'other@company.example', email_verified: false }
    assert.equal((await me((await signInThere(renamed)).browser)).id, first.id)
  })

  it('takes over no account that is there, and believes no address that was not verified', async () => {
    await shop.addUser('eve@example.com')
    const taken = await signInThere({ sub: 'eve', email: 'EVE@example.com', email_verified: true })
    assert.equal(taken.landing.status, 403)
    assert.match(taken.landing.text, /sign in with its password/)
    assert.equal(taken.browser.cookies.has('session'), false)

    const unproven = { sub: 'mal', email: 'mal@example.com', email_verified: false }
    for (const person of [unproven, { sub: 'nobody' }]) {
      const { landing, browser } = await signInThere(person)
      assert.deepEqual([landing.status, browser.cookies.has('session')], [403, false])
    }
  })

  it('gives no password to such an account', async () => {
    await signInThere(ada)
    for (const password of ['', 'null', 'correct horse battery staple']) {
      const body = { email: 'ada@company.example', password }
      assert.ok((await shop.rest('POST', '/sessions', { body })).status >= 400)
    }
  })

  it('refuses an answer of another browser, with another state, or a second time', async () => {
    user = ada
    const { browser, back } = await comeBack()
    assert.equal((await new Browser(shop.url).get(back)).status, 400, 'no cookie')
    const other = (await comeBack()).browser
    assert.equal((await other.get(back)).status, 403, 'the cookie of another attempt')
    const changed = new URL(back)
    changed.searchParams.set('state', 'A'.repeat(43))
    const third = await comeBack()
    assert.equal((await third.browser.get(changed.href)).status, 403, 'state')

    const cookie = browser.cookies.get('sso')?.value ?? ''
    await browser.get(back)
    assert.ok(browser.cookies.has('session'))
    browser.setCookie('sso', cookie)
    assert.equal((await browser.get(back)).status, 403, 'the code was used')
  })

  it('refuses the code of somebody else, which their own attempt was given (nonce, PKCE)', async () => {
    user = ada
    const [mine, theirs] = [await comeBack(), await comeBack()]
    const mixed = new URL(mine.back)
    mixed.searchParams.set('code', new URL(theirs.back).searchParams.get('code') ?? '')
    assert.equal((await mine.browser.get(mixed.href)).status, 403)
    assert.equal(mine.browser.cookies.has('session'), false)
  })

  it('is closed where nobody named an issuer', async () => {
    for (const path of ['/sso/unknown', '/sso/nothing', '/sso/company/callback/x']) {
      assert.equal((await fetch(`${shop.url}${path}`)).status, 404, path)
    }
  })

  it('stands in the audit log', async () => {
    const { id } = await me((await signInThere(ada)).browser)
    const [row] = await shop.sql<{ done: number }>`
      select count(*)::int as done from kit.audit
      where operation = 'identity.acceptOutsideSignIn' and resource = ${String(id)} and outcome = 'done'`
    assert.ok((row?.done ?? 0) > 0)
  })
})

describe('an application that signs people in here', () => {
  it('gets those who have their account elsewhere, by a link on our page', async () => {
    user = { ...ada, sub: 'link', email: 'link@company.example' }
    const config = await shop.discover(await shop.register({ firstParty: true }))
    const came = await signIn(shop, config, { scope: 'openid', email: 'wrong@example.com' })
    const link = /href="(\/sso\/company\?interaction=[^"]+)"/.exec(came.landing.text)?.[1] ?? ''
    const { browser, back } = await comeBack(came.browser, link)
    const landing = await browser.get(back)
    const tokens = await exchange(config, { ...came, landing, back: new URL(landing.url) })
    const [account] = await shop.sql<{ id: string }>`
      select id from identity.account where email = 'link@company.example'`
    assert.equal(tokens.claims()?.sub, account?.id)
  })
})

describe('a second factor here', () => {
  it('is asked for after a sign-in elsewhere that knew of none', async () => {
    user = { ...ada, sub: 'both', email: 'both@company.example' }
    const { browser } = await signInThere(user)
    const cookie = `session=${browser.cookies.get('session')?.value}`
    const withCookie: ProviderProcess = {
      ...shop,
      rest: (method, path, { body } = {}) =>
        path === '/sessions'
          ? Promise.resolve(Response.json({ accessToken: '' }))
          : fetch(`${shop.url}/v1${path}`, {
              method,
              headers: { cookie, origin: shop.url, 'content-type': 'application/json' },
              body: JSON.stringify(body ?? {}),
            }),
    }
    await enrolOver(withCookie, 'both@company.example')
    const again = await comeBack()
    const landing = await again.browser.get(again.back)
    assert.match(landing.url, /\/#challenge=[\w-]{43}$/)
    assert.equal(again.browser.cookies.has('session'), false)
  })
})
