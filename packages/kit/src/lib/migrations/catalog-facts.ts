import type pg from 'pg'

/** A table as the catalog has it. */
export interface TableFacts {
  readonly oid: string
  readonly name: string
  /** Changes when the table is rewritten. */
  readonly file: string
  readonly columns: Readonly<Record<string, ColumnFacts>>
}

export interface ColumnFacts {
  readonly type: string
  readonly required: boolean
  readonly filled: boolean
}

/** Modes that hold up writers, weakest first; the last holds up readers too (PostgreSQL documentation §13.3.1). */
export const blockingModes = [
  'ShareLock',
  'ShareRowExclusiveLock',
  'ExclusiveLock',
  'AccessExclusiveLock',
] as const
export type BlockingMode = (typeof blockingModes)[number]

/** What the open transaction does to a table that was there before it. */
export interface TableUse {
  readonly oid: string
  readonly mode: BlockingMode | undefined
  /** How often it read every row, since a time in the past that is the same within a transaction. */
  readonly scans: number
}

export async function tablesIn(client: pg.Client): Promise<ReadonlyMap<string, TableFacts>> {
  const { rows } = await client.query<TableFacts>(`
    select pg_class.oid::text as oid, nspname || '.' || relname as name, relfilenode::text as file,
      (select coalesce(jsonb_object_agg(attname, jsonb_build_object('type', format_type(atttypid, atttypmod),
          'required', attnotnull, 'filled', atthasdef or attidentity <> '' or attgenerated <> '')), '{}')
        from pg_attribute where attrelid = pg_class.oid and attnum > 0 and not attisdropped) as columns
    from pg_class join pg_namespace on pg_namespace.oid = relnamespace
    where relkind in ('r', 'p') and nspname not like 'pg\\_%' and nspname <> 'information_schema'`)
  return new Map(rows.map((row) => [row.oid, row]))
}

export async function usesOf(
  client: pg.Client,
  oids: readonly string[],
): Promise<readonly TableUse[]> {
  const { rows } = await client.query<{ oid: string; modes: string[]; scans: number }>(
    `select given.oid::text as oid, coalesce(array_agg(mode) filter (where mode is not null), '{}') as modes,
      pg_stat_get_xact_numscans(given.oid)::int as scans
    from unnest($1::oid[]) as given (oid)
    left join pg_locks on relation = given.oid and pid = pg_backend_pid() and granted
    group by given.oid`,
    [oids],
  )
  return rows.map(({ oid, modes, scans }) => ({
    oid,
    scans,
    mode: blockingModes.findLast((mode) => modes.includes(mode)),
  }))
}
