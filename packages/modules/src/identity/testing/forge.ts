import { createHmac } from 'node:crypto'

import { loadSigningKeys, type SigningKeys } from '@archwright/kit/identity'
import { exportJWK, exportSPKI, generateKeyPair, SignJWT } from 'jose'

/** What goes into a good token of a process. */
export interface Claims {
  readonly iss: string
  readonly aud: string
  readonly sub: string
}

/** Tokens that must not be taken, by how they were made; some with the process's real key. */
export async function forgedTokens(
  keysFile: string,
  claims: Claims,
): Promise<Record<string, () => Promise<string> | string>> {
  const keys = await loadSigningKeys(keysFile)
  const now = Math.floor(Date.now() / 1_000)
  const good = { ...claims, jti: 'j', iat: now, nbf: now, exp: now + 60, roles: ['customer'] }
  const sign = (header: object, changed: object = {}) =>
    signed(keys, header, { ...good, ...changed })
  const own = (header: object) => signedByStranger(keys, header, good)
  const plain = (header: object) => `${part({ typ: 'at+jwt', ...header })}.${part(good)}`
  const { kid } = keys.signingKey()
  return {
    'algorithm none': () => `${plain({ alg: 'none', kid })}.`,
    'algorithm nOnE': () => `${plain({ alg: 'nOnE', kid })}.`,
    'HS256 with the public key as PEM for its secret': async () =>
      hmac(plain({ alg: 'HS256', kid }), await exportSPKI(await publicKey(keys))),
    'HS256 with the public key as JWK for its secret': async () =>
      hmac(plain({ alg: 'HS256', kid }), JSON.stringify(await exportJWK(await publicKey(keys)))),
    'a kid that is a path': () => sign({ kid: '../../../../dev/null' }),
    'HS256 by the empty file that its kid names': () =>
      hmac(plain({ alg: 'HS256', kid: '/dev/null' }), ''),
    'a kid that is SQL': () => sign({ kid: "x' union select 'secret' --" }),
    'a kid that is an address': () => sign({ kid: 'http://127.0.0.1:1/key' }),
    'a kid that everything inherits': () => sign({ kid: '__proto__' }),
    'no kid': () => sign({ kid: undefined }),
    'a key of the sender in the header (jwk)': async () => {
      const { publicKey: key } = await generateKeyPair('ES256')
      return own({ jwk: await exportJWK(key) })
    },
    'the address of a key in the header (jku)': () => own({ jku: 'http://127.0.0.1:1/jwks' }),
    'the address of a certificate in the header (x5u)': () => own({ x5u: 'http://127.0.0.1:1/x' }),
    'a certificate in the header (x5c)': () => own({ x5c: ['MIIB'] }),
    'signed by a stranger under our kid': () => own({}),
    expired: () => sign({}, { exp: now - 6 }),
    'not yet valid': () => sign({}, { nbf: now + 60 }),
    'of another audience': () => sign({}, { aud: 'bank' }),
    'of another issuer': () => sign({}, { iss: 'https://evil.example' }),
    'of another kind, as ID tokens are': () => sign({ typ: 'JWT' }),
    'cut off': async () => (await sign({})).replace(/[^.]+$/, ''),
  }
}

/** A good one, so that a test sees that only what was forged is refused. */
export async function goodToken(keysFile: string, claims: Claims): Promise<string> {
  const now = Math.floor(Date.now() / 1_000)
  const rest = { jti: 'j', iat: now, nbf: now, exp: now + 60, roles: ['customer'] }
  return signed(await loadSigningKeys(keysFile), {}, { ...claims, ...rest })
}

function signed(keys: SigningKeys, header: object, claims: object): Promise<string> {
  const { kid, privateKey } = keys.signingKey()
  return new SignJWT({ ...claims })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid, ...header })
    .sign(privateKey)
}

async function signedByStranger(keys: SigningKeys, header: object, claims: object) {
  const { privateKey } = await generateKeyPair('ES256')
  const { kid } = keys.signingKey()
  return new SignJWT({ ...claims })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid, ...header })
    .sign(privateKey)
}

async function publicKey(keys: SigningKeys) {
  const key = await keys.verifyingKey(keys.signingKey().kid)
  if (!key) throw new TypeError('the key that signs is not among those that verify')
  return key
}

function hmac(unsigned: string, secret: string): string {
  return `${unsigned}.${createHmac('sha256', secret).update(unsigned).digest('base64url')}`
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
