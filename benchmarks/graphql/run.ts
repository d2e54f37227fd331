// What the one path costs over GraphQL: a validated, authenticated query against bare mercurius with the same schema, the
// same compiler and the same check of tokens. Resolvers do nothing, telemetry is on, calls are `fast` as in production:
//
//   node benchmarks/graphql/run.ts [--rounds 5] [--calls 20000]
//
// Counts the CPU time of the server's process per call, which other work on the machine disturbs least.

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'

import { startPostgres } from '@archwright/kit/postgres'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    calls: { type: 'string', default: '20000' },
  },
})
const concurrency = 32
const body = JSON.stringify({
  query:
    'query ($id: UUID!) { teaGetTea(teaId: $id) { teaId name categories price { amount currency } version } }',
  variables: { id: '01938d5e-7c1a-7b3e-9f64-2f1c0a5d8e11' },
})

interface Server {
  readonly child: ChildProcess
  readonly url: string
  readonly token: string
}

const folder = await mkdtemp(path.join(tmpdir(), 'graphql-benchmark-'))
try {
  await using postgres = await startPostgres({ directory: path.join(folder, 'postgres') })
  const kit = await start('kit', postgres.url)
  const bare = await start('mercurius', postgres.url)
  for (const server of [kit, bare]) await load(server) // warm
  const ratios: number[] = []
  for (let round = 1; round <= Number(values.rounds); round += 1) {
    const [ours, theirs] = [await load(kit), await load(bare)]
    ratios.push(theirs / ours)
    console.log(
      `round ${round}: kit ${ours.toFixed(1)} µs, mercurius ${theirs.toFixed(1)} µs, ratio ${(theirs / ours).toFixed(2)}`,
    )
  }
  ratios.sort((a, b) => a - b)
  console.log(`median ratio ${ratios[ratios.length >> 1]?.toFixed(2)}`)
  for (const { child } of [kit, bare]) {
    child.disconnect()
    await once(child, 'exit')
  }
} finally {
  await rm(folder, { recursive: true })
}

async function start(which: 'kit' | 'mercurius', databaseUrl: string): Promise<Server> {
  const child = fork(new URL('server.ts', import.meta.url), [which, folder, databaseUrl], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const [{ url, token }] = (await once(child, 'message')) as [{ url: string; token: string }]
  return { child, url, token }
}

/** CPU time per call of the server's process, microseconds. */
async function load(server: Server): Promise<number> {
  const before = await cpuOf(server)
  let left = Number(values.calls)
  const worker = async () => {
    while (left-- > 0) await ask(server)
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
  return ((await cpuOf(server)) - before) / Number(values.calls)
}

async function ask({ url, token }: Server): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const response = await fetch(url, { method: 'POST', headers, body })
  const text = await response.text()
  if (!response.ok || text.includes('"errors"')) throw new Error(`${response.status}: ${text}`)
}

async function cpuOf({ child }: Server): Promise<number> {
  child.send('cpu')
  const [{ user, system }] = (await once(child, 'message')) as [NodeJS.CpuUsage]
  return user + system
}
