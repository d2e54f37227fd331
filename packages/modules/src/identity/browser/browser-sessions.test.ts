import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, before, describe, it } from 'node:test'

import WebSocket from 'ws'

import { password } from '../sample-identity.ts'
import { type ProviderProcess, startProvider } from '../testing/start-provider.ts'

const email = 'ada@example.com'
let running: ProviderProcess
let own: Record<string, string>
before(async () => {
  const browser = { sameSite: 'lax', idleSeconds: 1_800, absoluteSeconds: 43_200 } as const
  running = await startProvider({ browser, revocationSeconds: 1 })
  own = { origin: running.url, 'sec-fetch-site': 'same-origin' }
  await running.addUser(email)
})
after(() => running[Symbol.asyncDispose]())

describe('a session of a browser', () => {
  it('is opened by a page of ours, holds on REST, and ends by signing out', async () => {
    const { cookie, setCookie } = await signIn()
    assert.match(setCookie, /; Path=\/; Max-Age=43200; HttpOnly; SameSite=Lax$/)
    assert.equal((await me({ cookie })).status, 200)
    const told = (await (
      await fetch(`${running.url}/session`, { headers: { cookie } })
    ).json()) as {
      signedIn: boolean
      roles: string[]
    }
    assert.deepEqual([told.signedIn, told.roles], [true, ['customer']])

    const out = await fetch(`${running.url}/session`, {
      method: 'DELETE',
      headers: { ...own, cookie },
    })
    assert.equal(out.status, 204)
    assert.match(out.headers.get('set-cookie') ?? '', /^session=; .*Max-Age=0/)
    await until(async () => (await me({ cookie })).status === 401)
  })

  it('is a new one at every sign-in: what a browser was made to come with opens nothing', async () => {
    const fixed = `ses_${'A'.repeat(43)}`
    const { cookie } = await signIn({ cookie: `session=${fixed}` })
    assert.notEqual(cookie, `session=${fixed}`)
    assert.equal((await me({ cookie: `session=${fixed}` })).status, 401)

    const second = await signIn({ cookie })
    assert.notEqual(second.cookie, cookie)
    assert.equal((await me({ cookie: second.cookie })).status, 200)
    await until(async () => (await me({ cookie })).status === 401)
  })

  it('is kept as a hash only', async () => {
    const { cookie } = await signIn()
    const kept = JSON.stringify(await running.sql`select * from identity.session`)
    assert.ok(!kept.includes(cookie.slice('session='.length)))
  })

  it('ends without use, and in the end in any case', async () => {
    for (const column of ['expires_at', 'absolute_until'] as const) {
      const { cookie } = await signIn()
      const past = new Date(Date.now() - 1_000)
      await running.sql`
        update identity.session set
          expires_at = ${past},
          absolute_until = case when ${column} = 'absolute_until' then ${past} else absolute_until end
        where ended_at is null`
      assert.equal((await me({ cookie })).status, 401, column)
    }
  })

  it('changes nothing for a page of another site, whatever its request looks like', async () => {
    const { cookie, csrfToken } = await signIn()
    const { version } = (await (await me({ cookie })).json()) as { version: number }
    const change = (headers: Record<string, string>) =>
      fetch(`${running.url}/v1/users/me`, {
        method: 'PATCH',
        headers: {
          cookie,
          'content-type': 'application/json',
          'if-match': `"${version}"`,
          ...headers,
        },
        body: JSON.stringify({ name: 'Eve' }),
      })
    const forged: Record<string, string>[] = [
      {},
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site', origin: running.url },
      { 'sec-fetch-site': 'none' },
      { origin: 'https://evil.example', 'x-csrf-token': csrfToken },
      { 'x-csrf-token': 'A'.repeat(43) },
    ]
    for (const headers of forged) {
      assert.equal((await change(headers)).status, 403, JSON.stringify(headers))
    }
    assert.equal(
      (await change({ 'x-csrf-token': csrfToken })).status,
      200,
      'where a browser names no site',
    )
  })

  it('is opened and ended by no page of another site', async () => {
    const forged = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
    assert.equal((await post(forged)).status, 403)
    assert.equal((await post({})).status, 403)
    const { cookie } = await signIn()
    const url = `${running.url}/session`
    assert.equal(
      (await fetch(url, { method: 'DELETE', headers: { ...forged, cookie } })).status,
      403,
    )
    assert.equal((await me({ cookie })).status, 200)
  })

  it('goes behind a token that comes with it', async () => {
    const { cookie } = await signIn()
    assert.equal((await me({ cookie, authorization: 'Bearer nonsense' })).status, 401)
  })

  it('holds on a WebSocket from a page of ours, and on none from another site', async () => {
    const { cookie } = await signIn()
    assert.equal(await whoOverSocket({ cookie, origin: running.url }), email)
    await assert.rejects(whoOverSocket({ cookie, origin: 'https://evil.example' }), /403/)
    await assert.rejects(whoOverSocket({ cookie }), /403/)
  })

  it('is not opened with a wrong password', async () => {
    const answer = await post(own, { email, password: 'another password' })
    assert.equal(answer.status, 401)
    assert.equal(answer.headers.get('set-cookie'), null)
  })
})

function post(headers: Record<string, string>, body: object = { email, password }) {
  return fetch(`${running.url}/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
}

async function signIn(headers: Record<string, string> = {}) {
  const answer = await post({ ...own, ...headers })
  assert.equal(answer.status, 201)
  const setCookie = answer.headers.get('set-cookie') ?? ''
  const { csrfToken } = (await answer.json()) as { csrfToken: string }
  return { setCookie, csrfToken, cookie: setCookie.split(';')[0] ?? '' }
}

function me(headers: Record<string, string>): Promise<Response> {
  return fetch(`${running.url}/v1/users/me`, { headers })
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadlineMs = performance.now() + 20_000
  while (!(await holds())) {
    assert.ok(performance.now() < deadlineMs, 'it did not come to hold')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

async function whoOverSocket(headers: Record<string, string>): Promise<string> {
  const socket = new WebSocket(`${running.url.replace('http', 'ws')}/v1/ws`, { headers })
  try {
    await once(socket, 'open')
    socket.send(
      JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'identity.getProfile', params: {} }),
    )
    const [data] = (await once(socket, 'message')) as [Buffer]
    return JSON.parse(String(data)).result.email
  } finally {
    socket.terminate()
  }
}
