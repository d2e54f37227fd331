import { createPrivateKey, type KeyObject, randomUUID, sign } from 'node:crypto'
import { readFile } from 'node:fs/promises'

const LIFETIME_SECONDS = 86_400

/** Makes a token for a subject (its own and its roles are the pattern's when none are given), as a sign-in would, but good for a day. */
export type TokenPress = (subject?: string, roles?: readonly string[], tenant?: string) => string

/**
 * Signs tokens with the key file that this proof gave to the project, after the pattern of a token which the
 * project itself gave out. Signing thousands of people in would hash thousands of passwords instead.
 */
export async function createTokenPress(keysFile: string, pattern: string): Promise<TokenPress> {
  const [header = '', payload = ''] = pattern.split('.')
  const { kid } = decode(header)
  const { sid: _, ...claims } = decode(payload)
  const { keys } = JSON.parse(await readFile(keysFile, 'utf8')) as { keys: PrivateJwk[] } // RFC 7517
  const jwk = keys.find((key) => key.kid === kid)
  if (!jwk) throw new Error(`${keysFile} lacks the key ${kid} that signed our tokens`)
  const key = createPrivateKey({ key: jwk, format: 'jwk' })
  const exp = Math.floor(Date.now() / 1000) + LIFETIME_SECONDS
  return (subject, roles, tenant) => {
    const own = {
      ...(subject ? { sub: subject } : {}),
      ...(roles ? { roles } : {}),
      ...(tenant ? { tenant } : {}),
    }
    return signToken(header, { ...claims, ...own, exp, jti: randomUUID() }, key)
  }
}

type PrivateJwk = Record<string, string>

function signToken(header: string, claims: object, key: KeyObject): string {
  const signed = `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`
  const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' })
  return `${signed}.${signature.toString('base64url')}`
}

function decode(part: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(part, 'base64url').toString() || '{}')
}
