// Whether partitions by time would pay for the outbox: processor time of the server per event that is inserted, claimed
// and deleted by 200, in a plain table and in one with a partition an hour, in turn; then what it costs to prune a feed
// by DELETE. One PostgreSQL, fsync on.
//
//   node benchmarks/partitions/run.ts [--rounds 3] [--events 30000]

import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'

import { startPostgres } from '@archwright/kit/postgres'
import pg from 'pg'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    events: { type: 'string', default: '30000' },
  },
})
const rounds = Number(values.rounds)
const events = Number(values.events)
const batch = 200
const hours = 26

await using opened = new AsyncDisposableStack()
const folder = await mkdtemp(path.join(tmpdir(), 'partitions-benchmark-'))
opened.defer(() => rm(folder, { recursive: true }))
const postgres = opened.use(await startPostgres({ directory: path.join(folder, 'postgres') }))
const client = new pg.Client({ connectionString: postgres.url })
await client.connect()
opened.defer(() => client.end())
const { rows: backends } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
const pid = backends[0]?.pid

await makeTables()
for (let round = 1; round <= rounds; round += 1)
  for (const table of round % 2 ? ['plain', 'parted'] : ['parted', 'plain']) await churn(table)
await pruneFeed()

async function makeTables(): Promise<void> {
  const columns = `id uuid not null, event text not null, data jsonb not null,
    created_at timestamptz not null default clock_timestamp(),
    next_at timestamptz not null default now(), dead boolean not null default false`
  await client.query(`create table plain (${columns}, primary key (id));
    create table parted (${columns}, primary key (id, created_at)) partition by range (created_at);
    create table parted_rest partition of parted default;
    create table feed (position bigint generated always as identity primary key, ${columns})`)
  const start = Date.now() - 3_600_000
  for (let hour = 0; hour < hours; hour += 1) {
    const [from, to] = [hour, hour + 1].map((at) => new Date(start + at * 3_600_000).toISOString())
    await client.query(
      `create table parted_${hour} partition of parted for values from ('${from}') to ('${to}')`,
    )
  }
  for (const table of ['plain', 'parted'])
    await client.query(`create index on ${table} (next_at, id) where not dead`)
  await client.query('set plan_cache_mode = force_generic_plan')
}

async function churn(table: string): Promise<void> {
  const before = await processorSeconds()
  for (let done = 0; done < events; done += batch) {
    await insert(table, batch)
    await client.query('begin')
    const { rows } = await client.query<{ id: string }>({
      name: `claim ${table}`,
      text: `select id from ${table} where not dead and next_at <= now()
        order by next_at, id limit ${batch} for update skip locked`,
    })
    await client.query({
      name: `delete ${table}`,
      text: `delete from ${table} where id = any ($1::uuid[])`,
      values: [rows.map(({ id }) => id)],
    })
    await client.query('commit')
  }
  say(`${table}: an event`, (await processorSeconds()) - before, events)
  await client.query(`vacuum ${table}`)
}

async function pruneFeed(): Promise<void> {
  await insert('feed', 10 * events)
  const before = await processorSeconds()
  await client.query('delete from feed')
  say('pruning a feed by DELETE: an event', (await processorSeconds()) - before, 10 * events)
}

async function insert(table: string, count: number): Promise<void> {
  await client.query({
    name: `insert ${table} ${count}`,
    text: `insert into ${table} (id, event, data) select uuidv7(), 'orders.orderPlaced',
      '{"orderId": "0192f0a0-7c1a-7b3e-9f64-2f1c0a5d8e11", "total": {"amount": 1200, "currency": "EUR"}}'
      from generate_series(1, ${count})`,
  })
}

/** Of the one backend that does it all; Linux counts in hundredths. */
async function processorSeconds(): Promise<number> {
  const [, fields = ''] = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')
  const [user = 0, system = 0] = fields.split(' ').slice(11, 13).map(Number)
  return (user + system) / 100
}

function say(what: string, seconds: number, count: number): void {
  process.stdout.write(`${what} takes ${((seconds / count) * 1_000_000).toFixed(1)} µs\n`)
}
