import type { Sql } from '@archwright/kit'

export interface OutsideIdentity {
  issuer: string
  subject: string
}

/** The account that this identity opened. */
export async function findLinked(
  sql: Sql,
  { issuer, subject }: OutsideIdentity,
): Promise<string | undefined> {
  const [row] = await sql<{ accountId: string }>`
    select account_id as "accountId" from identity.outside_identity
    where issuer = ${issuer} and subject = ${subject}`
  return row?.accountId
}

export async function insertLink(
  sql: Sql,
  { issuer, subject, accountId }: OutsideIdentity & { accountId: string },
  now: Date,
): Promise<void> {
  await sql`
    insert into identity.outside_identity (issuer, subject, account_id, linked_at)
    values (${issuer}, ${subject}, ${accountId}, ${now})`
}

/** Uses up an assertion; false when it was used before: of two that come at once, one is first. */
export async function spendAssertion(sql: Sql, idHash: string, now: Date): Promise<boolean> {
  const rows = await sql`
    insert into identity.seen_assertion (id_hash, seen_at) values (${idHash}, ${now})
    on conflict do nothing returning id_hash`
  return rows.length === 1
}

export async function deleteOldAssertions(sql: Sql, before: Date): Promise<void> {
  await sql`delete from identity.seen_assertion where seen_at < ${before}`
}
