import { mostPresent, type PresentList } from '../contract/presence.ts'
import type { Sql } from '../data/sql.ts'

/** One connection that follows one subscription. */
export interface Present {
  readonly id: string
  readonly subscription: string
  readonly principal: string
  /** Whose it is, where what is followed belongs to tenants. */
  readonly tenant: string | null
  /** The fields that were given. */
  readonly input: object
  readonly since: Date
}

/** Says that a process lives for so much longer; false when it was not known, so that nothing of it is. */
export async function keepAlive(sql: Sql, process: string, aliveMs: number): Promise<boolean> {
  const [row] = await sql<{ known: boolean }>`
    with gone as (delete from kit.presence_process where alive_until < now() - interval '1 minute'),
    known as (select from kit.presence_process where id = ${process} and alive_until >= now() - interval '1 minute')
    insert into kit.presence_process (id, alive_until)
    values (${process}, now() + ${aliveMs} * interval '1 millisecond')
    on conflict (id) do update set alive_until = excluded.alive_until
    returning exists (select from known) as known`
  return row?.known ?? false
}

export async function insertPresent(
  sql: Sql,
  process: string,
  all: readonly Present[],
): Promise<void> {
  await sql`
    insert into kit.presence (id, process, subscription, principal, tenant, input, since)
    select id, ${process}, subscription, principal, tenant, input, since
    from unnest(${all.map(({ id }) => id)}::uuid[], ${all.map((one) => one.subscription)}::text[],
      ${all.map((one) => one.principal)}::text[], ${all.map(({ tenant }) => tenant)}::text[],
      ${all.map(({ input }) => JSON.stringify(input))}::jsonb[],
      ${all.map(({ since }) => since.toISOString())}::timestamptz[])
      as present (id, subscription, principal, tenant, input, since)
    on conflict (id) do nothing`
}

export async function deletePresent(sql: Sql, ids: readonly string[]): Promise<void> {
  await sql`delete from kit.presence where id = any(${ids}::uuid[])`
}

export async function forgetProcess(sql: Sql, process: string): Promise<void> {
  await sql`delete from kit.presence_process where id = ${process}`
}

export interface PresenceAsked {
  readonly subscription: string
  /** Fields that must have been given the same. */
  readonly input: object
  /** Tenant that the caller acts for: what belongs to others is not shown. */
  readonly tenant: string | null
}

/** Who is there, the first to come first; those of processes that live. */
export async function findPresent(
  sql: Sql,
  { subscription, input, tenant }: PresenceAsked,
): Promise<PresentList> {
  const items = await sql<{ id: string; since: Date; connections: number }>`
    select principal as id, min(since) as since, count(*)::int as connections
    from kit.presence join kit.presence_process as process on process.id = presence.process
    where alive_until > now() and subscription = ${subscription}
      and input @> ${JSON.stringify(input)}::jsonb and (tenant is null or tenant = ${tenant}::text)
    group by principal order by min(since), principal limit ${mostPresent}`
  return { items: items.map((row) => ({ ...row, since: new Date(row.since).toISOString() })) }
}
