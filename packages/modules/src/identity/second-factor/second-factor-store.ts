import type { Sql } from '@archwright/kit'

/** Wrong codes in a row that cost nothing; each one more doubles the wait for the next, from 2 s to 15 minutes. */
const freeTries = 5
const longestWaitSeconds = 900
/** After so many nothing but a reset helps (NIST SP 800-63B §5.2.2): only who knows the password can come here. */
const mostTries = 100

export interface SecondFactor {
  sealedSecret: string
  confirmedAt: string | null
}

export async function findSecondFactor(
  sql: Sql,
  accountId: string,
): Promise<SecondFactor | undefined> {
  const [row] = await sql<SecondFactor>`
    select sealed_secret as "sealedSecret", confirmed_at as "confirmedAt"
    from identity.second_factor where account_id = ${accountId}`
  return row
}

/** Keeps a secret that is not confirmed yet; false when there is one that is. */
export async function putPending(
  sql: Sql,
  { accountId, sealedSecret }: { accountId: string; sealedSecret: string },
): Promise<boolean> {
  const rows = await sql`
    insert into identity.second_factor as kept (account_id, sealed_secret)
    values (${accountId}, ${sealedSecret})
    on conflict (account_id) do update set sealed_secret = excluded.sealed_secret
    where kept.confirmed_at is null
    returning account_id`
  return rows.length === 1
}

/** Asks for it from now on; false when somebody did so before. */
export async function confirm(sql: Sql, accountId: string, now: Date): Promise<boolean> {
  const rows = await sql`
    update identity.second_factor set confirmed_at = ${now}
    where account_id = ${accountId} and confirmed_at is null returning account_id`
  return rows.length === 1
}

/** Takes one try, unless the account must wait or is closed; says whether it may go on. One statement: tries at once count one by one. */
export async function takeTry(sql: Sql, accountId: string, now: Date): Promise<boolean> {
  const rows = await sql`
    update identity.second_factor set
      tries = tries + 1,
      blocked_until = case when tries < ${freeTries} then null
        else ${now}::timestamptz + interval '1 second' * least(
          power(2, least(tries + 1 - ${freeTries}::int, 20)), ${longestWaitSeconds}::int
        ) end
    where account_id = ${accountId} and tries < ${mostTries}
      and (blocked_until is null or blocked_until <= ${now})
    returning account_id`
  return rows.length === 1
}

/** Seconds until the next try; the longest wait where it is closed, or there is none. */
export async function waitSeconds(sql: Sql, accountId: string, now: Date): Promise<number> {
  const [row] = await sql<{ until: string | null; tries: number }>`
    select blocked_until as until, tries from identity.second_factor where account_id = ${accountId}`
  if (!row?.until || row.tries >= mostTries) return longestWaitSeconds
  return Math.max(1, Math.ceil((new Date(row.until).getTime() - now.getTime()) / 1_000))
}

/** Uses up the codes of all steps up to this one; false when that was done: of two with one code, one is first. */
export async function spendStep(sql: Sql, accountId: string, step: number): Promise<boolean> {
  const rows = await sql`
    update identity.second_factor set last_step = ${step}, tries = 0, blocked_until = null
    where account_id = ${accountId} and last_step < ${step} returning account_id`
  return rows.length === 1
}

/** Uses up a recovery code; false when there is none such. */
export async function spendRecoveryCode(
  sql: Sql,
  accountId: string,
  hash: string,
): Promise<boolean> {
  const rows = await sql`
    with spent as (
      delete from identity.recovery_code where account_id = ${accountId} and hash = ${hash}
      returning account_id
    )
    update identity.second_factor set tries = 0, blocked_until = null
    from spent where second_factor.account_id = spent.account_id returning spent.account_id`
  return rows.length === 1
}

export async function replaceRecoveryCodes(
  sql: Sql,
  accountId: string,
  hashes: readonly string[],
): Promise<void> {
  await sql`delete from identity.recovery_code where account_id = ${accountId}`
  await sql`
    insert into identity.recovery_code (account_id, hash)
    select ${accountId}, hash from unnest(${hashes}::text[]) as hash`
}

export async function countRecoveryCodes(sql: Sql, accountId: string): Promise<number> {
  const [row] = await sql<{ count: number }>`
    select count(*)::int as count from identity.recovery_code where account_id = ${accountId}`
  return row?.count ?? 0
}

/** Takes it away with its recovery codes; false when there was none. */
export async function deleteSecondFactor(sql: Sql, accountId: string): Promise<boolean> {
  const rows = await sql`
    delete from identity.second_factor where account_id = ${accountId} returning account_id`
  return rows.length === 1
}
