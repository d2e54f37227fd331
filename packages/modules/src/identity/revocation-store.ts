import type { Sql } from '@archwright/kit'

/** Takes back what was said of a session, a grant or an account up to now. */
export async function insertRevocation(sql: Sql, subject: string, now: Date): Promise<void> {
  await sql`
    insert into identity.revocation (subject, revoked_at) values (${subject}, ${now})
    on conflict do nothing`
}

/** What was taken back since then. */
export async function listRevocations(sql: Sql, since: string): Promise<string[]> {
  const rows = await sql<{ subject: string }>`
    select distinct subject from identity.revocation where revoked_at >= ${since}`
  return rows.map(({ subject }) => subject)
}

export async function deleteOldRevocations(sql: Sql, before: Date): Promise<void> {
  await sql`delete from identity.revocation where revoked_at < ${before}`
}
