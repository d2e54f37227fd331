import type { Sql } from '@archwright/kit'

/** Tries in a row that cost nothing; each one more doubles the wait for the next, from 2 s. */
const freeTries = 10
const longestWaitSeconds = 900

/**
 * Takes one try for an address, unless it must still wait; says whether it may go on.
 * One statement, so that guesses sent at once are counted one by one. A day of rest forgets earlier tries.
 */
export async function takeAttempt(sql: Sql, email: string, now: Date): Promise<boolean> {
  const rows = await sql`
    insert into identity.login_attempt as kept (email, tries, last_at)
    values (${email}, 1, ${now})
    on conflict (email) do update set
      tries = case when kept.last_at < ${now}::timestamptz - interval '1 day'
        then 1 else kept.tries + 1 end,
      last_at = ${now},
      blocked_until = case
        when kept.last_at < ${now}::timestamptz - interval '1 day' then null
        when kept.tries < ${freeTries} then null
        else ${now}::timestamptz + interval '1 second' * least(
          power(2, least(kept.tries + 1 - ${freeTries}::int, 20)), ${longestWaitSeconds}::int
        ) end
    where kept.blocked_until is null or kept.blocked_until <= ${now}
    returning email`
  return rows.length === 1
}

/** Until when an address must wait; absent when it need not. */
export async function findBlock(sql: Sql, email: string): Promise<string | undefined> {
  const [row] = await sql<{ until: string | null }>`
    select blocked_until as until from identity.login_attempt where email = ${email}`
  return row?.until ?? undefined
}

export async function clearAttempts(sql: Sql, email: string): Promise<void> {
  await sql`delete from identity.login_attempt where email = ${email}`
}

export async function deleteOldAttempts(sql: Sql, before: Date): Promise<void> {
  await sql`
    delete from identity.login_attempt
    where last_at < ${before} and (blocked_until is null or blocked_until < ${before})`
}
