import { Conflict } from '../data/conflict.ts'
import type { Sql } from '../data/sql.ts'
import type { EventStream, EventTypes, NewStreamEvent, StreamEvent } from './event-stream.ts'

export interface AggregateSpec<Types extends EventTypes, State> {
  readonly of: EventStream<Types>
  readonly initial: State
  /** What an event makes of the state; must depend on nothing else. */
  evolve(state: State, event: StreamEvent<Types>): State
  /** Keeps the state each so many events, so that a long stream need not be read from its beginning; never if absent. */
  readonly snapshotEvery?: number
  /** Change it when `State` or `evolve` changes: older snapshots are then not used. 1 if absent. */
  readonly shape?: number
}

/** A stream's events folded into what they have come to. */
export interface Folded<State> {
  readonly version: number
  readonly state: State
}

export interface Aggregate<Types extends EventTypes, State> {
  load(sql: Sql, stream: string): Promise<Folded<State>>
  /**
   * Decides by the state as it stands what happens next, and appends it behind exactly that state.
   * @throws Conflict when another transaction came between; the kit then runs the unit of work again.
   */
  change(
    sql: Sql,
    stream: string,
    decide: (folded: Folded<State>) => readonly NewStreamEvent<Types>[],
  ): Promise<Folded<State>>
}

/** Declares how a stream's events fold into state, with which commands decide. */
export function aggregate<Types extends EventTypes, State>(
  spec: AggregateSpec<Types, State>,
): Aggregate<Types, State> {
  return {
    load: (sql, stream) => load(spec, sql, stream),
    async change(sql, stream, decide) {
      const before = await load(spec, sql, stream)
      const events = decide(before)
      if (events.length === 0) return before
      const done = await spec.of.append(sql, [{ stream, expected: before.version, events }])
      if (!done.has(stream)) throw new Conflict(`${stream} moved on while it was read`)
      const appended = await spec.of.read(sql, stream, { after: before.version })
      const after = fold(spec, before, appended)
      if (crosses(spec.snapshotEvery, before.version, after.version))
        await keepSnapshot(spec, sql, { stream, ...after })
      return after
    },
  }
}

async function load<Types extends EventTypes, State>(
  spec: AggregateSpec<Types, State>,
  sql: Sql,
  stream: string,
): Promise<Folded<State>> {
  const start = (await snapshotOf(spec, sql, stream)) ?? { version: 0, state: spec.initial }
  return fold(spec, start, await spec.of.read(sql, stream, { after: start.version }))
}

function fold<Types extends EventTypes, State>(
  { evolve }: AggregateSpec<Types, State>,
  start: Folded<State>,
  events: readonly StreamEvent<Types>[],
): Folded<State> {
  return {
    version: events.at(-1)?.version ?? start.version,
    state: events.reduce((state, event) => evolve(state, event), start.state),
  }
}

function crosses(every: number | undefined, before: number, after: number): boolean {
  return every !== undefined && Math.floor(after / every) > Math.floor(before / every)
}

async function snapshotOf<Types extends EventTypes, State>(
  { of, snapshotEvery, shape = 1 }: AggregateSpec<Types, State>,
  sql: Sql,
  stream: string,
): Promise<Folded<State> | undefined> {
  if (snapshotEvery === undefined) return undefined
  const [snapshot] = await sql<Folded<State>>`
    select version, state from kit.event_snapshot
    where category = ${of.name} and stream = ${stream} and shape = ${shape}`
  return snapshot
}

async function keepSnapshot<Types extends EventTypes, State>(
  { of, shape = 1 }: AggregateSpec<Types, State>,
  sql: Sql,
  { stream, version, state }: Folded<State> & { stream: string },
): Promise<void> {
  await sql`
    insert into kit.event_snapshot as kept (category, stream, version, shape, state)
    values (${of.name}, ${stream}, ${version}, ${shape}, ${JSON.stringify(state)})
    on conflict (category, stream) do update
      set version = excluded.version, shape = excluded.shape, state = excluded.state
      where kept.version < excluded.version or kept.shape <> excluded.shape`
}
