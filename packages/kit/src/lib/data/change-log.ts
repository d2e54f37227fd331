import { prune } from './prune.ts'
import { fragment, type Sql } from './sql.ts'

/** PostgreSQL's channel on which a change is told; a wake-up only, the table is the truth. */
export const changeChannel = 'kit_cache'

/** Longest life of an answer: what changed before that is forgotten. */
export const longestSeconds = 3_600

/** Something that answers are made of, and the transaction that changed it. */
export interface Change {
  readonly tag: string
  /** Number of the transaction; a later one may commit earlier. */
  readonly xid: number
}

/** A module's word for something that answers are made of, apart from those of others. */
export function tagOf(module: string, tag: string): string {
  return `${module}/${tag}`
}

/** What one look at the log saw. */
export interface LogSlice {
  readonly changes: readonly Change[]
  /** Every transaction with a lower number has ended, and its changes have been seen. */
  readonly upTo: number
}

/** Writes down what a transaction changes, in that transaction; says its number. */
export async function insertChanges(sql: Sql, tags: readonly string[]): Promise<number> {
  const [row] = await sql<{ xid: number }>`
    with own as (select pg_current_xact_id()::text::bigint as xid), written as (
      insert into kit.cache_change (xid, tag) select own.xid, tag from own, unnest(${tags}::text[]) as tag
    )
    select xid from own`
  if (!row) throw new TypeError('a transaction without a number')
  return row.xid
}

/** What transactions from this number on have changed. One statement, so that `upTo` belongs to the same snapshot. */
export async function readChanges(sql: Sql, from: number): Promise<LogSlice> {
  const rows = await sql<{ tag: string | null; xid: number; upTo: number }>`
    select change.tag, change.xid, one.up_to as "upTo"
    from (select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as up_to) as one
    left join (
      select tag, max(xid) as xid from kit.cache_change where xid >= ${from} group by tag
    ) as change on true`
  return {
    changes: rows.flatMap(({ tag, xid }) => (tag === null ? [] : { tag, xid })),
    upTo: rows[0]?.upTo ?? from,
  }
}

/**
 * Which history the numbers belong to. A restored or promoted server counts anew, and one that crashed gives again the
 * numbers of what had not reached its disk: it has started anew, or has at least lost its statistics.
 */
export async function readHistory(sql: Sql): Promise<string> {
  const [row] = await sql<{ history: string }>`
    select concat_ws('/', system.system_identifier, substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8), datid,
      extract(epoch from pg_postmaster_start_time()), extract(epoch from pg_stat_get_bgwriter_stat_reset_time()))
      as history
    from pg_control_system() as system, pg_stat_get_activity(pg_backend_pid())`
  if (!row) throw new TypeError('a database without a history')
  return row.history
}

/** Wakes every process that follows the log. */
export async function tellOfChanges(sql: Sql): Promise<void> {
  await sql`select pg_notify(${changeChannel}, '')`
}

/** Forgets changes that no kept answer is older than; a minute more for transactions that took long to commit. */
export async function pruneChanges(sql: Sql): Promise<void> {
  const outOfDate = fragment`made_at < now() - ${longestSeconds + 60} * interval '1 second'`
  await prune(sql, 'kit.cache_change', outOfDate)
}
