import type { Static, TObject } from 'typebox'

import { type Lift, lifterOf } from '../channel/lift.ts'
import { type EarlierData, type EventSpec, versionOf } from '../contract/event.ts'
import { Conflict } from '../data/conflict.ts'
import { type Fragment, fragment, type Sql } from '../data/sql.ts'

/** Names of events → their data. */
export type EventTypes = Readonly<Record<string, TObject>>

export interface StreamSpec<Types extends EventTypes> {
  /** "module.thing": each thing has a stream of its own, named by its id. */
  readonly name: `${string}.${string}`
  readonly events: Types
  /** What data was before changes that recorded events do not fit, oldest first. */
  readonly earlier?: Readonly<Partial<Record<keyof Types & string, readonly EarlierData[]>>>
}

/** An event as it is appended. */
export type NewStreamEvent<Types extends EventTypes> = {
  [Type in keyof Types & string]: { readonly type: Type; readonly data: Static<Types[Type]> }
}[keyof Types & string]

/** An event as it was recorded, its data lifted to the newest version. */
export type StreamEvent<Types extends EventTypes = EventTypes> = NewStreamEvent<Types> & {
  readonly stream: string
  /** 1 for the first event of a stream, without gaps. */
  readonly version: number
  /** RFC 3339. */
  readonly at: string
}

export interface Append<Types extends EventTypes> {
  readonly stream: string
  /** Version the stream must be at: 0 when it must be new. */
  readonly expected: number
  readonly events: readonly NewStreamEvent<Types>[]
}

/** Streams of one kind in the event store. Events are appended in the caller's transaction and never change. */
export interface EventStream<Types extends EventTypes = EventTypes> {
  readonly name: string
  /**
   * Appends to streams that stand at the expected version, in one statement; says which. The others are left alone.
   * @throws Conflict when another transaction came between: run the unit of work again, as the kit does.
   */
  append(sql: Sql, appends: readonly Append<Types>[]): Promise<ReadonlySet<string>>
  /**
   * The same as a part of a larger statement (`with noted as (${…})`), for modules whose own locked row holds the
   * version. One event per stream.
   * @param rows a select of stream text, version integer (of the event itself), type text, data jsonb.
   */
  appending(rows: Fragment): Fragment
  /** Events of a stream after a version, oldest first. */
  read(sql: Sql, stream: string, options?: ReadOptions): Promise<StreamEvent<Types>[]>
  /** A recorded row as the newest version of its event. */
  lift(row: EventRow): StreamEvent<Types>
}

export interface ReadOptions {
  readonly after?: number
  readonly limit?: number
}

/** A row of `kit.event`. */
export interface EventRow {
  readonly stream: string
  readonly version: number
  readonly type: string
  readonly schema: number
  readonly data: unknown
  readonly at: string
}

/** Declares the streams of one kind of thing. */
export function eventStream<const Types extends EventTypes>(
  spec: StreamSpec<Types>,
): EventStream<Types> {
  const schemas = specsOf(spec)
  const { name } = spec
  const lift = liftOf<Types>(name, lifterOf([...schemas.values()]))
  return {
    name,
    lift,
    append: (sql, appends) => append(sql, name, rowsOf(appends, schemas)),
    appending: (rows) => appending(name, rows, schemas),
    async read(sql, stream, { after = 0, limit = 2 ** 31 - 1 } = {}) {
      const rows = await sql<EventRow>`
        select stream, version, type, schema, data, at from kit.event
        where category = ${name} and stream = ${stream} and version > ${after} order by version limit ${limit}`
      return rows.map(lift)
    },
  }
}

function specsOf<Types extends EventTypes>({
  name,
  events,
  earlier,
}: StreamSpec<Types>): ReadonlyMap<string, EventSpec> {
  return new Map(
    Object.entries(events).map(([type, data]) => [
      type,
      { name: `${name}.${type}`, summary: '', data, earlier: earlier?.[type] ?? [] },
    ]),
  )
}

function liftOf<Types extends EventTypes>(
  name: string,
  lift: Lift,
): (row: EventRow) => StreamEvent<Types> {
  return (row) => {
    const { stream, version, type, at } = row
    const data = lift({ event: `${name}.${type}`, version: row.schema, data: row.data })
    return { stream, version, type, at, data } as unknown as StreamEvent<Types> // as appended, lifted
  }
}

interface NewRow {
  readonly stream: string
  readonly expected: number
  readonly type: string
  readonly schema: number
  readonly data: string
}

function rowsOf<Types extends EventTypes>(
  appends: readonly Append<Types>[],
  schemas: ReadonlyMap<string, EventSpec>,
): NewRow[] {
  if (new Set(appends.map(({ stream }) => stream)).size < appends.length)
    throw new TypeError('a stream is appended to once in a statement')
  return appends.flatMap(({ stream, expected, events }) =>
    events.map(({ type, data }) => {
      const spec = schemas.get(type)
      if (!spec) throw new TypeError(`no event of this stream is called ${type}`)
      return { stream, expected, type, schema: versionOf(spec), data: JSON.stringify(data) }
    }),
  )
}

async function append(
  sql: Sql,
  category: string,
  given: readonly NewRow[],
): Promise<ReadonlySet<string>> {
  if (given.length === 0) return new Set()
  const appended = await sql<{ stream: string; events: number; wanted: number }>`
    with given as (
      select * from unnest(${given.map((row) => row.stream)}::text[],
        ${given.map((row) => row.expected)}::integer[], ${given.map((row) => row.type)}::text[],
        ${given.map((row) => row.schema)}::smallint[], ${given.map((row) => row.data)}::jsonb[])
        with ordinality as given (stream, expected, type, schema, data, place)
    ), free as materialized (
      select stream, wanted, kit.event_turn(${category}, stream, expected) as turn
      from (select stream, expected, count(*) as wanted from given group by stream, expected order by stream) as asked
    ), noted as (
      insert into kit.event (category, stream, version, type, schema, data, turn)
      select ${category}, stream, expected + row_number() over (partition by stream order by place),
        type, schema, data, turn
      from given join free using (stream) where turn is not null
      order by stream, place
      on conflict do nothing
      returning stream
    )
    select stream, wanted, (select count(*) from noted where noted.stream = free.stream) as events
    from free where turn is not null`
  if (appended.some(({ events, wanted }) => events < wanted))
    throw new Conflict('another transaction appended to the same stream')
  return new Set(appended.map(({ stream }) => stream))
}

function appending(
  category: string,
  rows: Fragment,
  schemas: ReadonlyMap<string, EventSpec>,
): Fragment {
  const later = [...schemas].filter(([, spec]) => versionOf(spec) > 1)
  // A first event needs no look at the one before; nearly all statements that place things are of such.
  return fragment`
    insert into kit.event (category, stream, version, type, schema, data, turn)
    select ${category}, given.stream, given.version, given.type, coalesce(schemas.schema, 1), given.data,
      case given.version when 1 then pg_current_xact_id()::text::bigint
        else kit.event_turn(${category}, given.stream, given.version - 1) end
    from (${rows}) as given (stream, version, type, data)
    left join unnest(${later.map(([type]) => type)}::text[], ${later.map(([, spec]) => versionOf(spec))}::smallint[])
      as schemas (type, schema) using (type)`
}
