import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'

import { guest } from '@archwright/kit'
import { createAuthenticator, createTokenIssuer, loadSigningKeys } from '@archwright/kit/identity'
import type { TestApp } from '@archwright/kit/testing'

import {
  endSession,
  findLiveSessions,
  login,
  logout,
  refresh,
  takeLoginAttempt,
} from './contract.ts'
import { forgetExpired } from './forget-expired.ts'
import { addUser, bearerOf, password, signUp, startIdentity } from './sample-identity.ts'

const email = 'ada@example.com'
/** The password of the samples at 8 MiB and one pass. */
const cheapHash =
  '$argon2id$v=19$m=8192,t=1,p=1$YSBmaXhlZCBzYWx0LCAxNg$wBahUehPHvhBGcP3eJmHjkHaIN3VvOl7vIQUnCQRTGY'

const ended = { code: 'SESSION_ENDED', kind: 'unauthenticated' }

describe('login', () => {
  it('opens a session of its own each time, also for two at once, in any spelling of the address', async () => {
    await using app = await startIdentity()
    const { id } = await addUser(app)

    const sessions = await Promise.all(
      [email, 'ADA@Example.com'].map((spelling) =>
        app.call(login, { email: spelling, password }, { as: guest }),
      ),
    )

    const principals = sessions.map(bearerOf)
    for (const principal of principals) {
      assert.deepEqual([principal.id, principal.roles], [id, ['customer']])
    }
    assert.equal(new Set(principals.map(({ sessionId }) => sessionId)).size, 2)
    assert.equal(new Set(sessions.map(({ refreshToken }) => refreshToken)).size, 2)
  })

  it('issues access tokens that prove who signed in', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'identity-'))
    const clock = { now: () => new Date(), newId: () => crypto.randomUUID() }
    const settings = { issuer: 'https://shop.example', audience: 'shop', clock }
    const keys = await loadSigningKeys(join(folder, 'keys.json'))
    const tokens = createTokenIssuer(keys, { ...settings, accessTokenSeconds: 600 })
    await using app = await startIdentity({ tokens })
    const { id } = await addUser(app)

    const { accessToken } = await app.call(login, { email, password })

    const principal = await createAuthenticator(keys, settings)({ bearer: accessToken })
    assert.deepEqual([principal.id, principal.roles], [id, ['customer']])
    const [session] = await app.sql<{ id: string }>`select id from identity.session`
    assert.equal(principal.sessionId, session?.id)
    await rm(folder, { recursive: true })
  })

  it('gives the same answer for a wrong password and for an unknown address, in about the same time', async () => {
    await using app = await startIdentity()
    await addUser(app)
    await refusal(app, 'warm@example.com')

    const [known, unknown] = [await refusal(app, email), await refusal(app, 'eve@example.com')]

    assert.deepEqual(known.error, { code: 'BAD_CREDENTIALS', kind: 'unauthenticated' })
    assert.deepEqual(unknown.error, known.error)
    const ratio = unknown.tookMs / known.tookMs
    assert.ok(ratio > 0.3 && ratio < 3, `unknown ${unknown.tookMs} ms, known ${known.tookMs} ms`)
  })

  it('makes an address wait longer and longer after many wrong passwords, known or not', async () => {
    await using app = await startIdentity()
    await addUser(app)

    for (const address of [email, 'eve@example.com']) {
      assert.deepEqual(await waits(app, address, 13), [...Array(10).fill(0), 2, 4, 8])
    }
  })

  it('counts guesses that are sent at once one by one', async () => {
    await using app = await startIdentity()
    await addUser(app)

    const tries = await Promise.allSettled(
      Array.from({ length: 16 }, () => app.call(takeLoginAttempt, { email })),
    )

    assert.equal(tries.filter(({ status }) => status === 'fulfilled').length, 11)
  })

  it('refuses the right password while the address must wait, and says how long', async () => {
    await using app = await startIdentity()
    await addUser(app)
    await waits(app, email, 11)

    await assert.rejects(app.call(login, { email, password }), {
      code: 'TOO_MANY_ATTEMPTS',
      kind: 'too-many',
      data: { retryAfterSeconds: 2 },
      retryAfterSeconds: 2,
    })

    app.advance(2_000)
    await app.call(login, { email, password })
  })

  it('forgets wrong passwords after a right one, and after a day of rest', async () => {
    await using app = await startIdentity()
    await addUser(app)

    await waits(app, email, 10)
    await app.call(login, { email, password })
    assert.deepEqual(await waits(app, email, 10), Array(10).fill(0))
    app.advance(86_500_000)
    assert.deepEqual(await waits(app, email, 10), Array(10).fill(0))
  })

  it('hashes a password again that was kept at a lower cost', async () => {
    await using app = await startIdentity()
    await addUser(app)
    const [strong] = await app.sql<{ hash: string }>`
      select password_hash as hash from identity.account`
    await app.sql`update identity.account set password_hash = ${cheapHash}`

    await app.call(login, { email, password })

    const [kept] = await app.sql<{ hash: string }>`
      select password_hash as hash from identity.account`
    assert.equal(kept?.hash.split('$')[3], strong?.hash.split('$')[3])
    await app.call(login, { email, password })
  })
})

