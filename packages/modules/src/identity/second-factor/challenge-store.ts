import type { Sql } from '@archwright/kit'

export interface NewChallenge {
  hash: string
  accountId: string
  expiresAt: Date
}

export async function insertChallenge(sql: Sql, challenge: NewChallenge): Promise<void> {
  const { hash, accountId, expiresAt } = challenge
  await sql`
    insert into identity.challenge (hash, account_id, expires_at)
    values (${hash}, ${accountId}, ${expiresAt})`
}

/** Whose sign-in it is, if it may still be completed. */
export async function findChallenge(
  sql: Sql,
  hash: string,
  now: Date,
): Promise<string | undefined> {
  const [row] = await sql<{ accountId: string }>`
    select account_id as "accountId" from identity.challenge
    where hash = ${hash} and expires_at > ${now}`
  return row?.accountId
}

export async function deleteChallenge(sql: Sql, hash: string): Promise<void> {
  await sql`delete from identity.challenge where hash = ${hash}`
}

export async function deleteOldChallenges(sql: Sql, now: Date): Promise<void> {
  await sql`delete from identity.challenge where expires_at <= ${now}`
}
