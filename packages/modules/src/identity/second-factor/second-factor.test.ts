import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { Failure, readAudit } from '@archwright/kit'
import type { TestApp } from '@archwright/kit/testing'
import { type TOTP, URI } from 'otpauth'

import {
  completeLogin,
  confirmSecondFactor,
  disableAccount,
  enrolSecondFactor,
  getSecondFactor,
  login,
  refresh,
  removeSecondFactor,
  renewRecoveryCodes,
  resetSecondFactor,
} from '../contract.ts'
import { bearerOf, password, signUp, startIdentity } from '../sample-identity.ts'

const email = 'ada@example.com'
const badCode = { code: 'BAD_CODE', kind: 'declined' }

describe('enrolling a second factor', () => {
  it('takes a first code, and until then signing in asks for none', async () => {
    await using app = await startIdentity()
    const { as } = await signUp(app)
    const { authenticatorUri, secret } = await app.call(enrolSecondFactor, {}, { as })
    const authenticator = read(authenticatorUri)
    assert.deepEqual(
      [authenticator.issuer, authenticator.label, authenticator.secret.base32],
      ['Shop', email, secret],
    )
    await app.call(login, { email, password })
    assert.deepEqual(await app.call(getSecondFactor, {}, { as }), {
      active: false,
      since: null,
      recoveryCodesLeft: 0,
    })
    const wrong = { oneTimeCode: '000000' }
    await assert.rejects(app.call(confirmSecondFactor, wrong, { as }), badCode)

    const oneTimeCode = await code(app, authenticator)
    const { recoveryCodes } = await app.call(confirmSecondFactor, { oneTimeCode }, { as })

    assert.equal(new Set(recoveryCodes).size, 10)
    const { active, recoveryCodesLeft } = await app.call(getSecondFactor, {}, { as })
    assert.deepEqual([active, recoveryCodesLeft], [true, 10])
    await assert.rejects(app.call(enrolSecondFactor, {}, { as }), { code: 'SECOND_FACTOR_ACTIVE' })
    await assert.rejects(app.call(login, { email, password }), { code: 'SECOND_FACTOR_REQUIRED' })
  })

  it('keeps neither the secret nor a code or challenge that could be used', async () => {
    await using app = await startIdentity()
    const { recoveryCodes, authenticator } = await enrol(app)
    const challenge = await challengeOf(app)
    const kept = JSON.stringify([
      await app.sql`select * from identity.second_factor`,
      await app.sql`select * from identity.recovery_code`,
      await app.sql`select * from identity.challenge`,
    ])
    const { base32, buffer } = authenticator.secret
    const bytes = Buffer.from(buffer)
    const secrets = [base32, bytes.toString('hex'), bytes.toString('base64url'), challenge]
    for (const secret of [...secrets, ...recoveryCodes]) {
      assert.ok(!kept.includes(secret) && !kept.includes(secret.replaceAll('-', '')))
    }
  })

  it('takes a recent sign-in, and changing it one by two factors', async () => {
    await using app = await startIdentity()
    const { as } = await signUp(app)
    const tooWeak = { code: 'INSUFFICIENT_SIGN_IN' }
    await assert.rejects(app.call(removeSecondFactor, {}, { as }), tooWeak)
    await assert.rejects(app.call(renewRecoveryCodes, {}, { as }), tooWeak)
    app.advance(601_000)
    await assert.rejects(app.call(enrolSecondFactor, {}, { as }), tooWeak)
  })
})

