import { SignJWT } from 'jose'

import { reservedRoles } from '../access/roles.ts'
import type { Clock } from '../app/clock.ts'
import type { Principal } from '../dispatch/principal.ts'
import { claimsOfSignIn } from './sign-in-claims.ts'
import { type SigningKeys, signingAlgorithm } from './signing-keys.ts'

/** Type of our tokens (RFC 9068): no other kind of JWT signed with the same keys can pass for one. */
export const tokenType = 'at+jwt'

export interface TokenSettings {
  readonly issuer: string
  readonly audience: string
}

export interface IssuerSettings extends TokenSettings {
  readonly accessTokenSeconds: number
  readonly clock: Clock
}

export interface AccessToken {
  readonly token: string
  readonly expiresInSeconds: number
}

/** Signs access tokens. */
export interface TokenIssuer {
  issue(principal: Principal): Promise<AccessToken>
}

/** Makes the issuer of access tokens; TypeError when a principal has a role that no token may carry. */
export function createTokenIssuer(
  keys: SigningKeys,
  { issuer, audience, accessTokenSeconds, clock }: IssuerSettings,
): TokenIssuer {
  return {
    async issue({ id, roles, sessionId, tenant, signIn }) {
      const reserved = roles.find((role) => reservedRoles.includes(role))
      if (reserved) throw new TypeError(`a token cannot carry the role "${reserved}"`)
      const { kid, privateKey } = keys.signingKey()
      const now = Math.floor(clock.now().getTime() / 1_000)
      const claims = {
        roles,
        ...(sessionId === undefined ? {} : { sid: sessionId }),
        ...(tenant === undefined ? {} : { tenant }),
        ...claimsOfSignIn(signIn),
      }
      const token = await new SignJWT(claims)
        .setProtectedHeader({ alg: signingAlgorithm, typ: tokenType, kid })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(id)
        .setJti(clock.newId())
        .setIssuedAt(now)
        .setNotBefore(now)
        .setExpirationTime(now + accessTokenSeconds)
        .sign(privateKey)
      return { token, expiresInSeconds: accessTokenSeconds }
    },
  }
}