describe('refresh', () => {
  it('trades a refresh token for new tokens of the same session', async () => {
    await using app = await startIdentity()
    const { session, as } = await signUp(app)

    const next = await app.call(refresh, tokenOf(session), { as: guest })

    assert.deepEqual(bearerOf(next), as)
    assert.notEqual(next.refreshToken, session.refreshToken)
    await app.call(refresh, tokenOf(next))
  })

  it('ends the session when an old token comes back', async () => {
    await using app = await startIdentity()
    const { session } = await signUp(app)
    const next = await app.call(refresh, tokenOf(session))
    app.advance(11_000)

    await assert.rejects(app.call(refresh, tokenOf(session)), ended)

    await assert.rejects(app.call(refresh, tokenOf(next)), ended)
  })

  it('ends the session at once when a token comes back whose successor was used', async () => {
    await using app = await startIdentity()
    const { session } = await signUp(app)
    const second = await app.call(refresh, tokenOf(session))
    const third = await app.call(refresh, tokenOf(second))

    await assert.rejects(app.call(refresh, tokenOf(session)), ended)

    await assert.rejects(app.call(refresh, tokenOf(third)), ended)
  })

  it('gives each of two refreshes at once a token, and either one carries on', async () => {
    await using app = await startIdentity()
    const { session, as } = await signUp(app)

    const twins = await Promise.all([1, 2].map(() => app.call(refresh, tokenOf(session))))

    assert.deepEqual(twins.map(bearerOf), [as, as])
    const [one, other] = twins.map(tokenOf)
    assert.ok(one && other && one.refreshToken !== other.refreshToken)
    app.advance(60_000)
    await app.call(refresh, other)
  })

  it('ends the session when both of two twins are used: one of them is in other hands', async () => {
    await using app = await startIdentity()
    const { session } = await signUp(app)
    const [one, other] = await Promise.all([1, 2].map(() => app.call(refresh, tokenOf(session))))
    assert.ok(one && other)
    const next = await app.call(refresh, tokenOf(one))

    await assert.rejects(app.call(refresh, tokenOf(other)), ended)

    await assert.rejects(app.call(refresh, tokenOf(next)), ended)
  })

  it('leaves other sessions of the same person alone', async () => {
    await using app = await startIdentity()
    const { session } = await signUp(app)
    const phone = await app.call(login, { email, password })
    await app.call(refresh, tokenOf(session))
    app.advance(11_000)
    await assert.rejects(app.call(refresh, tokenOf(session)), ended)

    await app.call(refresh, tokenOf(phone))
  })

  it('is refused after the session has expired, and each refresh prolongs it', async () => {
    await using app = await startIdentity({ refreshTokenSeconds: 3_600 })
    const { session } = await signUp(app)
    app.advance(3_000_000)
    const next = await app.call(refresh, tokenOf(session))
    app.advance(3_000_000)
    const last = await app.call(refresh, tokenOf(next))
    app.advance(3_600_000)

    await assert.rejects(app.call(refresh, tokenOf(last)), ended)
  })

  it('is refused for tokens that were never given', async () => {
    await using app = await startIdentity()
    for (const refreshToken of ["' or true; -- padding", 'A'.repeat(43), '\u007f'.repeat(30)]) {
      await assert.rejects(app.call(refresh, { refreshToken }), ended)
    }
  })

  it('carries roles as they are now', async () => {
    await using app = await startIdentity()
    const { session } = await signUp(app)
    await app.sql`update identity.account set roles = '{staff}'`

    assert.deepEqual(bearerOf(await app.call(refresh, tokenOf(session))).roles, ['staff'])
  })
})

