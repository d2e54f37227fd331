import { fragment, type Sql } from '@archwright/kit'

import type { Role } from './contract.ts'

export interface NewSession {
  id: string
  accountId: string
  /** By what it was opened (RFC 8176). */
  methods: readonly string[]
  startedAt: Date
  expiresAt: Date
}

export async function insertSession(sql: Sql, session: NewSession): Promise<void> {
  const { id, accountId, methods, startedAt, expiresAt } = session
  await sql`
    insert into identity.session (id, account_id, methods, started_at, expires_at)
    values (${id}, ${accountId}, ${methods}, ${startedAt}, ${expiresAt})`
}

/** Ends a session; it stays ended, and its tokens are refused from now on. */
export async function markEnded(sql: Sql, sessionId: string, now: Date): Promise<void> {
  await endWhere(sql, fragment`id = ${sessionId}`, now)
}

/** The same for all sessions of an account. */
export async function endSessionsOf(sql: Sql, accountId: string, now: Date): Promise<void> {
  await endWhere(sql, fragment`account_id = ${accountId}`, now)
}

async function endWhere(sql: Sql, which: ReturnType<typeof fragment>, now: Date): Promise<void> {
  await sql`
    with ended as (
      update identity.session set ended_at = ${now} where ${which} and ended_at is null returning id
    )
    insert into identity.revocation (subject, revoked_at)
    select id, ${now} from ended on conflict do nothing`
}

/** Those of the given sessions that have not ended; a program's is its registration. */
export async function listLive(sql: Sql, ids: readonly string[], now: Date): Promise<string[]> {
  const rows = await sql<{ id: string }>`
    select id from identity.session
    where id = any(${ids}) and ended_at is null and expires_at > ${now}
    union all
    select id from identity.client where id = any(${ids})`
  return rows.map(({ id }) => id)
}

/** Whether this names a session, or a program, and no grant. */
export function isSessionId(text: string): boolean {
  return /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(text)
}

/** Refresh tokens of one session are traded one after the other. */
export async function lockSession(sql: Sql, sessionId: string): Promise<void> {
  await sql`select from identity.session where id = ${sessionId} for no key update`
}

export async function extendSession(sql: Sql, sessionId: string, until: Date): Promise<void> {
  await sql`update identity.session set expires_at = ${until} where id = ${sessionId}`
}

/** A refresh token with what decides whether it may be traded. */
export interface PresentedToken {
  state: 'live' | 'spent' | 'superseded'
  spentAt: string | null
  /** A successor of it was used already. */
  followed: boolean
  sessionId: string
  startedAt: string
  methods: string[]
  expiresAt: string
  endedAt: string | null
  accountId: string
  /** Whom the account belongs to, in a system with tenants. */
  tenant: string | null
  roles: Role[]
}

export async function findToken(sql: Sql, hash: string): Promise<PresentedToken | undefined> {
  const [row] = await sql<PresentedToken>`
    select token.state, token.spent_at as "spentAt",
      exists (
        select from identity.refresh_token as successor
        where successor.session_id = token.session_id and successor.parent_hash = token.hash
          and successor.state <> 'live'
      ) as followed,
      session.id as "sessionId", session.started_at as "startedAt", session.methods,
      session.expires_at as "expiresAt", session.ended_at as "endedAt",
      account.id as "accountId", account.tenant_id as tenant, account.roles
    from identity.refresh_token as token
    join identity.session on session.id = token.session_id
    join identity.account on account.id = session.account_id
    where token.hash = ${hash}`
  return row
}

export async function insertToken(
  sql: Sql,
  token: { hash: string; sessionId: string; parentHash: string | null },
): Promise<void> {
  await sql`
    insert into identity.refresh_token (hash, session_id, parent_hash)
    values (${token.hash}, ${token.sessionId}, ${token.parentHash})`
}

/** Marks a live token as used and its live twins as passed over; one that is spent already stays as it is. */
export async function spendToken(
  sql: Sql,
  { hash, sessionId }: { hash: string; sessionId: string },
  now: Date,
): Promise<void> {
  await sql`
    update identity.refresh_token set
      state = case when hash = ${hash} then 'spent' else 'superseded' end,
      spent_at = case when hash = ${hash} then ${now}::timestamptz end
    where session_id = ${sessionId} and state = 'live'
      and exists (
        select from identity.refresh_token as used
        where used.hash = ${hash} and used.state = 'live'
      )`
}

export async function deleteOldSessions(sql: Sql, before: Date): Promise<void> {
  await sql`delete from identity.session where expires_at < ${before}`
}
