// What the one path costs: a validated, authenticated GET and POST over REST against bare Fastify with the same schemas
// and the same check of tokens. Handlers do nothing, telemetry is on, calls are `fast` as in production:
//
//   node benchmarks/rest/run.ts [--rounds 5] [--calls 20000]
//
// Counts the CPU time of the server's process per call, which other work on the machine disturbs least.

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'

import { startPostgres } from '@archwright/kit/postgres'

import { tea } from './tea.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    calls: { type: 'string', default: '20000' },
  },
})
const concurrency = 32
const { version: _, ...input } = tea

interface Server {
  readonly child: ChildProcess
  readonly url: string
  readonly token: string
}

const folder = await mkdtemp(path.join(tmpdir(), 'rest-benchmark-'))
try {
  await using postgres = await startPostgres({ directory: path.join(folder, 'postgres') })
  const kit = await start('kit', postgres.url)
  const bare = await start('fastify', postgres.url)
  for (const method of ['GET', 'POST'] as const) {
    for (const server of [kit, bare]) await load(server, method) // warm
    const ratios: number[] = []
    for (let round = 1; round <= Number(values.rounds); round += 1) {
      const [ours, theirs] = [await load(kit, method), await load(bare, method)]
      ratios.push(theirs / ours)
      console.log(
        `${method} round ${round}: kit ${ours.toFixed(1)} µs, Fastify ${theirs.toFixed(1)} µs, ratio ${(theirs / ours).toFixed(2)}`,
      )
    }
    ratios.sort((a, b) => a - b)
    console.log(`${method} median ratio ${ratios[ratios.length >> 1]?.toFixed(2)}`)
  }
  for (const { child } of [kit, bare]) {
    child.disconnect()
    await once(child, 'exit')
  }
} finally {
  await rm(folder, { recursive: true })
}

async function start(which: 'kit' | 'fastify', databaseUrl: string): Promise<Server> {
  const child = fork(new URL('server.ts', import.meta.url), [which, folder, databaseUrl], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv: process.execArgv.concat(process.env.CPU_PROF === which ? ['--cpu-prof'] : []),
  })
  const [{ url, token }] = (await once(child, 'message')) as [{ url: string; token: string }]
  return { child, url, token }
}

/** CPU time per call of the server's process, microseconds. */
async function load(server: Server, method: 'GET' | 'POST'): Promise<number> {
  const before = await cpuOf(server)
  let left = Number(values.calls)
  const worker = async () => {
    while (left-- > 0) await ask(server, method)
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
  return ((await cpuOf(server)) - before) / Number(values.calls)
}

async function ask({ url, token }: Server, method: 'GET' | 'POST'): Promise<void> {
  const authorization = `Bearer ${token}`
  const response =
    method === 'GET'
      ? await fetch(`${url}/teas/${tea.teaId}`, { headers: { authorization } })
      : await fetch(`${url}/teas`, {
          method,
          headers: { authorization, 'content-type': 'application/json' },
          body: JSON.stringify(input),
        })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} answered ${response.status}: ${text}`)
}

async function cpuOf({ child }: Server): Promise<number> {
  child.send('cpu')
  const [{ user, system }] = (await once(child, 'message')) as [NodeJS.CpuUsage]
  return user + system
}
