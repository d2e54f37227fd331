import { Type } from 'typebox'

import { plain, type Sql } from '../data/sql.ts'
import { type Job, type JobContext, job } from '../jobs/job.ts'
import type { EncryptedColumn } from './encryption.ts'

/** Rows that one statement seals anew. */
const batch = 200
/** Then the next run goes on: a job has 20 s. */
const runMs = 8_000
/** So long an old key may still be written with, by a process that has not seen the new one. */
const overlapSeconds = 60

/**
 * Seals with the newest key what older ones sealed, and what was not sealed, row by row beside the work; says nothing
 * as long as no key is new. Once it is done the older keys can go.
 */
export function reencryption(module: string, columns: readonly EncryptedColumn[]): Job {
  const spec = {
    name: `${module}.reencrypt`,
    payload: Type.Object({}),
    schedule: '* * * * *',
    oneAtATime: () => module,
    priority: 'background',
  } as const
  return job(spec, async (_, context) => {
    const until = performance.now() + runMs
    for (const column of columns) await reencryptColumn(column, context, until)
  })
}

interface Progress {
  /** Primary key of the last row that was looked at; null: none yet. */
  readonly after: string | null
  readonly done: boolean
  /** Whether no process can be without the newest key any more. */
  readonly settled: boolean
}

async function reencryptColumn(
  column: EncryptedColumn,
  { sql, signal }: Pick<JobContext, 'sql' | 'signal'>,
  until: number,
): Promise<void> {
  const name = `${column.spec.table}.${column.spec.column}`
  const progress = await progressOf(sql, name, column.current())
  if (progress.done) return
  let { after } = progress
  while (performance.now() < until && !signal.aborted) {
    const rows = await nextRows(sql, column, after)
    const last = rows.at(-1)
    if (!last) {
      // What was written by the old key while this walk was on its way is found by another one.
      await sql`update kit.reencryption set after = null, done = ${progress.settled} where name = ${name}`
      return
    }
    await resealRows(sql, column, rows)
    after = last.row
    await sql`update kit.reencryption set after = ${after} where name = ${name}`
  }
}

async function progressOf(sql: Sql, name: string, key: string): Promise<Progress> {
  await sql`
    insert into kit.reencryption (name, key) values (${name}, ${key})
    on conflict (name) do update set key = excluded.key, after = null, done = false, since = now()
    where reencryption.key <> excluded.key`
  const [row] = await sql<Progress>`
    select after, done, since < now() - ${overlapSeconds} * interval '1 second' as settled
    from kit.reencryption where name = ${name}`
  return row ?? { after: null, done: false, settled: false }
}

interface Row {
  readonly row: string
  readonly value: string
}

function nextRows(sql: Sql, { spec }: EncryptedColumn, after: string | null): Promise<Row[]> {
  const { row, table, column } = spec
  const key = plain(row.column)
  const beyond = plain(row.type)
  return sql<Row>`
    select ${key}::text as row, ${plain(column)} as value from ${plain(table)}
    where ${plain(column)} is not null and (${after}::text is null or ${key} > ${after}::${beyond})
    order by ${key} limit ${batch}`
}

/** Replaces values unless they were changed meanwhile. */
async function resealRows(sql: Sql, column: EncryptedColumn, rows: readonly Row[]): Promise<void> {
  const current = column.current()
  const stale = rows.filter(({ value }) => !value.startsWith(current))
  if (stale.length === 0) return
  const { table, column: field, row, index } = column.spec
  const opened = stale.map((one) => column.open(one.value, one.row))
  const sealed = stale.map((one, at) => column.seal(opened[at] ?? '', one.row))
  const indexes = opened.map((value) => column.indexes(value)[0])
  const indexed = index === undefined ? plain('') : plain(`, ${index} = given.index`)
  await sql`
    update ${plain(table)} as stored set ${plain(field)} = given.sealed ${indexed}
    from unnest(${stale.map((one) => one.row)}::text[], ${stale.map(({ value }) => value)}::text[],
      ${sealed}::text[], ${indexes}::text[]) as given (row, was, sealed, index)
    where stored.${plain(row.column)} = given.row::${plain(row.type)} and stored.${plain(field)} = given.was`
}
