import type { Sql } from '../data/sql.ts'

/** A replication slot as the server keeps it. */
export interface SlotState {
  /** Bytes of log that the server keeps for it. */
  readonly lagBytes: number
  /** The server has removed log that it needs: it is of no more use. */
  readonly lost: boolean
}

export async function slotState(sql: Sql, slot: string): Promise<SlotState | undefined> {
  const [state] = await sql<SlotState>`
    select coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn), 0)::float8 as "lagBytes",
      wal_status is not distinct from 'lost' as lost
    from pg_replication_slots where slot_name = ${slot} and database = current_database()`
  return state
}

/** Ends whoever reads from it and drops it, so that the server can remove its log. */
export async function dropSlot(sql: Sql, slot: string): Promise<void> {
  await sql`
    select pg_terminate_backend(active_pid, 5000) from pg_replication_slots
    where slot_name = ${slot} and active_pid is not null`
  await sql`select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = ${slot}`
}

export type Found = 'slot' | 'gap' | 'nothing'

/**
 * Whether there is a slot to go on from. The publication stays when the slot goes: dropped by the guard, or not part of
 * the backup that was restored. Then events were missed.
 */
export async function findSlot(sql: Sql, slot: string): Promise<Found> {
  if (await slotState(sql, slot)) return 'slot'
  const [publication] = await sql`select from pg_publication where pubname = ${slot}`
  return publication ? 'gap' : 'nothing'
}

/** From here on each event that commits is kept for whoever reads the slot. Answers from where on. */
export async function makeSlot(sql: Sql, slot: string): Promise<void> {
  const [publication] = await sql`select from pg_publication where pubname = ${slot}`
  if (!publication) await publish(sql, slot)
  await sql`select pg_create_logical_replication_slot(${slot}, 'pgoutput')`
}

/** A statement of definitions takes no parameters. */
async function publish(sql: Sql, slot: string): Promise<void> {
  await sql`
    select set_config('kit.capture', ${slot}, false)`
  await sql`
    do $$ begin
      execute format('create publication %I for table kit.outbox with (publish = ''insert'')', current_setting('kit.capture'));
    end $$`
}

/** How far the log is. */
export async function currentLsn(sql: Sql): Promise<string> {
  const [row] = await sql<{ lsn: string }>`select pg_current_wal_lsn()::text as lsn`
  return row?.lsn ?? '0/0'
}
