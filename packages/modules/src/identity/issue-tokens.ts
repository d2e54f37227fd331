import type { Principal, WorkContext } from '@archwright/kit'
import { newRefreshToken, type TokenIssuer } from '@archwright/kit/identity'

import type { Session } from './contract.ts'
import { insertToken } from './session-store.ts'

export interface SessionSettings {
  readonly tokens: TokenIssuer
  /** A session that is not refreshed for this long has ended. */
  readonly refreshTokenSeconds: number
}

export interface TokenOwner extends Omit<Principal, 'tenant'> {
  readonly sessionId: string
  /** Whom the account belongs to; null: nobody. */
  readonly tenant: string | null
  /** The token that this one succeeds. */
  readonly parentHash: string | null
}

/** Writes a refresh token of the session and issues the access token that goes with it. */
export async function issueTokens(
  { sql }: Pick<WorkContext, 'sql'>,
  { tokens, refreshTokenSeconds }: SessionSettings,
  { parentHash, tenant, ...principal }: TokenOwner,
): Promise<Session> {
  const { token, hash } = newRefreshToken()
  await insertToken(sql, { hash, sessionId: principal.sessionId, parentHash })
  const access = await tokens.issue(tenant === null ? principal : { ...principal, tenant })
  return {
    accessToken: access.token,
    tokenType: 'Bearer',
    expiresInSeconds: access.expiresInSeconds,
    refreshToken: token,
    refreshExpiresInSeconds: refreshTokenSeconds,
  }
}

export function expiryOf(now: Date, { refreshTokenSeconds }: SessionSettings): Date {
  return new Date(now.getTime() + refreshTokenSeconds * 1_000)
}
