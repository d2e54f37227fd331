import type { Sql } from './sql.ts'

export interface OutboxRow {
  readonly id: string
  readonly event: string
  /** Version of the data when it was published. */
  readonly version: number
  readonly data: unknown
  readonly traceparent: string | null
  /** Whose it is; null: nobody's in particular. */
  readonly tenant: string | null
  /** When it was published, RFC 3339. */
  readonly createdAt: string
  readonly attempts: number
}

/** An event as its publisher writes it. */
export type NewEvent = Omit<OutboxRow, 'createdAt' | 'attempts'>

/** Tries before an event is dead; with the backoff below, about 5 hours. */
export const deliveryAttempts = 20

export async function insertEvents(sql: Sql, events: readonly NewEvent[]): Promise<void> {
  await sql`
    insert into kit.outbox (id, event, version, data, traceparent, tenant)
    select * from unnest(${events.map((row) => row.id)}::uuid[], ${events.map((row) => row.event)}::text[],
      ${events.map((row) => row.version)}::smallint[], ${events.map((row) => JSON.stringify(row.data))}::jsonb[],
      ${events.map((row) => row.traceparent)}::text[], ${events.map((row) => row.tenant)}::text[])`
}

/** Locks what is due. Claimed by state, never by "id greater than the last": ids do not commit in order. */
export function claimEvents(sql: Sql, most: number): Promise<OutboxRow[]> {
  return sql<OutboxRow>`
    select id, event, version, data, traceparent, tenant, created_at as "createdAt", attempts from kit.outbox
    where not dead and next_at <= now() order by next_at, id limit ${most} for update skip locked`
}

export async function deleteEvents(sql: Sql, ids: readonly string[]): Promise<void> {
  await sql`delete from kit.outbox where id = any(${ids}::uuid[])`
}

/** Puts an event off, doubling from 1 s to 30 min; dead after {@link deliveryAttempts}. Blocks only itself. */
export async function postponeEvent(sql: Sql, id: string, error: string): Promise<void> {
  await sql`
    update kit.outbox set attempts = attempts + 1, last_error = ${error},
      dead = attempts + 1 >= ${deliveryAttempts},
      next_at = now() + least(power(2, attempts), 1800) * interval '1 second'
    where id = ${id}`
}

/** The message ids this consumer has not heard yet; they count as heard when the transaction commits. */
export async function hear(
  sql: Sql,
  consumer: string,
  ids: readonly string[],
): Promise<Set<string>> {
  const rows = await sql<{ message_id: string }>`
    insert into kit.inbox (consumer, message_id)
    select ${consumer}, id from unnest(${ids.toSorted()}::uuid[]) as message (id)
    on conflict do nothing returning message_id`
  return new Set(rows.map((row) => row.message_id))
}

/** Age of the oldest undelivered event in seconds, and how many wait or are dead. */
export async function outboxState(
  sql: Sql,
): Promise<{ waiting: number; dead: number; oldestSeconds: number }> {
  const [row] = await sql<{ waiting: number; dead: number; oldestSeconds: number }>`
    select count(*) filter (where not dead) as waiting, count(*) filter (where dead) as dead,
      coalesce(extract(epoch from now() - min(created_at) filter (where not dead)), 0)::float8 as "oldestSeconds"
    from kit.outbox`
  return row ?? { waiting: 0, dead: 0, oldestSeconds: 0 }
}
