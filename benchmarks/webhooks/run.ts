// Webhook deliveries per second to 100 endpoints, one of them dead and one slow, against bare undici posting the same
// bodies to the 98 others. Both in one run, in turn, on a PostgreSQL of its own (fsync on):
//
//   node benchmarks/webhooks/run.ts [--rounds 3] [--events 100]
//
// Each event becomes 100 deliveries. A round ends when the 98 receivers that work have had all of theirs.

import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'

import { defaultWiring, startApp } from '@archwright/kit/app'
import { createTokenIssuer, loadSigningKeys } from '@archwright/kit/identity'
import { startPostgres } from '@archwright/kit/postgres'
import { readyModule } from '@archwright/modules/ready'
import pg from 'pg'
import { Agent } from 'undici'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    events: { type: 'string', default: '100' },
  },
})
const events = Number(values.events)
const working = 98
const event = 'custom.bench'
const data = {
  orderId: randomUUID(),
  customerId: randomUUID(),
  total: { amount: 1250, currency: 'EUR' },
}

let statements = 0
countStatements()

await using opened = new AsyncDisposableStack()
const receivers = await startReceivers()
const system = await startSystem()
const rounds: { ours: Figures; bare: Figures }[] = []
for (let round = 1; round <= Number(values.rounds); round += 1) {
  const { bare, ours } = { bare: await measured(postBare), ours: await measured(deliver) }
  rounds.push({ bare, ours })
  console.log(
    `round ${round}: ${ours.perSecond.toFixed(0)} deliveries/s at ${ours.cpuMs.toFixed(2)} ms of CPU and ${ours.statements.toFixed(2)} statements each; bare undici ${bare.perSecond.toFixed(0)}/s at ${bare.cpuMs.toFixed(2)} ms`,
  )
}
const median = (figure: (round: (typeof rounds)[number]) => number) =>
  Number(
    rounds
      .map(figure)
      .sort((a, b) => a - b)
      [Math.floor(rounds.length / 2)]?.toFixed(2),
  )
console.log(
  JSON.stringify({
    deliveriesPerSecond: median(({ ours }) => ours.perSecond),
    ratioOfRates: median(({ ours, bare }) => ours.perSecond / bare.perSecond),
    cpuMsPerDelivery: median(({ ours }) => ours.cpuMs),
    ratioOfCpu: median(({ ours, bare }) => ours.cpuMs / bare.cpuMs),
    statementsPerDelivery: median(({ ours }) => ours.statements),
  }),
)

interface Figures {
  perSecond: number
  /** CPU time of this process per delivery. */
  cpuMs: number
  statements: number
}

async function measured(run: () => Promise<void>): Promise<Figures> {
  const count = events * working
  const [cpu, asked, startedAt] = [process.cpuUsage(), statements, performance.now()]
  await run()
  const seconds = (performance.now() - startedAt) / 1_000
  const { user, system: kernel } = process.cpuUsage(cpu)
  return {
    perSecond: count / seconds,
    cpuMs: (user + kernel) / 1_000 / count,
    statements: (statements - asked) / count,
  }
}

/** From the first event to the last message that a working receiver has had. */
async function deliver(): Promise<void> {
  const goal = (await receivers.had()) + events * working
  for (let sent = 0; sent < events; sent += 1) await system.post('webhooks/events', { event, data })
  await receivers.until(goal)
}

/** The same bodies by undici alone: as many at once as the sender has slots. */
async function postBare(): Promise<void> {
  const agent = new Agent({ connections: 8 })
  const body = JSON.stringify({ type: event, timestamp: new Date().toISOString(), data })
  const targets = receivers.ports.slice(0, working)
  const queue = Array.from({ length: events }, () => targets).flat()
  const worker = async () => {
    for (let port = queue.pop(); port !== undefined; port = queue.pop()) {
      const options = {
        origin: `http://127.0.0.1:${port}`,
        path: '/',
        method: 'POST',
        body,
      } as const
      const answer = await agent.request({
        ...options,
        headers: { 'content-type': 'application/json' },
      })
      await answer.body.dump()
    }
  }
  await Promise.all(Array.from({ length: 256 }, worker))
  await agent.close()
}

async function startReceivers() {
  const program = new URL('receivers.ts', import.meta.url).pathname
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] })
  opened.defer(() => void child.kill())
  const lines = createInterface({ input: child.stdout })
  const [first] = await once(lines, 'line')
  const had = async () => {
    const answer = once(lines, 'line')
    child.stdin.write('\n')
    return Number((await answer)[0])
  }
  return {
    ports: JSON.parse(String(first)) as number[], // what it prints
    had,
    async until(goal: number) {
      while ((await had()) < goal) await setTimeout(20)
    },
  }
}

/** The module in a process of its kit, with an endpoint for each receiver; two owners, because one may have fifty. */
async function startSystem() {
  const folder = opened.adopt(await mkdtemp(path.join(tmpdir(), 'archwright-bench-')), (made) =>
    rm(made, { recursive: true }),
  )
  const postgres = opened.adopt(
    await startPostgres({ directory: path.join(folder, 'postgres') }),
    (started) => started.stop(),
  )
  const app = opened.adopt(
    await startApp({
      modules: { webhooks: readyModule('webhooks') },
      // Nothing is turned away: it is deliveries that are measured.
      wiring: {
        ...defaultWiring('bench', ['webhooks']),
        limits: {},
        shedding: { maxInFlight: 10_000, maxEventLoopDelayMs: 60_000 },
        calls: 'fast',
      },
      variables: {
        PORT: '0',
        DATABASE_URL: postgres.url,
        DATA_FOLDER: folder,
        LOG_LEVEL: 'error',
        WEBHOOK_LOOPBACK: 'true',
      },
      directory: pathToFileURL(`${folder}/`),
    }),
    (started) => started.close(),
  )
  const issuer = createTokenIssuer(await loadSigningKeys(path.join(folder, 'signing-keys.json')), {
    issuer: 'bench',
    audience: 'bench',
    accessTokenSeconds: 3_600,
    clock: { now: () => new Date(), newId: randomUUID },
  })
  const tokens = await Promise.all(
    ['one', 'two'].map((id) => issuer.issue({ id, roles: ['staff'] })),
  )
  const post = async (route: string, body: object, owner = 0) => {
    const answer = await fetch(`${app.url}/v1/${route}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${tokens[owner]?.token}`,
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
      },
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`${route} answered ${answer.status}: ${await answer.text()}`)
  }
  for (const [index, port] of receivers.ports.entries())
    await post(
      'webhooks/endpoints',
      { url: `http://127.0.0.1:${port}/`, events: [event] },
      index % 2,
    )
  return { post }
}

/** Counts what this process asks of PostgreSQL: the module, its kit and the job queue. */
function countStatements(): void {
  const query = pg.Client.prototype.query as (...args: unknown[]) => unknown // one of its overloads
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    statements += 1
    return query.apply(this, args)
  } as typeof pg.Client.prototype.query
}
