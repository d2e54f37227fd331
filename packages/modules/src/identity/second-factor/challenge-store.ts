import type { Sql } from '@archwright/kit'

export interface NewChallenge {
  hash: string
  accountId: string
  /** By what the sign-in was proven so far (RFC 8176). */
  methods: readonly string[]
  /** Nothing is missing. */
  proven: boolean
  expiresAt: Date
}

export async function insertChallenge(sql: Sql, challenge: NewChallenge): Promise<void> {
  const { hash, accountId, methods, proven, expiresAt } = challenge
  await sql`
    insert into identity.challenge (hash, account_id, methods, proven, expires_at)
    values (${hash}, ${accountId}, ${methods}, ${proven}, ${expiresAt})`
}

export interface HeldSignIn {
  accountId: string
  methods: string[]
}

/** Whose sign-in it is that waits for a code, if it may still be completed. */
export async function findChallenge(
  sql: Sql,
  hash: string,
  now: Date,
): Promise<HeldSignIn | undefined> {
  const [row] = await sql<HeldSignIn>`
    select account_id as "accountId", methods from identity.challenge
    where hash = ${hash} and expires_at > ${now} and not proven`
  return row
}

/** Whose proven sign-in it is; it is given once. */
export async function takeProven(
  sql: Sql,
  hash: string,
  now: Date,
): Promise<HeldSignIn | undefined> {
  const [row] = await sql<HeldSignIn>`
    delete from identity.challenge
    where hash = ${hash} and expires_at > ${now} and proven
    returning account_id as "accountId", methods`
  return row
}

export async function deleteChallenge(sql: Sql, hash: string): Promise<void> {
  await sql`delete from identity.challenge where hash = ${hash}`
}

export async function deleteOldChallenges(sql: Sql, now: Date): Promise<void> {
  await sql`delete from identity.challenge where expires_at <= ${now}`
}
