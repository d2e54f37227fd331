// Jobs a second through the kit against bare graphile-worker, with the settings that the kit gives it and with its own.
//
//   node benchmarks/jobs/run.ts [--rounds 5] [--jobs 4000]
//
// All jobs are queued first; then one process works them off, four at a time. Each job writes one row.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'

import { type BackgroundContext, defineModule, handle, type JobSpec, job } from '@archwright/kit'
import { defaultWiring, startApp } from '@archwright/kit/app'
import { command } from '@archwright/kit/contract'
import { startPostgres } from '@archwright/kit/postgres'
import { Logger, run, runMigrations } from 'graphile-worker'
import pg from 'pg'
import { Type } from 'typebox'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    jobs: { type: 'string', default: '4000' },
  },
})
const many = Number(values.jobs)
const concurrency = 4
const perCall = 500
const quiet = new Logger(() => () => {})
const folder = await mkdtemp(path.join(tmpdir(), 'jobs-benchmark-'))
await using opened = new AsyncDisposableStack()
opened.defer(() => rm(folder, { recursive: true }))
const postgres = opened.use(await startPostgres({ directory: path.join(folder, 'postgres') }))
const admin = opened.adopt(openPool(concurrency + 2), (pool) => pool.end())
await admin.query('create table made (number int)')

interface Speed {
  readonly queuedPerSecond: number
  readonly donePerSecond: number
  readonly cpuMicroseconds: number
}

const ratios: number[] = []
for (let round = 1; round <= Number(values.rounds); round += 1) {
  const kit = await throughKit()
  const same = await bare({ localQueue: { size: 40, ttl: 5_000 }, completeJobBatchDelay: 50 })
  const own = await bare({})
  ratios.push(kit.donePerSecond / same.donePerSecond)
  console.log(
    `round ${round}: kit ${show(kit)}; bare, same settings ${show(same)}; bare ${show(own)}`,
  )
}
console.log(`jobs/s, kit against bare with the same settings, median ${median(ratios).toFixed(2)}`)

async function throughKit(): Promise<Speed> {
  const spec: JobSpec = { name: 'bench.make', payload: Type.Object({ number: Type.Integer() }) }
  const queue = command({
    name: 'bench.queue',
    summary: 'Queues jobs.',
    input: Type.Object({ from: Type.Integer(), jobs: Type.Integer() }),
    output: Type.Object({}),
    access: 'internal',
    idempotency: 'natural',
  })
  const { promise: go, resolve: begin } = Promise.withResolvers<void>()
  let inside: BackgroundContext | undefined
  const bench = () =>
    defineModule({
      name: 'bench',
      summary: 'Jobs that write a row.',
      handlers: [
        handle(queue, async ({ from, jobs }, { enqueue }) => {
          for (let number = from; number < from + jobs; number += 1) enqueue(spec, { number })
          return {}
        }),
      ],
      jobs: [
        job(spec, async (payload, { sql }) => {
          await go
          await sql`insert into public.made values (${(payload as { number: number }).number})`
        }),
      ],
      async start(context) {
        inside = context
        return async () => {}
      },
    })
  const app = await startApp({
    modules: { bench },
    wiring: { ...defaultWiring('bench', ['bench']), jobs: { concurrency }, calls: 'fast' },
    variables: { DATABASE_URL: postgres.url, PORT: '0', DATA_FOLDER: folder, LOG_LEVEL: 'silent' },
    directory: pathToFileURL(`${folder}/`),
  })
  try {
    return await measured(async () => {
      for (let from = 0; from < many; from += perCall)
        await inside?.call(queue, { from, jobs: Math.min(perCall, many - from) })
    }, begin)
  } finally {
    await app.close()
  }
}

async function bare(worker: NonNullable<GraphileConfig.Preset['worker']>): Promise<Speed> {
  const pgPool = openPool(concurrency + 2)
  await runMigrations({ pgPool, logger: quiet })
  const { promise: go, resolve: begin } = Promise.withResolvers<void>()
  const runner = await run({
    pgPool,
    concurrency,
    noHandleSignals: true,
    pollInterval: 1_000,
    logger: quiet,
    preset: { worker: { ...worker, preparedStatements: true } },
    taskList: {
      async make(payload) {
        await go
        const { number } = payload as { number: number }
        await admin.query({ name: 'make', text: 'insert into made values ($1)', values: [number] })
      },
    },
  })
  try {
    return await measured(async () => {
      for (let from = 0; from < many; from += perCall)
        await admin.query(
          `select from graphile_worker.add_jobs(array(select row('make', json_build_object('number', number), null, null,
           10, null, null, null)::graphile_worker.job_spec from generate_series($1::int, $2::int) as number))`,
          [from, Math.min(from + perCall, many) - 1],
        )
    }, begin)
  } finally {
    await runner.stop()
    await pgPool.end()
  }
}

function openPool(max: number): pg.Pool {
  const pool = new pg.Pool({ connectionString: postgres.url, max })
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

/** Queues, then lets the workers go until every job has left its row. */
async function measured(queue: () => Promise<void>, begin: () => void): Promise<Speed> {
  await admin.query('truncate made')
  const queuing = performance.now()
  await queue()
  const queuedMs = performance.now() - queuing
  const cpu = process.cpuUsage()
  const start = performance.now()
  begin()
  for (;;) {
    const { rows } = await admin.query('select count(*)::int as made from made')
    if (rows[0].made >= many) break
    await pause(20)
  }
  const ms = performance.now() - start
  const { user, system } = process.cpuUsage(cpu)
  return {
    queuedPerSecond: (1_000 * many) / queuedMs,
    donePerSecond: (1_000 * many) / ms,
    cpuMicroseconds: (user + system) / many,
  }
}

function show({ queuedPerSecond, donePerSecond, cpuMicroseconds }: Speed): string {
  return `${donePerSecond.toFixed(0)}/s (${cpuMicroseconds.toFixed(0)} µs CPU, queued ${queuedPerSecond.toFixed(0)}/s)`
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN
}
