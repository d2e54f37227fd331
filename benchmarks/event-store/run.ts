// What the event store costs: events appended a second against plain inserts of the same columns into a table with the
// same key, in turn on one PostgreSQL (fsync on), alone and 64 streams at a time; then events a second that a read model
// applies, and the same while it is built anew.
//
//   node benchmarks/event-store/run.ts [--rounds 5] [--events 20000]

import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'

import { eventStream, projection } from '@archwright/kit'
import { startPostgres } from '@archwright/kit/postgres'
import { Type } from 'typebox'

import { type Database, openDatabase } from '../../packages/kit/src/lib/data/database.ts'
import { plain } from '../../packages/kit/src/lib/data/sql.ts'
import { Projector } from '../../packages/kit/src/lib/projection/projector.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    events: { type: 'string', default: '20000' },
  },
})
const rounds = Number(values.rounds)
const events = Number(values.events)
const callers = 16

const leaves = eventStream({
  name: 'benchmark.leaf',
  events: { weighed: Type.Object({ grams: Type.Integer(), by: Type.String() }) },
})
const weights = projection({
  name: 'benchmark.weights',
  of: leaves,
  version: 1,
  columns: 'leaf text primary key, grams bigint not null',
  async apply(applied, { sql, table }) {
    const grams = new Map<string, number>()
    for (const { stream, data } of applied) grams.set(stream, (grams.get(stream) ?? 0) + data.grams)
    await sql`
      insert into ${table} as kept (leaf, grams) select * from unnest(${[...grams.keys()]}::text[], ${[...grams.values()]}::bigint[])
      on conflict (leaf) do update set grams = kept.grams + excluded.grams`
  },
})
const weighed = { type: 'weighed', data: { grams: 3, by: 'ann' } } as const

await using opened = new AsyncDisposableStack()
const folder = await mkdtemp(path.join(tmpdir(), 'event-store-benchmark-'))
opened.defer(() => rm(folder, { recursive: true }))
const postgres = opened.use(await startPostgres({ directory: path.join(folder, 'postgres') }))
const limits = { poolSize: 24, statementTimeoutMs: 60_000, lockTimeoutMs: 60_000 }
const database = opened.adopt(openDatabase(postgres.url, limits), (made) => made.close())
await prepare(database)

let stream = 0
for (const together of [1, 64]) {
  const ratios: number[] = []
  await rate(() => appendTo(together), events / 10, together) // warm
  await rate(() => insertInto(together), events / 10, together)
  for (let round = 1; round <= rounds; round += 1) {
    const inserted = await rate(() => insertInto(together), events, together)
    const appended = await rate(() => appendTo(together), events, together)
    ratios.push(appended / inserted)
    console.log(
      `${together} at a time, round ${round}: inserted ${inserted.toFixed(0)}/s, appended ${appended.toFixed(0)}/s`,
    )
  }
  console.log(`${together} at a time: appended against inserted, median ${median(ratios)}`)
}
await project()

async function prepare({ sql }: Database): Promise<void> {
  const migration = '../../packages/kit/src/lib/data/migrations/0005_events.sql'
  const text = await readFile(new URL(migration, import.meta.url), 'utf8')
  await sql`create schema kit`
  await sql`create schema benchmark`
  await sql`do ${plain(`$migration$ begin ${text} end $migration$`)}`
  await sql`
    create table benchmark.plain (category text, stream text, version integer, type text, schema smallint,
      data jsonb, at timestamptz default now(), primary key (category, stream, version))`
}

function nextLeaf(): string {
  stream += 1
  return `leaf ${stream}`
}

async function appendTo(together: number): Promise<void> {
  const appends = Array.from({ length: together }, () => ({
    stream: nextLeaf(),
    expected: 0,
    events: [weighed],
  }))
  await leaves.append(database.sql, appends)
}

async function insertInto(together: number): Promise<void> {
  const streams = Array.from({ length: together }, () => nextLeaf())
  await database.sql`
    insert into benchmark.plain (category, stream, version, type, schema, data)
    select 'benchmark.leaf', stream, 1, 'weighed', 1, ${JSON.stringify(weighed.data)}::jsonb
    from unnest(${streams}::text[]) as stream`
}

/** Events a second, by so many callers at once. */
async function rate(run: () => Promise<void>, total: number, together: number): Promise<number> {
  let left = Math.ceil(total / together)
  const startedAt = performance.now()
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (left > 0) {
        left -= 1
        await run()
      }
    }),
  )
  return (1000 * total) / (performance.now() - startedAt)
}

async function project(): Promise<void> {
  const { sql } = database
  const [row] = await sql<{ count: number }>`select count(*) from kit.event`
  const count = row?.count ?? 0
  const parts = { projections: [weights], database, batch: 500, idleMs: 5, warn: console.error }
  const projector = new Projector(parts)
  let startedAt = performance.now()
  await projector.start()
  await filled()
  const first = performance.now() - startedAt
  console.log(`read model: ${((1000 * count) / first).toFixed(0)} events/s of ${count}`)
  startedAt = performance.now()
  await sql`select kit.rebuild_projection('benchmark.weights')`
  await filled()
  const again = performance.now() - startedAt
  console.log(`built anew beside the live one: ${((1000 * count) / again).toFixed(0)} events/s`)
  await projector.stop()

  async function filled() {
    const behind = () => sql`
      select from kit.projection where not live or exists (select from kit.event
        where (event.turn, event.position) > (projection.turn, projection.position))`
    while ((await behind()).length > 0) await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

function median(numbers: number[]): string {
  return (numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0).toFixed(2)
}
