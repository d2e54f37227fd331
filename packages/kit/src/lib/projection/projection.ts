import { type Fragment, plain, type Sql } from '../data/sql.ts'
import type { EventStream, EventTypes, StreamEvent } from '../event-store/event-stream.ts'

/** What filling a read model is given: the transaction, which also moves the checkpoint, and the table to fill. */
export interface ProjectionContext {
  readonly sql: Sql
  /** The live table, or the one that is being built beside it. */
  readonly table: Fragment
}

export interface ProjectionSpec<Types extends EventTypes> {
  /** "module.table": the read model. It is read like any table of the module's, and trails the events a little. */
  readonly name: `${string}.${string}`
  readonly of: EventStream<Types>
  /**
   * Grows when `columns` or `apply` change: the first process that knows the new version has the table built anew beside
   * the live one and swaps them. The columns that the code before reads must stay, for as long as it runs.
   */
  readonly version: number
  /** What stands between the parentheses of `create table`. */
  readonly columns: string
  /** Columns of each further index. */
  readonly indexes?: readonly string[]
  /** Applies events: all of a stream in order, each exactly once. */
  apply(events: readonly StreamEvent<Types>[], context: ProjectionContext): Promise<void>
}

/** A read model as the kit keeps it: types of events are checked at `projection`. */
export interface Projection extends Omit<ProjectionSpec<EventTypes>, 'apply' | 'of'> {
  readonly of: EventStream
  apply(events: readonly StreamEvent[], context: ProjectionContext): Promise<void>
}

/** Declares a read model that is filled from the events of streams. */
export function projection<Types extends EventTypes>(spec: ProjectionSpec<Types>): Projection {
  if (!/^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$/.test(spec.name))
    throw new TypeError(`${spec.name} cannot name a table: letters, digits and _ only`)
  return spec as unknown as Projection // `of` lifts rows to the types that `apply` takes
}

/** The table of a read model while it is built beside the live one. */
export function shadowOf({ name }: Pick<Projection, 'name'>, generation: number): Fragment {
  return plain(`${name}__${generation}`)
}
