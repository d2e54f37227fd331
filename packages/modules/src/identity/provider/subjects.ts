import type { Sql } from '@archwright/kit'
import type { AccessToken, Account, ClientCredentials, KoaContextWithOIDC } from 'oidc-provider'

import { findAccountById } from '../account-store.ts'

/** The account behind a subject, as the provider sees it; undefined when there is none or it is disabled. */
export async function findSubject(sql: Sql, id: string): Promise<Account | undefined> {
  const account = await findAccountById(sql, id)
  if (!account || account.disabled) return undefined
  return {
    accountId: id,
    // Addresses are not proven here, and nobody may take one for a proof.
    claims: async () => ({
      sub: id,
      name: account.name,
      email: account.email,
      email_verified: false,
    }),
  }
}

type Issued = AccessToken | ClientCredentials

/** What a token of the API says beyond the standard; one for userinfo only says nothing more. */
export async function extraClaims(
  sql: Sql,
  token: Issued,
  { AuthorizationCode, RefreshToken }: KoaContextWithOIDC['oidc']['entities'],
): Promise<Record<string, unknown> | undefined> {
  if (!token.resourceServer) return undefined
  const granted = token.scopes
  if (token.kind === 'ClientCredentials') return { roles: [...granted], sid: token.clientId }
  const { accountId, grantId } = token as AccessToken
  const account = await findAccountById(sql, accountId)
  const roles = account?.roles.filter((role) => granted.has(role)) ?? []
  // The grant is what ends when its person signs out or a refresh token is stolen.
  const tenant = account?.tenant ?? null
  const { authTime: auth_time, amr, acr } = AuthorizationCode ?? RefreshToken ?? {}
  const signIn = auth_time === undefined ? {} : { auth_time, amr, acr }
  return { roles, sid: grantId, ...signIn, ...(tenant === null ? {} : { tenant }) }
}
