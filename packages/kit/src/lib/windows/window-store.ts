import type { Sql } from '../data/sql.ts'
import type { OpenWindow } from './fold.ts'
import type { Windowed } from './windowed.ts'

/** How far the counting has come; times are milliseconds since 1970. */
export interface WindowState {
  readonly position: number
  readonly watermark: number | null
  readonly wholeFrom: number | null
}

/** Begins the counting, or begins it anew for a newer version. */
export async function registerWindows(sql: Sql, { name, version }: Windowed): Promise<void> {
  await sql`
    insert into kit.window_state (name, version) values (${name}, ${version}) on conflict (name) do nothing`
  await sql`
    select kit.replay_windows(name) from kit.window_state where name = ${name} and version < ${version}`
  await sql`update kit.window_state set version = ${version} where name = ${name} and version < ${version}`
}

/** Locks the counting; undefined while another process is at it or knows a newer version. */
export async function claimWindows(
  sql: Sql,
  { name, version }: Windowed,
): Promise<WindowState | undefined> {
  const [row] = await sql<WindowState>`
    select position, watermark, whole_from as "wholeFrom" from kit.window_state
    where name = ${name} and version = ${version} for update skip locked`
  return row
}

export async function moveWindows(
  sql: Sql,
  name: string,
  { position, watermark, wholeFrom, late }: WindowState & { readonly late: number },
): Promise<void> {
  await sql`
    update kit.window_state set position = ${position}, watermark = ${watermark}, whole_from = ${wholeFrom},
      late = late + ${late}
    where name = ${name}`
}

export function openWindows(
  sql: Sql,
  name: string,
  keys: readonly string[],
): Promise<OpenWindow[]> {
  return sql<OpenWindow>`
    select key, starts_at as "startsAt", ends_at as "endsAt", total from kit.open_window
    where name = ${name} and key = any(${keys})`
}

/** Writes the open windows of these keys. */
export async function keepWindows(
  sql: Sql,
  name: string,
  { keys, windows }: { readonly keys: readonly string[]; readonly windows: readonly OpenWindow[] },
): Promise<void> {
  await sql`delete from kit.open_window where name = ${name} and key = any(${keys})`
  await sql`
    insert into kit.open_window (name, key, starts_at, ends_at, total)
    select ${name}, * from unnest(${windows.map(({ key }) => key)}::text[],
      ${windows.map(({ startsAt }) => startsAt)}::bigint[], ${windows.map(({ endsAt }) => endsAt)}::bigint[],
      ${windows.map(({ total }) => JSON.stringify(total))}::jsonb[])`
}

/** Takes out the windows that end at the watermark or before, oldest first. */
export function closeWindows(sql: Sql, name: string, watermark: number): Promise<OpenWindow[]> {
  return sql<OpenWindow>`
    with closed as (
      delete from kit.open_window where name = ${name} and ends_at <= ${watermark}
      returning key, starts_at as "startsAt", ends_at as "endsAt", total
    )
    select * from closed order by "endsAt", "startsAt", key`
}

export async function dropWindows(sql: Sql, name: string): Promise<void> {
  await sql`delete from kit.open_window where name = ${name}`
}

/** When what the feed holds begins, milliseconds since 1970; now when it holds nothing. */
export async function feedBegins(sql: Sql): Promise<number> {
  const [row] = await sql<{ at: number }>`
    select (extract(epoch from coalesce((select max(time) from (
      select time from kit.feed order by position limit 1) as first), now())) * 1000)::bigint as at`
  return row?.at ?? 0
}

/**
 * The time of the database when nobody can come any more: no event of this name is on its way to the feed. Ask before the feed
 * is read, and only where a window waits for its end.
 */
export async function quietAt(
  sql: Sql,
  { name, event, latenessMs }: { name: string; event: string; latenessMs: number },
): Promise<number | undefined> {
  const [row] = await sql<{ at: number }>`
    select at from (select (extract(epoch from now()) * 1000)::bigint as at) as clock
    where exists (select from kit.open_window where name = ${name} and ends_at <= at - ${latenessMs}::bigint)
      and not exists (select from kit.outbox where event = ${event})`
  return row?.at
}
