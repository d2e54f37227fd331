// What keeping answers buys on getProduct over REST: the catalog without and with answers kept, in turn, on one database.
//
//   node benchmarks/cache/run.ts [--rounds 5] [--calls 10000] [--products 2000]
//
// 1. calls a second, CPU time of the server's process per call and the hit ratio, for products asked for by Zipf's law;
// 2. how many fills 1,000 calls at once for one cold product make, in one process and in two that share a Redis.

import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'

import { startPostgres } from '@archwright/kit/postgres'
import pg from 'pg'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    calls: { type: 'string', default: '10000' },
    products: { type: 'string', default: '2000' },
  },
})
const concurrency = 32
const redisPort = 20_000 + Math.floor(Math.random() * 20_000)

interface Server {
  readonly child: ChildProcess
  readonly url: string
}

const folder = await mkdtemp(path.join(tmpdir(), 'cache-benchmark-'))
await using opened = new AsyncDisposableStack()
opened.defer(() => rm(folder, { recursive: true }))
const postgres = opened.use(await startPostgres({ directory: path.join(folder, 'postgres') }))
const bare = await start('none')
const kept = await start('memory')
const ids = await seed(Number(values.products))

const ratios: number[] = []
for (const server of [bare, kept]) await load(server) // warm
for (let round = 1; round <= Number(values.rounds); round += 1) {
  const filledBefore = await filled(kept)
  const [without, with_] = [await load(bare), await load(kept)]
  const hits = 1 - ((await filled(kept)) - filledBefore) / Number(values.calls)
  ratios.push(with_.perSecond / without.perSecond)
  console.log(
    `round ${round}: without ${show(without)}, kept ${show(with_)}, hit ratio ${hits.toFixed(3)}`,
  )
}
console.log(`calls/s, kept against without, median ${median(ratios).toFixed(2)}`)

await stampede('one process', [kept])
opened.defer(startRedis())
await stampede('two processes and a Redis', [await start('redis'), await start('redis')])

async function start(level: 'none' | 'memory' | 'redis'): Promise<Server> {
  const redis = level === 'redis' ? `redis://127.0.0.1:${redisPort}` : ''
  const child = fork(new URL('server.ts', import.meta.url), [level, folder, postgres.url, redis], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  opened.defer(async () => {
    child.disconnect()
    await once(child, 'exit')
  })
  const [{ url }] = (await once(child, 'message')) as [{ url: string }]
  return { child, url }
}

function startRedis(): () => void {
  const options = ['--port', `${redisPort}`, '--bind', '127.0.0.1', '--save', '', '--dir', folder]
  const server = spawn('redis-server', options, { stdio: 'ignore' })
  return () => void server.kill()
}

/** Products of two variants each; their ids. */
async function seed(count: number): Promise<string[]> {
  const client = new pg.Client(postgres.url)
  await client.connect()
  const { rows } = await client.query<{ id: string }>(
    `insert into catalog.product (id, title, description, active, updated_at)
     select gen_random_uuid(), 'Tea ' || n, repeat('Black tea. ', 20), true, now() from generate_series(1, $1) as n
     returning id`,
    [count],
  )
  await client.query(
    `insert into catalog.variant (sku, product_id, position, attributes, price_amount, price_currency)
     select id || '-' || n, id, n, '{"size":"100 g"}', 450, 'EUR' from catalog.product, generate_series(1, 2) as n`,
  )
  await client.query('analyze')
  await client.end()
  return rows.map(({ id }) => id)
}

interface Measured {
  readonly perSecond: number
  /** CPU time of the server's process, which answers gathered callers in one go, so that it wakes up less often. */
  readonly cpuMicroseconds: number
}

function show({ perSecond, cpuMicroseconds }: Measured): string {
  return `${perSecond.toFixed(0)}/s at ${cpuMicroseconds.toFixed(0)} µs`
}

/** As fast as 32 callers go, each after its answer. */
async function load(server: Server): Promise<Measured> {
  const before = await cpuOf(server)
  const startedAt = performance.now()
  let left = Number(values.calls)
  const worker = async () => {
    while (left-- > 0) await ask(server, ids[zipf(ids.length)] ?? '')
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
  const calls = Number(values.calls)
  const perSecond = calls / ((performance.now() - startedAt) / 1_000)
  return { perSecond, cpuMicroseconds: ((await cpuOf(server)) - before) / calls }
}

/** A rank below `count`, the n-th with a share of about 1/n. */
function zipf(count: number): number {
  return Math.floor(count ** Math.random()) - 1
}

async function stampede(where: string, servers: readonly Server[]): Promise<void> {
  const before = await Promise.all(servers.map(filled))
  const id = ids.at(-1) ?? ''
  await new Promise((resolve) => setTimeout(resolve, 31_000)) // nothing is kept of it by then
  const calls = servers.flatMap((server) => Array.from({ length: 1_000 }, () => ask(server, id)))
  await Promise.all(calls)
  const after = await Promise.all(servers.map(filled))
  const fills = after.map((count, index) => count - (before[index] ?? 0))
  console.log(`${calls.length} calls at once, ${where}: ${fills.join(' + ')} fills`)
}

async function ask({ url }: Server, id: string): Promise<void> {
  const response = await fetch(`${url}/v1/products/${id}`)
  const text = await response.text()
  if (!response.ok) throw new Error(`answered ${response.status}: ${text}`)
}

/** How often the handler was asked, as the server's metrics say. */
async function filled({ url }: Server): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  const lines = text.matchAll(/^cache_answers_total\{.*getProduct".*"(?:filled|renewed)"\} (\d+)/gm)
  return [...lines].reduce((sum, [, count]) => sum + Number(count), 0)
}

async function cpuOf({ child }: Server): Promise<number> {
  child.send('cpu')
  const [{ user, system }] = (await once(child, 'message')) as [NodeJS.CpuUsage]
  return user + system
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0
}