describe('signing in with a second factor', () => {
  it('opens a session by password and code, whose tokens say so, also when they are renewed', async () => {
    await using app = await startIdentity()
    const { authenticator } = await enrol(app)
    const session = await signIn(app, await code(app, authenticator))
    const { signIn: told } = bearerOf(session)
    assert.deepEqual(told?.methods, ['pwd', 'otp', 'mfa'])
    app.advance(60_000)
    const { refreshToken } = session
    assert.deepEqual(bearerOf(await app.call(refresh, { refreshToken })).signIn, told)
  })

  it('takes each code once, and none from before it', async () => {
    await using app = await startIdentity()
    const { authenticator } = await enrol(app)
    const earlier = authenticator.generate({ timestamp: await timeOf(app) })
    const oneTimeCode = await code(app, authenticator)
    await signIn(app, oneTimeCode)
    await assert.rejects(signIn(app, oneTimeCode), badCode)
    await assert.rejects(signIn(app, earlier), badCode)
  })

  it('takes a code that comes five times at once, once', async () => {
    await using app = await startIdentity()
    const { authenticator } = await enrol(app)
    const oneTimeCode = await code(app, authenticator)
    const challenges = await Promise.all([1, 2, 3, 4, 5].map(() => challengeOf(app)))
    const tries = await Promise.allSettled(
      challenges.map((challenge) => app.call(completeLogin, { challenge, oneTimeCode })),
    )
    assert.equal(tries.filter(({ status }) => status === 'fulfilled').length, 1)
  })

  it('takes each recovery code once, however it is typed', async () => {
    await using app = await startIdentity()
    const { recoveryCodes } = await enrol(app)
    const [first = '', second = ''] = recoveryCodes
    await signIn(app, first.toLowerCase().replaceAll('-', ''))
    await assert.rejects(signIn(app, first), badCode)
    const as = bearerOf(await signIn(app, second))
    const { recoveryCodes: renewed } = await app.call(renewRecoveryCodes, {}, { as })
    await assert.rejects(signIn(app, recoveryCodes[2] ?? ''), badCode)
    await signIn(app, renewed[0] ?? '')
  })

  it('makes wait after wrong codes, also over several challenges, and is closed after a hundred', async () => {
    await using app = await startIdentity()
    const { authenticator } = await enrol(app)
    const waits: number[] = []
    for (let turn = 0; turn < 9; turn++) {
      await assert.rejects(signIn(app, '000000'), (error: Failure) => {
        const { retryAfterSeconds = 0 } = error
        waits.push(retryAfterSeconds)
        app.advance(retryAfterSeconds * 1_000)
        return true
      })
    }
    assert.deepEqual(
      waits.filter((wait) => wait > 0),
      [2, 4],
    )
    await app.sql`update identity.second_factor set tries = 100`
    app.advance(86_400_000)
    const oneTimeCode = await code(app, authenticator)
    await assert.rejects(signIn(app, oneTimeCode), { code: 'TOO_MANY_ATTEMPTS' })
  })

  it('ends after five minutes, with a stranger’s challenge, and for who was disabled meanwhile', async () => {
    await using app = await startIdentity()
    const { authenticator, profile } = await enrol(app)
    const late = await challengeOf(app)
    app.advance(300_000)
    const complete = async (challenge: string) =>
      app.call(completeLogin, { challenge, oneTimeCode: await code(app, authenticator) })
    await assert.rejects(complete(late), { code: 'SIGN_IN_EXPIRED' })
    await assert.rejects(complete('A'.repeat(43)), { code: 'SIGN_IN_EXPIRED' })
    const challenge = await challengeOf(app)
    await app.call(disableAccount, { accountId: profile.id })
    await assert.rejects(complete(challenge), { code: 'SIGN_IN_EXPIRED' })
  })

  it('is not needed any more once it is removed, or reset by staff, which ends its sessions', async () => {
    await using app = await startIdentity()
    const { authenticator, profile } = await enrol(app)
    const as = bearerOf(await signIn(app, await code(app, authenticator)))
    await app.call(removeSecondFactor, {}, { as })
    await app.call(login, { email, password })

    const again = await enrol(app, as)
    const { refreshToken } = await signIn(app, await code(app, again.authenticator))
    await app.call(resetSecondFactor, { accountId: profile.id })
    await app.call(login, { email, password })
    await assert.rejects(app.call(refresh, { refreshToken }), { code: 'SESSION_ENDED' })
  })
})

describe('the audit log', () => {
  it('tells of enrolments, codes that were used, and wrong ones, and of no code itself', async () => {
    await using app = await startIdentity()
    const { authenticator, profile } = await enrol(app)
    await assert.rejects(signIn(app, '000000'), badCode)
    await signIn(app, await code(app, authenticator))
    const wanted = {
      stream: 'identity',
      principal: null,
      resource: profile.id,
      before: 1e9,
      limit: 50,
    }
    const told = (await readAudit(app.sql, wanted)).map(({ operation, outcome }) => [
      operation.split('.')[1],
      outcome,
    ])
    assert.deepEqual(told.reverse(), [
      ['enrolSecondFactor', 'done'],
      ['confirmSecondFactor', 'done'],
      ['useSecondFactor', 'BAD_CODE'],
      ['useSecondFactor', 'done'],
    ])
  })
})

/** A customer whose authenticator is confirmed. */
async function enrol(app: TestApp, known?: ReturnType<typeof bearerOf>) {
  const { profile, as } = known
    ? { profile: { id: known.id }, as: bearerOf(await app.call(login, { email, password })) }
    : await signUp(app)
  const { authenticatorUri } = await app.call(enrolSecondFactor, {}, { as })
  const authenticator = read(authenticatorUri)
  const oneTimeCode = await code(app, authenticator)
  const { recoveryCodes } = await app.call(confirmSecondFactor, { oneTimeCode }, { as })
  return { profile, authenticator, recoveryCodes }
}

function read(uri: string): TOTP {
  const authenticator = URI.parse(uri)
  assert.ok('period' in authenticator)
  return authenticator
}

/** The next code that was not used yet. */
async function code(app: TestApp, authenticator: TOTP): Promise<string> {
  app.advance(30_000)
  return authenticator.generate({ timestamp: await timeOf(app) })
}

/** The clock of the application stands in what it wrote last. */
async function timeOf(app: TestApp): Promise<number> {
  const { refreshToken: _, ...session } = await app
    .call(login, { email: clockEmail, password })
    .catch(async () => (await signUp(app, clockEmail)).session)
  return (bearerOf(session as never).signIn?.at ?? 0) * 1_000
}

const clockEmail = 'clock@example.com'

async function challengeOf(app: TestApp): Promise<string> {
  const refusal = await app.call(login, { email, password }).catch((error: unknown) => error)
  assert.ok(refusal instanceof Failure && refusal.code === 'SECOND_FACTOR_REQUIRED')
  return (refusal.data as { challenge: string }).challenge
}

async function signIn(app: TestApp, oneTimeCode: string) {
  return app.call(completeLogin, { challenge: await challengeOf(app), oneTimeCode })
}
