import { hash } from 'node:crypto'

import { decodeJwt, errors, type JWTPayload, jwtVerify } from 'jose'
import { LRUCache } from 'lru-cache'

import { reservedRoles } from '../access/roles.ts'
import type { Clock } from '../app/clock.ts'
import type { IssuerWiring } from '../app/wiring.ts'
import { builtIn } from '../contract/failure.ts'
import type { Authenticate } from '../dispatch/call.ts'
import { guest } from '../dispatch/principal.ts'
import { outsideIssuer, type Verified } from './outside-issuer.ts'
import { signInOf } from './sign-in-claims.ts'
import { type SigningKeys, signingAlgorithm } from './signing-keys.ts'
import { type TokenSettings, tokenType } from './token-issuer.ts'

export interface AuthenticatorSettings extends TokenSettings {
  readonly clock: Pick<Clock, 'now'>
  /** Verified tokens that are remembered; 10,000 if absent. */
  readonly remembered?: number
  /** The name under which this system signs people in for applications of others, with the same keys. */
  readonly provider?: string
  /** Others whose tokens are taken. */
  readonly issuers?: readonly IssuerWiring[]
}

/** Clocks of two machines may differ by this much. */
const toleranceSeconds = 5
const longestToken = 4_096

/**
 * Makes the check of access tokens as RFC 8725 asks: one algorithm, our type, issuer and audience, a known key, and
 * a lifetime. A verified token is remembered by its hash until it expires, because verifying costs 0.2 ms (measured).
 */
export function createAuthenticator(
  keys: SigningKeys,
  settings: AuthenticatorSettings,
): Authenticate {
  const verified = new LRUCache<string, Verified>({ max: settings.remembered ?? 10_000 })
  const verify = verifierOf(keys, settings)
  return async ({ bearer }) => {
    if (bearer === undefined) return guest
    if (bearer.length > longestToken) throw refusal()
    const digest = hash('sha256', bearer, 'base64')
    const known = verified.get(digest)
    if (known && settings.clock.now().getTime() < known.expiresAtMs) return known.principal
    const fresh = await verify(bearer)
    verified.set(digest, fresh)
    return fresh.principal
  }
}

/** The issuer that a token names decides by whose keys it is checked, and by nothing else in it. */
function verifierOf(keys: SigningKeys, settings: AuthenticatorSettings) {
  const { issuers = [], clock } = settings
  const outside = new Map(issuers.map((wiring) => [wiring.issuer, outsideIssuer(wiring, clock)]))
  return async (token: string): Promise<Verified> => {
    try {
      const verify = outside.size > 0 && outside.get(decodeJwt(token).iss ?? '')
      return verify ? await verify(token) : await verifyOwn(token, keys, settings)
    } catch (error) {
      if (error instanceof errors.JWTExpired)
        throw refusal('The access token has expired; refresh it.')
      if (error instanceof errors.JOSEError) throw refusal()
      throw error
    }
  }
}

async function verifyOwn(
  token: string,
  keys: SigningKeys,
  { issuer, provider, audience, clock }: AuthenticatorSettings,
): Promise<Verified> {
  const { payload } = await jwtVerify(token, ({ kid }) => keyFor(keys, kid), {
    algorithms: [signingAlgorithm],
    typ: tokenType,
    issuer: provider === undefined ? issuer : [issuer, provider],
    audience,
    currentDate: clock.now(),
    clockTolerance: toleranceSeconds,
    requiredClaims: ['sub', 'iat', 'nbf', 'exp', 'jti'],
  })
  return verifiedOf(payload)
}

// The key comes from our own file by its id. Keys or addresses of keys inside the token are never looked at.
async function keyFor(keys: SigningKeys, kid: string | undefined) {
  const key = kid === undefined ? undefined : await keys.verifyingKey(kid)
  if (!key) throw new errors.JWKSNoMatchingKey()
  return key
}

function verifiedOf(payload: JWTPayload): Verified {
  const { sub, exp, roles, sid, tenant } = payload
  if (!sub || exp === undefined || !Array.isArray(roles)) throw refusal()
  const granted = roles.filter(
    (role) => typeof role === 'string' && !reservedRoles.includes(role),
  ) as string[] // the filter leaves only strings
  const principal = {
    id: sub,
    roles: granted,
    ...(typeof sid === 'string' ? { sessionId: sid } : {}),
    ...(typeof tenant === 'string' ? { tenant } : {}),
    ...signInOf(payload),
  }
  return { principal: Object.freeze(principal), expiresAtMs: (exp + toleranceSeconds) * 1_000 }
}

function refusal(says = 'The access token is not valid; sign in again.') {
  return builtIn('UNAUTHENTICATED', { says })
}
