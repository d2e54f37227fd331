import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it, mock } from 'node:test'

import { generateKeyPair, SignJWT } from 'jose'

import type { IssuerWiring } from '../app/wiring.ts'
import type { Authenticate } from '../dispatch/call.ts'
import { createAuthenticator } from './authenticator.ts'
import { idOf } from './outside-issuer.ts'
import type { SigningKeys } from './signing-keys.ts'
import { api, OutsideIssuer } from './testing/outside-issuer.ts'

const clock = { now: () => new Date() }
let outside: OutsideIssuer
let authenticate: Authenticate
before(async () => {
  outside = await OutsideIssuer.start()
  authenticate = authenticatorFor({})
})
after(() => outside.stop())
afterEach(() => mock.timers.reset())

describe('a token of an outside issuer', () => {
  it('is taken as its issuer publishes how to check it, with the roles that the wiring names', async () => {
    const token = await outside.token()
    assert.deepEqual(await authenticate({ bearer: token }), {
      id: idOf(outside.url, 'program'),
      roles: ['customer', 'partner'],
    })
  })

  it('gives its bearer an id of their own that no account here has', async () => {
    const { id } = await authenticate({ bearer: await outside.token() })
    assert.match(id, /^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
    assert.notEqual(idOf('https://other.example', 'program'), id)
  })

  const wrong: Record<string, Partial<IssuerWiring>> = {
    'for another audience': { audience: 'https://other.example' },
    'signed by an algorithm that is not listed': { algorithms: ['RS256'] },
    'of another type': { tokenType: 'JWT' },
  }
  for (const [reason, wiring] of Object.entries(wrong)) {
    it(`is refused ${reason}`, async () => {
      const bearer = await outside.token()
      await assert.rejects(authenticatorFor(wiring)({ bearer }), { code: 'UNAUTHENTICATED' })
    })
  }

  it('is refused when a stranger signed it in its name', async () => {
    const { privateKey } = await generateKeyPair('ES256')
    const now = Math.floor(Date.now() / 1_000)
    const forged = new SignJWT({ groups: ['shoppers'] })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'one' })
      .setIssuer(outside.url)
      .setAudience(api)
      .setSubject('program')
      .setIssuedAt(now)
      .setExpirationTime(now + 600)
    await assert.rejects(authenticate({ bearer: await forged.sign(privateKey) }), {
      code: 'UNAUTHENTICATED',
    })
  })

  it('is refused when it has expired, give or take the seconds that clocks may differ', async () => {
    const bearer = await outside.token()
    const at = (seconds: number) =>
      createAuthenticator(noKeys, {
        ...{ issuer: 'shop', audience: 'shop', issuers: [wired({})] },
        clock: { now: () => new Date(Date.now() + seconds * 1_000) },
      })({ bearer })
    await at(3_602)
    await assert.rejects(at(3_607), { code: 'UNAUTHENTICATED' })
    await assert.rejects(at(-7), { code: 'UNAUTHENTICATED' }, 'not issued yet')
  })

  it('is taken when the issuer has changed its keys, but strangers cannot have it asked for each', async () => {
    await authenticate({ bearer: await outside.token() })
    const before = outside.keysAsked
    await outside.rotate('two')
    const fresh = await outside.token()
    for (let times = 0; times < 5; times += 1) {
      await assert.rejects(authenticate({ bearer: fresh }), { code: 'UNAUTHENTICATED' })
    }
    assert.equal(outside.keysAsked, before, 'asked a moment ago')
    mock.timers.enable({ apis: ['Date'], now: Date.now() + 31_000 })
    assert.equal((await authenticate({ bearer: fresh })).id, idOf(outside.url, 'program'))
    assert.equal(outside.keysAsked, before + 1)
  })
})

describe('while an outside issuer is away', () => {
  it('nobody is let in whom its keys would have to prove first, and its own are as before', async () => {
    const bearer = await outside.token()
    const warm = authenticatorFor({})
    await warm({ bearer: await outside.token() })
    await outside.stop()
    try {
      const cold = authenticatorFor({})
      const told = { code: 'UNAVAILABLE' }
      await assert.rejects(cold({ bearer }), told)
      await assert.rejects(cold({ bearer }), told)
      assert.deepEqual((await warm({ bearer })).roles, ['customer', 'partner'], 'keys are fresh')
      mock.timers.enable({ apis: ['Date'], now: Date.now() + 601_000 })
      await assert.rejects(warm({ bearer }), told, 'keys are old')
    } finally {
      mock.timers.reset()
      await outside.listen()
    }
  })
})

describe('the wiring of an outside issuer', () => {
  const refused: Record<string, Partial<IssuerWiring>> = {
    'an address without TLS': { issuer: 'http://issuer.example' },
    'a signature that whoever checks it can forge': { algorithms: ['HS256'] },
    'no signature': { algorithms: ['none'] },
    'clocks that differ by hours': { toleranceSeconds: 7_200 },
  }
  for (const [reason, wiring] of Object.entries(refused)) {
    it(`is refused with ${reason}`, () => {
      assert.throws(() => authenticatorFor(wiring), TypeError)
    })
  }

  it('is worth nothing when another one answers in its name', async () => {
    const other = outside.url.replace('127.0.0.1', 'localhost')
    const token = await outside.token()
    const payload = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
    const named = Buffer.from(JSON.stringify({ ...payload, iss: other })).toString('base64url')
    const [head, , tail] = token.split('.')
    const asked = authenticatorFor({ issuer: other })({ bearer: `${head}.${named}.${tail}` })
    await assert.rejects(asked, { code: 'UNAVAILABLE' })
  })
})

const noKeys = {
  verifyingKey: async () => undefined,
} as unknown as SigningKeys // own tokens are not asked for here

function wired(wiring: Partial<IssuerWiring>): IssuerWiring {
  return {
    issuer: outside.url,
    audience: api,
    rolesClaim: 'realm.groups',
    roles: { shoppers: ['customer'], resellers: ['partner', 'customer'], root: ['service'] },
    ...wiring,
  }
}

function authenticatorFor(wiring: Partial<IssuerWiring>): Authenticate {
  const issuers = [wired(wiring)]
  return createAuthenticator(noKeys, { issuer: 'shop', audience: 'shop', clock, issuers })
}
