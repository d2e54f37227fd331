// What the event store costs: events appended a second against plain inserts of the same columns into a table with the
// same key, in turn on one PostgreSQL (fsync on), alone and 64 streams at a time; then events a second that a read model
// applies, and the same while it is built anew.
//
//   node benchmarks/event-store/run.ts [--rounds 5] [--events 20000]

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'

import type { Projection, Sql } from '@archwright/kit'
import { defaultWiring, startApp } from '@archwright/kit/app'
import { startPostgres } from '@archwright/kit/postgres'

import { leaves, leavesModule, weights } from './leaves.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    events: { type: 'string', default: '20000' },
  },
})
const rounds = Number(values.rounds)
const events = Number(values.events)
const callers = 16
const weighed = { type: 'weighed', data: { grams: 3, by: 'ann' } } as const

await using opened = new AsyncDisposableStack()
const folder = await mkdtemp(path.join(tmpdir(), 'event-store-benchmark-'))
opened.defer(() => rm(folder, { recursive: true }))
const postgres = opened.use(await startPostgres({ directory: path.join(folder, 'postgres') }))

let stream = 0
{
  await using system = await start([])
  for (const together of [1, 64]) await compare(system.sql, together)
}
await project()

async function compare(sql: Sql, together: number): Promise<void> {
  const ratios: number[] = []
  await rate(() => append(sql, together), events / 10, together) // warm
  await rate(() => insert(sql, together), events / 10, together)
  for (let round = 1; round <= rounds; round += 1) {
    const inserted = await rate(() => insert(sql, together), events, together)
    const appended = await rate(() => append(sql, together), events, together)
    ratios.push(appended / inserted)
    console.log(
      `${together} at a time, round ${round}: inserted ${inserted.toFixed(0)}/s, appended ${appended.toFixed(0)}/s`,
    )
  }
  console.log(`${together} at a time: appended against inserted, median ${median(ratios)}`)
}

async function append(sql: Sql, together: number): Promise<void> {
  await leaves.append(
    sql,
    nextLeaves(together).map((leaf) => ({ stream: leaf, expected: 0, events: [weighed] })),
  )
}

async function insert(sql: Sql, together: number): Promise<void> {
  await sql`
    insert into leaves.plain (category, stream, version, type, schema, data)
    select 'leaves.leaf', stream, 1, 'weighed', 1, ${JSON.stringify(weighed.data)}::jsonb
    from unnest(${nextLeaves(together)}::text[]) as stream`
}

function nextLeaves(count: number): string[] {
  stream += count
  return Array.from({ length: count }, (_, n) => `leaf ${stream - n}`)
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
  await using system = await start([weights])
  const { sql } = system
  const [row] = await sql<{ count: number }>`select count(*) from kit.event`
  const count = row?.count ?? 0
  const perSecond = (since: number) => ((1000 * count) / (performance.now() - since)).toFixed(0)
  const startedAt = performance.now()
  await filled(sql)
  console.log(`read model: ${perSecond(startedAt)} events/s of ${count}`)
  const anewAt = performance.now()
  await sql`select kit.rebuild_projection('leaves.weights')`
  await filled(sql)
  console.log(`built anew beside the live one: ${perSecond(anewAt)} events/s`)
}

async function filled(sql: Sql): Promise<void> {
  const behind = () => sql`
    select from kit.projection where not live or exists (select from kit.event
      where (event.turn, event.position) > (projection.turn, projection.position))`
  while ((await behind()).length > 0) await new Promise((resolve) => setTimeout(resolve, 10))
}

/** A process with the module, and its way to the database. */
async function start(projections: readonly Projection[]) {
  const { promise, resolve } = Promise.withResolvers<Sql>()
  const app = await startApp({
    modules: {
      leaves: () =>
        leavesModule({
          projections,
          async start({ sql }) {
            resolve(sql)
            return async () => {}
          },
        }),
    },
    wiring: {
      ...defaultWiring('leaves', ['leaves']),
      database: { poolSize: 24, statementTimeoutMs: 60_000, lockTimeoutMs: 60_000 },
    },
    variables: { PORT: '0', DATABASE_URL: postgres.url, DATA_FOLDER: folder, LOG_LEVEL: 'warn' },
    directory: pathToFileURL(`${folder}/`),
  })
  return { sql: await promise, [Symbol.asyncDispose]: () => app.close() }
}

function median(numbers: number[]): string {
  return (numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0).toFixed(2)
}
