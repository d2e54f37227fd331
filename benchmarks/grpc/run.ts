// What the one path costs over gRPC: a validated, authenticated unary call against nice-grpc with the same messages,
// bare and with the same check of tokens. Handlers do nothing, telemetry is on, calls are `fast` as in production:
//
//   node benchmarks/grpc/run.ts [--rounds 5] [--calls 20000]
//
// Counts the CPU time of the server's process per call, which other work on the machine disturbs least.

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'

import { startPostgres } from '@archwright/kit/postgres'
import { Client, credentials, Metadata, type MethodDefinition } from '@grpc/grpc-js'
import { load } from '@grpc/proto-loader'

import { tea } from '../rest/tea.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    calls: { type: 'string', default: '20000' },
  },
})
const rounds = Number(values.rounds)
const calls = Number(values.calls)
const concurrency = 32

const servers = ['kit', 'bare', 'checked'] as const
type Which = (typeof servers)[number]

interface Server {
  readonly child: ChildProcess
  readonly client: Client
  readonly metadata: Metadata
}

const { version: _, ...changed } = tea
const requests = { GetTea: { teaId: tea.teaId }, ChangeTea: changed }
type MethodName = keyof typeof requests
type Methods = Record<MethodName, MethodDefinition<object, { teaId?: string }>>

const folder = await mkdtemp(path.join(tmpdir(), 'grpc-benchmark-'))
try {
  await using postgres = await startPostgres({ directory: path.join(folder, 'postgres') })
  const running = {
    kit: await start('kit', postgres.url),
    bare: await start('bare', postgres.url),
    checked: await start('checked', postgres.url),
  }
  const methods = await methodsIn(folder)
  for (const name of ['GetTea', 'ChangeTea'] as const) await compare(running, methods[name], name)
  for (const { child, client } of Object.values(running)) {
    client.close()
    child.disconnect()
    await once(child, 'exit')
  }
} finally {
  await rm(folder, { recursive: true })
}

async function compare(
  running: Readonly<Record<Which, Server>>,
  method: Methods[MethodName],
  name: MethodName,
): Promise<void> {
  for (const which of servers) await measure(running[which], method, name) // warm
  const ratios = { bare: [] as number[], checked: [] as number[] }
  for (let round = 1; round <= rounds; round += 1) {
    const ours = await measure(running.kit, method, name)
    const bare = await measure(running.bare, method, name)
    const checked = await measure(running.checked, method, name)
    ratios.bare.push(bare / ours)
    ratios.checked.push(checked / ours)
    const figures = [ours, bare, checked].map((us) => us.toFixed(1))
    console.log(`${name} round ${round}: kit, bare, checked: ${figures.join(', ')} µs`)
  }
  console.log(
    `${name} median ratio to bare ${median(ratios.bare)}, to checked ${median(ratios.checked)}`,
  )
}

function median(numbers: readonly number[]): string {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1]?.toFixed(2) ?? ''
}

async function start(which: Which, databaseUrl: string): Promise<Server> {
  const child = fork(new URL('server.ts', import.meta.url), [which, folder, databaseUrl], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv: process.execArgv.concat(process.env.CPU_PROF === which ? ['--cpu-prof'] : []),
  })
  const [{ target, token }] = (await once(child, 'message')) as [{ target: string; token: string }]
  const metadata = new Metadata()
  metadata.set('authorization', `Bearer ${token}`)
  return { child, metadata, client: new Client(target, credentials.createInsecure()) }
}

/** The .proto files that a server wrote there. */
async function methodsIn(written: string): Promise<Methods> {
  const includeDirs = [path.join(written, 'proto')]
  const loaded = await load('tea/tea/v1/tea.proto', { includeDirs, longs: Number })
  return loaded['tea.tea.v1.TeaService'] as unknown as Methods
}

/** CPU time per call of the server's process, microseconds. */
async function measure(
  server: Server,
  method: Methods[MethodName],
  name: MethodName,
): Promise<number> {
  const before = await cpuOf(server)
  let left = calls
  const worker = async () => {
    while (left-- > 0) await ask(server, method, name)
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
  return ((await cpuOf(server)) - before) / calls
}

function ask(
  { client, metadata }: Server,
  { path: method, requestSerialize, responseDeserialize }: Methods[MethodName],
  name: MethodName,
): Promise<void> {
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(
      method,
      requestSerialize,
      responseDeserialize,
      requests[name],
      metadata,
      (error, answer) => {
        if (answer?.teaId === tea.teaId) resolve()
        else reject(error ?? new Error('another answer'))
      },
    )
  })
}

async function cpuOf({ child }: Server): Promise<number> {
  child.send('cpu')
  const [{ user, system }] = (await once(child, 'message')) as [NodeJS.CpuUsage]
  return user + system
}