describe('logout', () => {
  it('ends the session of the access token and no other', async () => {
    await using app = await startIdentity()
    const { session, as } = await signUp(app)
    const phone = await app.call(login, { email, password })

    await app.call(logout, {}, { as })
    await app.call(logout, {}, { as })

    await assert.rejects(app.call(refresh, tokenOf(session)), ended)
    await app.call(refresh, tokenOf(phone))
  })

  it('is for people who signed in, and ending any session is for the module alone', async () => {
    await using app = await startIdentity()
    const { as } = await signUp(app)
    await assert.rejects(app.call(logout, {}, { as: guest }), { code: 'UNAUTHENTICATED' })
    const sessionId = as.sessionId ?? ''
    await assert.rejects(app.call(endSession, { sessionId }, { as }), { code: 'FORBIDDEN' })
    await assert.rejects(app.call(takeLoginAttempt, { email }, { as }), { code: 'FORBIDDEN' })
  })
})

describe('forgetExpired', () => {
  it('deletes sessions that have expired and tries that no longer count', async () => {
    await using app = await startIdentity({ refreshTokenSeconds: 3_600 })
    await signUp(app)
    await refusal(app, email)
    const later = (days: number) => new Date(Date.now() + days * 86_400_000)
    const run = (now: Date) =>
      forgetExpired.run(
        {},
        {
          ...{ sql: app.sql, call: app.call, now: () => now, newId: crypto.randomUUID },
          ...{ signal: new AbortController().signal, attempt: 1 },
        },
      )
    const left = () =>
      app.sql`select (select count(*) from identity.session) as sessions,
        (select count(*) from identity.refresh_token) as tokens,
        (select count(*) from identity.login_attempt) as tries`

    await run(later(0.5))
    assert.deepEqual(await left(), [{ sessions: 1, tokens: 1, tries: 1 }])
    await run(later(2))
    assert.deepEqual(await left(), [{ sessions: 0, tokens: 0, tries: 0 }])
  })
})

/** What refresh takes of a session. */
function tokenOf({ refreshToken }: { refreshToken: string }) {
  return { refreshToken }
}

describe('findLiveSessions', () => {
  it('names those that have neither been ended nor run out', async () => {
    await using app = await startIdentity({ refreshTokenSeconds: 60 })
    const { as: left } = await signUp(app, 'left@example.com')
    const { as: stays } = await signUp(app, 'stays@example.com')
    const sessionIds = [left.sessionId ?? '', stays.sessionId ?? '', 'none of ours']
    const live = async () => (await app.call(findLiveSessions, { sessionIds })).live

    await app.call(logout, {}, { as: left })
    assert.deepEqual(await live(), [stays.sessionId])
    app.advance(61_000)
    assert.deepEqual(await live(), [])
  })
})

async function refusal(app: TestApp, address: string) {
  const startedAt = performance.now()
  const wrong = { email: address, password: 'not the password' }
  const error = await app.call(login, wrong).then(
    () => assert.fail('signed in'),
    ({ code, kind }: { code: string; kind: string }) => ({ code, kind }),
  )
  return { error, tookMs: performance.now() - startedAt }
}

/** Takes that many tries, each as soon as it is allowed; the seconds waited after each one. */
async function waits(app: TestApp, address: string, tries: number): Promise<number[]> {
  const waited: number[] = []
  for (let tried = 0; tried < tries; tried += 1) {
    await app.call(takeLoginAttempt, { email: address })
    const [row] = await app.sql<{ seconds: number }>`
      select coalesce(extract(epoch from blocked_until - last_at), 0)::int as seconds
      from identity.login_attempt where email = ${address}`
    waited.push(row?.seconds ?? 0)
    if (tried + 1 < tries) app.advance((row?.seconds ?? 0) * 1_000)
  }
  return waited
}
