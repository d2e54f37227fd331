import type { Lift } from '../channel/lift.ts'
import { hear, type OutboxRow } from '../data/outbox.ts'
import { inBatches, pruneBatch } from '../data/prune.ts'
import type { Sql } from '../data/sql.ts'
import type { Told } from '../dispatch/follow.ts'
import type { Filter } from './filter.ts'

/** PostgreSQL's channel on which an append is told; a wake-up only, the table is the truth. */
export const feedChannel = 'kit_feed'

/** An event of the feed with its place as a number. */
export interface Kept {
  readonly position: number
  readonly told: Told
  readonly tenant: string | null
}

/** A part of the feed, and what surrounds it. */
export interface FeedSlice {
  readonly events: readonly Kept[]
  /** Everything up to here has been looked at; undefined when nothing was there. */
  readonly upTo: number | undefined
  /** The last position that was pruned. */
  readonly horizon: number
}

export interface SliceWanted {
  readonly after: number
  /** Names of events. */
  readonly events: readonly string[]
  /** Alternatives: an event has to hold all fields of one of them. */
  readonly filters: readonly Filter[]
  /** Only what is this tenant's; undefined: whosever it is. */
  readonly tenant?: string | undefined
  /** What was kept in an earlier version is told as the newest; it is found by the fields it had then. */
  readonly lift: Lift
  /** Most rows to look at, and most events to answer with. */
  readonly rows: number
  readonly most: number
}

const lockKey = 4_011_978 // any constant: one appends at a time per database

/** Appends what the feed has not heard yet; call it in a transaction. */
export async function appendToFeed(sql: Sql, rows: readonly OutboxRow[]): Promise<void> {
  await sql`select pg_advisory_xact_lock(${lockKey})`
  const heard = await hear(
    sql,
    'kit.feed',
    rows.map(({ id }) => id),
  )
  // Ids sort by when the event was published.
  const fresh = rows.filter(({ id }) => heard.has(id)).sort((a, b) => (a.id < b.id ? -1 : 1))
  if (fresh.length === 0) return
  await sql`
    insert into kit.feed (id, event, version, data, time, tenant)
    select id, event, version, data, time, tenant from unnest(${fresh.map(({ id }) => id)}::uuid[],
      ${fresh.map(({ event }) => event)}::text[], ${fresh.map(({ version }) => version)}::smallint[],
      ${fresh.map(({ data }) => JSON.stringify(data))}::jsonb[],
      ${fresh.map(({ createdAt }) => createdAt)}::timestamptz[], ${fresh.map(({ tenant }) => tenant)}::text[])
      with ordinality as fresh (id, event, version, data, time, tenant, place)
    order by place`
  await sql`select pg_notify(${feedChannel}, '')`
}

/** The first events after a position. */
export async function readFeed(sql: Sql, wanted: SliceWanted): Promise<FeedSlice> {
  const { after, events, filters, tenant = null, rows: most } = wanted
  const rows = await sql<FeedRow>`
    with slice as materialized (
      select * from kit.feed where position > ${after} order by position limit ${most}
    ), told as materialized (
      select * from slice
      where event = any(${events}) and data @> any(${filters.map((filter) => JSON.stringify(filter))}::jsonb[])
        and (${tenant}::text is null or tenant = ${tenant})
      order by position limit ${wanted.most}
    )
    select told.position, told.id, told.event, told.version, told.data, told.time, told.tenant, horizon.position as horizon,
      case when (select count(*) from told) < ${wanted.most} then (select max(position) from slice)
        else (select max(position) from told) end as "upTo"
    from kit.feed_horizon as horizon left join told on true
    order by told.position`
  return {
    events: rows.filter(({ position }) => position !== null).map((row) => keptOf(row, wanted.lift)),
    upTo: rows[0]?.upTo ?? undefined,
    horizon: rows[0]?.horizon ?? 0,
  }
}

interface FeedRow {
  position: number
  id: string
  event: string
  version: number
  data: unknown
  time: string
  tenant: string | null
  horizon: number
  upTo: number | null
}

function keptOf(row: FeedRow, lift: Lift): Kept {
  const { position, id, event, time, tenant } = row
  return {
    position,
    tenant,
    told: { position: String(position), id, event, time, data: lift(row) },
  }
}

/** Positions between which the feed is kept: after `horizon`, up to `head`. */
export async function feedBounds(sql: Sql): Promise<{ horizon: number; head: number }> {
  const [row] = await sql<{ horizon: number; head: number }>`
    select position as horizon, greatest(position, (select max(position) from kit.feed)) as head
    from kit.feed_horizon`
  return row ?? { horizon: 0, head: 0 }
}

/** Forgets what was kept for longer than this, and remembers up to where. */
export async function pruneFeed(sql: Sql, retainHours: number): Promise<void> {
  await inBatches(
    () => sql`
      with pruned as (
        delete from kit.feed where position <= (
          select max(position) from kit.feed where kept_at < now() - ${retainHours} * interval '1 hour'
        ) and position < (select min(position) from kit.feed) + ${pruneBatch}
        returning position
      )
      update kit.feed_horizon set position = (select max(position) from pruned)
      where exists (select from pruned) returning true`,
  )
}
