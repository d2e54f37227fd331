import { createHash } from 'node:crypto'

import {
  createRemoteJWKSet,
  customFetch,
  errors,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose'

import { reservedRoles } from '../access/roles.ts'
import type { Clock } from '../app/clock.ts'
import type { IssuerWiring } from '../app/wiring.ts'
import { builtIn } from '../contract/failure.ts'
import type { Principal } from '../dispatch/principal.ts'
import { claimAt } from './claim-at.ts'
import { discoverKeys } from './discover-keys.ts'
import { signInOf } from './sign-in-claims.ts'

/** A principal, and until when its token proves it. */
export interface Verified {
  readonly principal: Principal
  readonly expiresAtMs: number
}

/** Signatures that only their issuer can make; whoever can check one of HS256 can forge it. */
export const outsideAlgorithms = ['ES256', 'ES384', 'EdDSA', 'PS256', 'RS256'] as const

const mostToleranceSeconds = 60
/** Keys are looked at again after this time, and a token that was believed too: a key that was withdrawn is gone by then. */
const keysForMs = 600_000
/** A key that is not known is asked for at most this often, whatever strangers send. */
const cooldownMs = 30_000
/** An issuer that did not answer is left alone for this long. */
const restMs = 5_000
const timeoutMs = 3_000

/**
 * Checks access tokens of an outside issuer: its keys by discovery, only the algorithms that are listed, its name and
 * our audience, a lifetime. When its keys cannot be had, nobody is let in (UNAVAILABLE).
 * @throws TypeError when what is wired is no way to trust
 */
export function outsideIssuer(
  wiring: IssuerWiring,
  clock: Pick<Clock, 'now'>,
): (token: string) => Promise<Verified> {
  const { issuer, audience, algorithms = ['ES256', 'RS256'], tokenType = 'at+jwt' } = wiring
  const { toleranceSeconds = 5 } = wiring
  checkWiring(wiring)
  const keyFor = remoteKeys(issuer)
  return async (token) => {
    const { payload } = await jwtVerify(token, keyFor, {
      algorithms: [...algorithms],
      typ: tokenType,
      issuer,
      audience,
      currentDate: clock.now(),
      clockTolerance: toleranceSeconds,
      requiredClaims: ['sub', 'iat', 'exp'],
    })
    const expiresAtMs = ((payload.exp ?? 0) + toleranceSeconds) * 1_000
    const nowMs = clock.now().getTime()
    if (((payload.iat ?? 0) - toleranceSeconds) * 1_000 > nowMs) {
      throw new errors.JWTInvalid('issued in the future')
    }
    return {
      principal: principalOf(payload, wiring),
      expiresAtMs: Math.min(expiresAtMs, nowMs + keysForMs),
    }
  }
}

function checkWiring({ issuer, algorithms = [], toleranceSeconds = 0 }: IssuerWiring): void {
  const url = URL.parse(issuer)
  const here = url?.protocol === 'http:' && /^(localhost|127\.0\.0\.1)$/.test(url.hostname)
  if (url?.protocol !== 'https:' && !here) {
    throw new TypeError(`the issuer ${issuer} must be named by its https:// address`)
  }
  const known: readonly string[] = outsideAlgorithms
  const wrong = algorithms.find((algorithm) => !known.includes(algorithm))
  if (wrong)
    throw new TypeError(`tokens signed by ${wrong} are never taken; use ${known.join(', ')}`)
  if (toleranceSeconds > mostToleranceSeconds) {
    throw new TypeError(`clocks may differ by ${mostToleranceSeconds} s at most`)
  }
}

/** The issuer's keys, fetched when first needed and again when they are old or one is not among them. */
function remoteKeys(issuer: string): JWTVerifyGetKey {
  let found: RemoteKeys | undefined
  let failedAt = Number.NEGATIVE_INFINITY
  return async (header, token) => {
    // Keys that are fresh are good while their issuer is away; without, there is no use in asking it for every token.
    if (!found?.fresh && performance.now() - failedAt < restMs) throw unavailable()
    try {
      found ??= await openKeys(issuer)
      return await found(header, token)
    } catch (error) {
      if (isOfToken(error)) throw error
      failedAt = performance.now()
      throw unavailable()
    }
  }
}

type RemoteKeys = ReturnType<typeof createRemoteJWKSet>

/** What is wrong with the token, and not with reaching its issuer. */
function isOfToken(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSENotSupported
  )
}

async function openKeys(issuer: string): Promise<RemoteKeys> {
  return createRemoteJWKSet(await discoverKeys(issuer, timeoutMs), {
    timeoutDuration: timeoutMs,
    cooldownDuration: cooldownMs,
    cacheMaxAge: keysForMs,
    [customFetch]: (url, options) => fetch(url, { ...options, redirect: 'error' }),
  })
}

function unavailable() {
  return builtIn('UNAVAILABLE', {
    says: 'Who issued the access token does not answer.',
    retryAfterSeconds: restMs / 1_000,
  })
}

function principalOf(payload: JWTPayload, { issuer, rolesClaim, roles }: IssuerWiring): Principal {
  const told = [claimAt(payload, rolesClaim)].flat()
  const granted = told.flatMap((value) =>
    typeof value === 'string' && Object.hasOwn(roles, value) ? (roles[value] ?? []) : [],
  )
  return Object.freeze({
    id: idOf(issuer, payload.sub ?? ''),
    roles: [...new Set(granted)].filter((role) => !reservedRoles.includes(role)),
    ...signInOf(payload),
  })
}

/**
 * The same person always has the same id, and nobody of another issuer, or of ours, can have it: a UUID of version 8
 * (RFC 9562 §5.8) made of 122 bits of the SHA-256 of both names.
 */
export function idOf(issuer: string, subject: string): string {
  const bytes = createHash('sha256')
    .update(JSON.stringify([issuer, subject]))
    .digest()
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  return bytes.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
