import { plain, type Sql } from '../data/sql.ts'
import type { EventRow } from '../event-store/event-stream.ts'
import { type Projection, shadowOf } from './projection.ts'

/** How far a generation of a read model has come. */
export interface Generation {
  readonly generation: number
  readonly version: number
  readonly live: boolean
  readonly turn: number
  readonly position: number
}

/** Events after a place, in the order in which they are applied. */
export interface Slice {
  readonly rows: readonly EventRow[]
  /** Place of the last of them. */
  readonly turn: number
  readonly position: number
}

const lockKey = 4_011_979 // any constant: one registers at a time per database

/** Makes the live table where there is none, and has it built anew where it was filled by older code. */
export async function register(sql: Sql, projection: Projection): Promise<void> {
  const { name, version, of } = projection
  await sql`select pg_advisory_xact_lock(${lockKey})`
  await renumberIfRestored(sql, of.name)
  const rows = await sql<Generation>`
    select generation, version, live, turn, position from kit.projection where name = ${name} for update`
  const live = rows.find((row) => row.live)
  const building = rows.find((row) => !row.live)
  if (!live) {
    await createTable(sql, projection)
    await sql`
      insert into kit.projection (name, generation, version, category, live)
      values (${name}, 1, ${version}, ${of.name}, true)`
  } else if (live.version < version && (building?.version ?? 0) < version) {
    if (building) await giveUp(sql, projection, building)
    await sql`
      insert into kit.projection (name, generation, version, category, live)
      values (${name}, ${live.generation + 1}, ${version}, ${of.name}, false)`
  }
}

/** What older code was building. */
async function giveUp(sql: Sql, projection: Projection, { generation }: Generation): Promise<void> {
  await sql`delete from kit.projection where name = ${projection.name} and generation = ${generation}`
  await sql`drop table if exists ${shadowOf(projection, generation)}`
}

/**
 * A database that was loaded from a dump counts transactions anew: its events have turns that no transaction here has
 * reached. They are put before all that follow, and read models are built from them again.
 */
async function renumberIfRestored(sql: Sql, category: string): Promise<void> {
  const [row] = await sql<{ restored: boolean }>`
    select max(turn) > pg_snapshot_xmax(pg_current_snapshot())::text::bigint as restored
    from kit.event where category = ${category}`
  if (!row?.restored) return
  await sql`update kit.event set turn = 0 where category = ${category}`
  await sql`select kit.rebuild_projection(name) from kit.projection where category = ${category} and live`
}

/** Locks a generation that this code may fill; undefined when there is none or another process is at it. */
export async function claim(
  sql: Sql,
  { name, version }: Projection,
  live: boolean,
): Promise<Generation | undefined> {
  const [row] = await sql<Generation>`
    select generation, version, live, turn, position from kit.projection
    where name = ${name} and live = ${live} and version = ${version} for update skip locked`
  return row
}

/** Events below the oldest open transaction only: no earlier one can appear any more. */
export async function readSlice(
  sql: Sql,
  category: string,
  after: Pick<Generation, 'turn' | 'position'>,
  most: number,
): Promise<Slice> {
  const rows = await sql<EventRow & { turn: number; position: number }>`
    select stream, version, type, schema, data, at, turn, position from kit.event
    where category = ${category} and (turn, position) > (${after.turn}, ${after.position})
      and turn < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
    order by turn, position limit ${most}`
  const { turn, position } = rows.at(-1) ?? after
  return { rows, turn, position }
}

export async function moveCheckpoint(
  sql: Sql,
  { name }: Projection,
  generation: number,
  { turn, position }: Slice,
): Promise<void> {
  await sql`
    update kit.projection set turn = ${turn}, position = ${position}
    where name = ${name} and generation = ${generation}`
}

/** Puts the built table in the place of the live one: readers see the one or the other, whole. */
export async function swap(
  sql: Sql,
  projection: Projection,
  { generation }: Generation,
): Promise<void> {
  const { name } = projection
  const [, bare = ''] = name.split('.')
  await sql`delete from kit.projection where name = ${name} and live`
  await sql`update kit.projection set live = true where name = ${name} and generation = ${generation}`
  await sql`drop table ${plain(name)}`
  await sql`alter table ${shadowOf(projection, generation)} rename to ${plain(bare)}`
}

/** Creates the live table, or the shadow of a generation if it is not there yet. */
export async function createTable(
  sql: Sql,
  projection: Projection,
  generation?: number,
): Promise<void> {
  const table = generation ? shadowOf(projection, generation) : plain(projection.name)
  const [found] = await sql<{ exists: boolean }>`
    select to_regclass(${table.text[0]}) is not null as exists`
  if (found?.exists) return
  await sql`create table ${table} (${plain(projection.columns)})`
  for (const columns of projection.indexes ?? [])
    await sql`create index on ${table} (${plain(columns)})`
}

/** Age of the oldest event that a live read model has not applied, in seconds, and how many are being built. */
export async function projectionState(
  sql: Sql,
): Promise<{ oldestSeconds: number; building: number }> {
  const [row] = await sql<{ oldestSeconds: number; building: number }>`
    select coalesce(extract(epoch from now() - min(next.at) filter (where live)), 0)::float8 as "oldestSeconds",
      count(*) filter (where not live)::int as building
    from kit.projection left join lateral (
      select at from kit.event where event.category = projection.category
        and (event.turn, event.position) > (projection.turn, projection.position)
      order by turn, position limit 1
    ) as next on true`
  return row ?? { oldestSeconds: 0, building: 0 }
}
