import { setTimeout as pause } from 'node:timers/promises'

import pg from 'pg'

const everyMs = 10

/** A commit that was acknowledged to its client. */
export interface Mark {
  readonly id: number
  /** Milliseconds since 1970, by this process's clock, when the answer came. */
  readonly at: number
}

/** A client that commits again and again until its server is gone, and remembers what was acknowledged. */
export interface Marker {
  readonly marks: readonly Mark[]
  stop(): Promise<void>
}

/** Each commit writes one row here and one there: a restore that has only one of them tore a transaction. */
export async function startMarking(url: string): Promise<Marker> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {}) // its server is ended on purpose
  await client.connect()
  await client.query(`
    create schema drill;
    create table drill.one (id integer primary key, at timestamptz not null default clock_timestamp());
    create table drill.other (id integer primary key)`)
  const marks: Mark[] = []
  let going = true
  const loop = (async () => {
    for (let id = 1; going; id += 1) {
      await client.query(`
        with one as (insert into drill.one (id) values (${id}) returning id)
        insert into drill.other select id from one`)
      marks.push({ id, at: Date.now() })
      await pause(everyMs)
    }
  })().catch(() => {}) // the server is gone
  return {
    marks,
    async stop() {
      going = false
      await loop
      await client.end().catch(() => {}) // gone with its server
    },
  }
}

/** What a restored server has of the marks. @throws Error when a transaction is there by half or one in between is missing. */
export async function newestMark(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ newest: number; ones: number; others: number }>(`
      select coalesce(max(one.id), 0) as newest, count(one.id)::int as ones, count(other.id)::int as others
      from drill.one full join drill.other using (id)`)
    const { newest = 0, ones = 0, others = 0 } = rows[0] ?? {}
    if (ones !== others)
      throw new Error(`restored ${ones} rows here and ${others} there of the same transactions`)
    if (ones !== newest) throw new Error(`restored ${ones} of the first ${newest} transactions`)
    return newest
  } finally {
    await client.end()
  }
}

/** Names of all tables, to compare before and after. */
export async function tablesAt(url: string): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ name: string }>(`
      select schemaname || '.' || tablename as name from pg_tables
      where schemaname not in ('pg_catalog', 'information_schema') order by 1`)
    return rows.map(({ name }) => name)
  } finally {
    await client.end()
  }
}
