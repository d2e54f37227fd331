import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'

import { testDatabase } from '@archwright/kit/postgres'
import * as oidc from 'openid-client'

import { password } from './sample-identity.ts'
import { exchange, type ProviderProcess, signIn, startProvider } from './testing/start-provider.ts'

/** What the wiring promises, and what a busy machine may add to it. */
const promisedMs = 2_000
const slackMs = 20_000

const opened = new AsyncDisposableStack()
let here: ProviderProcess
let there: ProviderProcess
before(async () => {
  const folder = opened.adopt(await mkdtemp(join(tmpdir(), 'revocation-')), (made) =>
    rm(made, { recursive: true }),
  )
  const database = opened.use(await testDatabase())
  const shared = { DATABASE_URL: database.url, SIGNING_KEYS_FILE: join(folder, 'keys.json') }
  const wiring = { revocationSeconds: promisedMs / 1_000 }
  here = opened.use(await startProvider(wiring, shared))
  // Two processes of one system are reached under one name.
  there = opened.use(await startProvider(wiring, { ...shared, PUBLIC_URL: here.url }))
})
after(() => opened.disposeAsync())

describe('over two processes, within the time that the wiring states, tokens are refused', () => {
  it('of a session that was signed out', async () => {
    const token = await openSession('out@example.com')
    assert.deepEqual(await statuses(token), [200, 200])
    assert.equal((await there.rest('DELETE', '/sessions/current', { token })).status, 204)
    await refusedInTime(token)
  })

  it('of an account that was disabled, and it can sign in no more until it is enabled', async () => {
    const token = await openSession('off@example.com')
    const config = await here.discover(await here.register())
    const came = await signIn(here, config, { scope: 'customer', email: 'off@example.com' })
    const granted = await exchange(config, came)
    assert.deepEqual(await statuses(granted.access_token), [200, 200])

    const { id } = (await (await here.rest('GET', '/users/me', { token })).json()) as { id: string }
    const staff = await there.process.tokenFor('01890000-0000-7000-8000-000000000000', 'staff')
    const turn = (way: string) => there.rest('POST', `/users/${id}/${way}`, { token: staff })
    assert.equal((await turn('disable')).status, 204)
    await refusedInTime(token)
    await refusedInTime(granted.access_token)
    const body = { email: 'off@example.com', password }
    assert.equal((await here.rest('POST', '/sessions', { body })).status, 401)
    await assert.rejects(oidc.refreshTokenGrant(config, granted.refresh_token ?? ''))

    assert.equal((await turn('enable')).status, 204)
    assert.equal((await here.rest('POST', '/sessions', { body })).status, 201)
    assert.deepEqual(await statuses(token), [401, 401], 'what has ended stays so')
  })

  it('of a sign-in whose refresh token came twice', async () => {
    await here.addUser('theft@example.com')
    const config = await here.discover(await here.register())
    const came = await signIn(here, config, { scope: 'customer', email: 'theft@example.com' })
    const { access_token: token, refresh_token: refresh = '' } = await exchange(config, came)
    assert.deepEqual(await statuses(token), [200, 200])
    await oidc.refreshTokenGrant(config, refresh)
    await assert.rejects(oidc.refreshTokenGrant(config, refresh))
    await refusedInTime(token)
  })

  it('of a program whose registration was removed', async () => {
    const registered = await here.register({ kind: 'program', roles: ['staff'], redirectUris: [] })
    const config = await here.discover(registered)
    const { access_token: token } = await oidc.clientCredentialsGrant(config, { scope: 'staff' })
    const ask = async () => [
      (await here.rest('GET', '/oauth-clients', { token })).status,
      (await there.rest('GET', '/oauth-clients', { token })).status,
    ]
    assert.deepEqual(await ask(), [200, 200])
    const { clientId } = registered.client
    const staff = await here.process.tokenFor('01890000-0000-7000-8000-000000000000', 'staff')
    await here.rest('DELETE', `/oauth-clients/${clientId}`, { token: staff })
    await inTime(ask)
  })
})

async function openSession(email: string): Promise<string> {
  await here.addUser(email)
  const answer = await here.rest('POST', '/sessions', { body: { email, password } })
  return ((await answer.json()) as { accessToken: string }).accessToken
}

async function statuses(token: string): Promise<number[]> {
  const asked = [here, there].map((one) => one.rest('GET', '/users/me', { token }))
  return (await Promise.all(asked)).map(({ status }) => status)
}

function refusedInTime(token: string): Promise<void> {
  return inTime(() => statuses(token))
}

async function inTime(ask: () => Promise<number[]>): Promise<void> {
  const deadlineMs = performance.now() + promisedMs + slackMs
  while ((await ask()).some((status) => status !== 401)) {
    assert.ok(performance.now() < deadlineMs, 'it is still taken')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
