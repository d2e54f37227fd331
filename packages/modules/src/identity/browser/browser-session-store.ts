import type { Sql } from '@archwright/kit'

import type { Role } from '../contract.ts'

export interface NewBrowserSession {
  id: string
  accountId: string
  /** By what it was opened (RFC 8176). */
  methods: readonly string[]
  cookieHash: string
  startedAt: Date
  expiresAt: Date
  absoluteUntil: Date
}

export async function insertBrowserSession(sql: Sql, session: NewBrowserSession): Promise<void> {
  const { id, accountId, methods, cookieHash, startedAt, expiresAt, absoluteUntil } = session
  await sql`
    insert into identity.session
      (id, account_id, methods, cookie_hash, started_at, expires_at, absolute_until)
    values (
      ${id}, ${accountId}, ${methods}, ${cookieHash}, ${startedAt}, ${expiresAt}, ${absoluteUntil}
    )`
}

export interface FoundBrowserSession {
  sessionId: string
  accountId: string
  tenant: string | null
  roles: Role[]
  startedAt: string
  methods: string[]
}

/** Whose session a cookie is, if it has not ended. Being used keeps it, no further than its absolute end. */
export async function useBrowserSession(
  sql: Sql,
  { cookieHash, idleSeconds }: { cookieHash: string; idleSeconds: number },
  now: Date,
): Promise<FoundBrowserSession | undefined> {
  const [row] = await sql<FoundBrowserSession>`
    update identity.session set expires_at =
      least(absolute_until, ${now}::timestamptz + interval '1 second' * ${idleSeconds}::int)
    from identity.account
    where session.cookie_hash = ${cookieHash} and session.ended_at is null
      and session.expires_at > ${now} and account.id = session.account_id
      and account.disabled_at is null
    returning session.id as "sessionId", account.id as "accountId",
      account.tenant_id as tenant, account.roles, session.started_at as "startedAt",
      session.methods`
  return row
}

/** Ends the session of a cookie; undefined when there is none. */
export async function endBrowserSession(
  sql: Sql,
  cookieHash: string,
  now: Date,
): Promise<string | undefined> {
  const [row] = await sql<{ id: string }>`
    update identity.session set ended_at = ${now}
    where cookie_hash = ${cookieHash} and ended_at is null
    returning id`
  return row?.id
}
