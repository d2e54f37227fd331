import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { guest } from '@archwright/kit'

import { getProfile, login, register, updateProfile, userRegistered } from './contract.ts'
import { readFirstStaff } from './first-staff.ts'
import { addUser, bearerOf, password, signUp, startIdentity } from './sample-identity.ts'

const address = {
  lines: ['12 St James Square'],
  city: 'London',
  postalCode: 'SW1Y 4JH',
  country: 'GB',
}

describe('register', () => {
  it('opens a customer account, announces it, and keeps the password as an argon2id hash only', async () => {
    await using app = await startIdentity()
    const input = { email: 'Ada@Example.com', password, name: 'Ada Lovelace' }

    const profile = await app.call(register, input, { as: guest })

    const { id, createdAt, ...rest } = profile
    const email = 'ada@example.com'
    assert.deepEqual(rest, {
      email,
      name: input.name,
      address: null,
      roles: ['customer'],
      version: 1,
    })
    await app.settle()
    assert.deepEqual(await app.published(userRegistered), [{ userId: id, email, name: input.name }])
    const [row] = await app.sql<{ row: string; hash: string }>`
      select account::text as row, password_hash as hash from identity.account`
    assert.match(row?.hash ?? '', /^\$argon2id\$/)
    assert.ok(!row?.row.includes('horse'))
  })

  it('takes an address once, in any spelling and however many ask at once', async () => {
    await using app = await startIdentity()
    const spellings = ['ada@example.com', 'ADA@example.com', 'Ada@Example.Com']

    const answers = await Promise.allSettled(spellings.map((email) => addUser(app, email)))

    const reasons = answers.flatMap((one) => (one.status === 'rejected' ? one.reason.code : []))
    assert.deepEqual(reasons, ['EMAIL_TAKEN', 'EMAIL_TAKEN'])
    await app.settle()
    assert.equal((await app.published(userRegistered)).length, 1)
  })

  const refused: Record<string, object> = {
    'an address without an @': { email: 'ada.example.com' },
    'an address with a line break': { email: 'ada@example.com\nbcc: all@example.com' },
    'a short password': { password: 'hunter2' },
    'a very long password': { password: 'x'.repeat(129) },
    'a name of spaces': { name: '   ' },
    'a name with a NUL': { name: 'Ada\0' },
    'a role of one’s own choice': { roles: ['staff'] },
  }
  for (const [what, change] of Object.entries(refused)) {
    it(`refuses ${what}`, async () => {
      await using app = await startIdentity()
      const input = { email: 'ada@example.com', password, name: 'Ada', ...change }

      await assert.rejects(app.call(register, input), { code: 'INVALID_INPUT' })
    })
  }
})

describe('a profile', () => {
  it('is shown to its owner, each of many who ask at once', async () => {
    await using app = await startIdentity()
    const users = [await signUp(app), await signUp(app, 'bob@example.com')]

    const read = await Promise.all(
      [...users, ...users].map(({ as }) => app.call(getProfile, {}, { as })),
    )

    assert.deepEqual(
      read,
      [...users, ...users].map(({ profile }) => profile),
    )
    await assert.rejects(app.call(getProfile, {}, { as: guest }), { code: 'UNAUTHENTICATED' })
    const gone = { id: '0192f3a1-7c1e-7000-8000-000000000000', roles: ['customer'] }
    await assert.rejects(app.call(getProfile, {}, { as: gone }), { code: 'USER_NOT_FOUND' })
  })

  it('keeps what is not given, and forgets the address when that is null', async () => {
    await using app = await startIdentity()
    const { profile, as } = await signUp(app)

    const moved = await app.call(updateProfile, { version: 1, address }, { as })
    const renamed = await app.call(updateProfile, { version: 2, name: 'Countess' }, { as })
    const homeless = await app.call(updateProfile, { version: 3, address: null }, { as })

    assert.deepEqual(moved, { ...profile, address, version: 2 })
    assert.deepEqual(renamed, { ...moved, name: 'Countess', version: 3 })
    assert.deepEqual(homeless, { ...renamed, address: null, version: 4 })
  })

  it('is changed by one of two edits with the same version', async () => {
    await using app = await startIdentity()
    const { as } = await signUp(app)

    const edits = await Promise.allSettled(
      ['One', 'Two'].map((name) => app.call(updateProfile, { version: 1, name }, { as })),
    )

    const refused = edits.flatMap((edit) => (edit.status === 'rejected' ? edit.reason : []))
    assert.equal(refused.length, 1)
    const { code, kind, data } = refused[0]
    assert.deepEqual([code, kind, data], ['VERSION_MISMATCH', 'precondition', { version: 2 }])
  })
})

describe('the first staff account', () => {
  const firstStaff = { email: 'Boss@example.com', password }

  it('is opened at the start, once, and can sign in', async () => {
    await using app = await startIdentity({ firstStaff })
    await app.restart()

    const session = await app.call(login, { email: 'boss@example.com', password })

    assert.deepEqual(bearerOf(session).roles, ['staff'])
    const accounts = await app.sql`select email, roles from identity.account`
    assert.deepEqual(accounts, [{ email: 'boss@example.com', roles: ['staff'] }])
  })

  it('is read from the environment, or refused with what would be right', () => {
    assert.equal(readFirstStaff({}), undefined)
    const [STAFF_EMAIL, STAFF_PASSWORD] = ['boss@example.com', password]
    assert.deepEqual(readFirstStaff({ STAFF_EMAIL, STAFF_PASSWORD }), {
      email: STAFF_EMAIL,
      password,
    })
    const wrong = [
      { STAFF_EMAIL },
      { STAFF_PASSWORD },
      { STAFF_EMAIL, STAFF_PASSWORD: 'short' },
      { STAFF_EMAIL: 'boss', STAFF_PASSWORD },
    ]
    for (const variables of wrong) {
      assert.throws(() => readFirstStaff(variables), /STAFF_EMAIL must be an email address/)
    }
  })
})
