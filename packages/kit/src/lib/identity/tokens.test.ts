import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'

import { exportJWK, exportSPKI, generateKeyPair, type JWTHeaderParameters, SignJWT } from 'jose'

import { movableClock } from '../app/clock.ts'
import type { Authenticate } from '../dispatch/call.ts'
import { guest, type Principal } from '../dispatch/principal.ts'
import { createAuthenticator } from './authenticator.ts'
import { loadSigningKeys, type SigningKeys } from './signing-keys.ts'
import { createTokenIssuer, type TokenIssuer } from './token-issuer.ts'

const settings = { issuer: 'https://shop.example', audience: 'shop' }
const ada: Principal = { id: 'ada', roles: ['customer'], sessionId: 's-1' }
const clock = movableClock()

let folder: string
let keys: SigningKeys
let tokens: TokenIssuer
let authenticate: Authenticate

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keys-'))
  keys = await loadSigningKeys(join(folder, 'keys.json'))
  tokens = createTokenIssuer(keys, { ...settings, accessTokenSeconds: 600, clock })
  authenticate = createAuthenticator(keys, { ...settings, clock })
})
after(() => rm(folder, { recursive: true }))

describe('an access token', () => {
  it('brings back the principal it was issued for, again and again until it expires', async () => {
    const { token, expiresInSeconds } = await tokens.issue(ada)
    assert.equal(expiresInSeconds, 600)
    const first = await authenticate({ bearer: token })
    assert.deepEqual(first, ada)
    assert.equal(await authenticate({ bearer: token }), first, 'remembered')

    clock.advance(606_000)
    await assert.rejects(authenticate({ bearer: token }), {
      code: 'UNAUTHENTICATED',
      message: 'The access token has expired; refresh it.',
    })
  })

  it('makes who sends none a guest', async () => {
    assert.equal(await authenticate({}), guest)
  })

  it('never carries the roles that only the process itself may give', async () => {
    await assert.rejects(tokens.issue({ id: 'eve', roles: ['service'] }), TypeError)
    const smuggled = await sign({ claims: { roles: ['service', 'guest', 'customer', 7] } })
    assert.deepEqual((await authenticate({ bearer: smuggled })).roles, ['customer'])
  })

  it('is forgotten when others are used more, and verified again', async () => {
    const small = createAuthenticator(keys, { ...settings, clock, remembered: 1 })
    const [first, second] = await Promise.all([tokens.issue(ada), tokens.issue(ada)])
    const before = await small({ bearer: first.token })
    await small({ bearer: second.token })
    const again = await small({ bearer: first.token })
    assert.deepEqual(again, before)
    assert.notEqual(again, before)
  })
})

describe('a forged or stale token is refused:', () => {
  const now = () => Math.floor(clock.now().getTime() / 1_000)
  const attacks: Record<string, () => Promise<string> | string> = {
    'algorithm none': async () => forge({ alg: 'none' }, ''),
    'algorithm None, spelt otherwise': async () => forge({ alg: 'nOnE' }, ''),
    'HS256 with our public key as the secret': hmacWithPublicKey,
    'signed by a key of their own under our kid': () => signWithOwnKey({}),
    'a key of their own inside the header': async () => {
      const { publicKey } = await generateKeyPair('ES256')
      return signWithOwnKey({ jwk: await exportJWK(publicKey) })
    },
    'the address of a key in the header': () => signWithOwnKey({ jku: 'http://127.0.0.1:1/jwks' }),
    'an unknown kid': () => sign({ header: { kid: 'unknown' } }),
    'a kid that is a path': () => sign({ header: { kid: '../../dev/null' } }),
    'a kid that is SQL': () => sign({ header: { kid: "' or 1=1 --" } }),
    'a kid that names an inherited property': () => sign({ header: { kid: '__proto__' } }),
    'no kid': () => sign({ header: { kid: undefined } }),
    'no type': () => sign({ header: { typ: undefined } }),
    'the type of an ID token': () => sign({ header: { typ: 'JWT' } }),
    'a critical extension nobody knows': () => sign({ header: { crit: ['urn:x'], 'urn:x': 1 } }),
    'another issuer': () => sign({ claims: { iss: 'https://evil.example' } }),
    'another audience': () => sign({ claims: { aud: 'bank' } }),
    'no audience': () => sign({ claims: { aud: undefined } }),
    'no subject': () => sign({ claims: { sub: undefined } }),
    expired: () => sign({ claims: { exp: now() - 6 } }),
    'without an end': () => sign({ claims: { exp: undefined } }),
    'not yet valid': () => sign({ claims: { nbf: now() + 60 } }),
    'roles that are no list': () => sign({ claims: { roles: 'staff' } }),
    'a changed payload': async () => {
      const [head, payload = '', signature] = (await sign({})).split('.')
      const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object
      return [head, encode({ ...claims, roles: ['staff'] }), signature].join('.')
    },
    'a cut signature': async () => (await sign({})).slice(0, -4),
    'an empty signature': async () => (await sign({})).replace(/[^.]+$/, ''),
    'a signature of zeros': async () =>
      (await sign({})).replace(/[^.]+$/, Buffer.alloc(64).toString('base64url')),
    'no token at all': () => 'bearer',
    'four parts': async () => `${await sign({})}.x`,
    'far too long': () => 'x'.repeat(1_000_000),
  }
  for (const [attack, makeToken] of Object.entries(attacks)) {
    it(attack, async () => {
      const bearer = await makeToken()
      await assert.rejects(authenticate({ bearer }), { code: 'UNAUTHENTICATED' })
    })
  }
})

interface Changes {
  header?: Record<string, unknown>
  claims?: Record<string, unknown>
}

function claimsNow(): Record<string, unknown> {
  const iat = Math.floor(clock.now().getTime() / 1_000)
  const { issuer: iss, audience: aud } = settings
  return { iss, aud, sub: 'ada', jti: 'j', iat, nbf: iat, exp: iat + 60, roles: ['customer'] }
}

/** A token signed with our real key, with something changed before signing. */
function sign({ header = {}, claims = {} }: Changes): Promise<string> {
  const { kid, privateKey } = keys.signingKey()
  const protectedHeader = { alg: 'ES256', typ: 'at+jwt', kid, ...header } as JWTHeaderParameters // wrong on purpose
  return new SignJWT({ ...claimsNow(), ...claims })
    .setProtectedHeader(protectedHeader)
    .sign(privateKey, { crit: { 'urn:x': true } })
}

async function signWithOwnKey(header: Record<string, unknown>): Promise<string> {
  const { privateKey } = await generateKeyPair('ES256')
  const { kid } = keys.signingKey()
  return new SignJWT(claimsNow())
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid, ...header })
    .sign(privateKey)
}

async function hmacWithPublicKey(): Promise<string> {
  const { kid } = keys.signingKey()
  const publicKey = await keys.verifyingKey(kid)
  assert.ok(publicKey)
  const secret = await exportSPKI(publicKey)
  const unsigned = forge({ alg: 'HS256', kid }, '').slice(0, -1)
  const signature = createHmac('sha256', secret).update(unsigned).digest('base64url')
  return `${unsigned}.${signature}`
}

function forge(header: Record<string, unknown>, signature: string): string {
  const { kid } = keys.signingKey()
  return [encode({ typ: 'at+jwt', kid, ...header }), encode(claimsNow()), signature].join('.')
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
