import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'

import { startPostgres } from '@archwright/kit/postgres'

/** The side of the clients: servers in processes of their own, each loaded in turn, told apart by their CPU time. */

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    calls: { type: 'string', default: '20000' },
  },
})
const rounds = Number(values.rounds)
const calls = Number(values.calls)
const concurrency = 32

export interface Server {
  readonly child: ChildProcess
  readonly address: string
  readonly token: string
}

/** Runs a comparison: starts `kit` and its peers by the script that serves them, and ends them. */
export async function withServers<Peer extends string>(
  script: URL,
  peers: readonly Peer[],
  run: (servers: Readonly<Record<'kit' | Peer, Server>>, folder: string) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tea-benchmark-'))
  try {
    await using postgres = await startPostgres({ directory: path.join(folder, 'postgres') })
    const servers: Record<string, Server> = {}
    for (const which of ['kit', ...peers])
      servers[which] = await start(script, [which, folder, postgres.url])
    await run(servers as Record<'kit' | Peer, Server>, folder) // one for each name, started just above
    for (const { child } of Object.values(servers)) {
      child.disconnect()
      await once(child, 'exit')
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function start(script: URL, args: readonly string[]): Promise<Server> {
  const child = fork(script, args, {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv: process.execArgv.concat(process.env.CPU_PROF === args[0] ? ['--cpu-prof'] : []),
  })
  const [told] = (await once(child, 'message')) as [{ address: string; token: string }]
  return { child, ...told }
}

/** Loads each server in each round, after one to warm up; prints the CPU time a call, and each peer's ratio to the kit. */
export async function compare<Name extends string>(
  title: string,
  servers: Readonly<Record<Name | 'kit', Server>>,
  ask: (server: Server) => Promise<void>,
): Promise<void> {
  const all = Object.entries<Server>(servers)
  for (const [, server] of all) await microsecondsPerCall(server, ask)
  const ratios = new Map<string, number[]>()
  for (let round = 1; round <= rounds; round += 1) {
    const figures = new Map<string, number>()
    for (const [name, server] of all) figures.set(name, await microsecondsPerCall(server, ask))
    const ours = figures.get('kit') ?? Number.NaN
    for (const [name, theirs] of figures)
      if (name !== 'kit') ratios.set(name, [...(ratios.get(name) ?? []), theirs / ours])
    const shown = [...figures].map(([name, us]) => `${name} ${us.toFixed(1)} µs`)
    console.log(`${title} round ${round}: ${shown.join(', ')}`)
  }
  for (const [name, all] of ratios)
    console.log(`${title} median ratio of ${name} to kit ${median(all).toFixed(2)}`)
}

/** CPU time of the server's process, which other work on the machine disturbs least. */
async function microsecondsPerCall(
  server: Server,
  ask: (server: Server) => Promise<void>,
): Promise<number> {
  const before = await cpuOf(server)
  let left = calls
  const worker = async () => {
    while (left-- > 0) await ask(server)
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
  return ((await cpuOf(server)) - before) / calls
}

async function cpuOf({ child }: Server): Promise<number> {
  child.send('cpu')
  const [{ user, system }] = (await once(child, 'message')) as [NodeJS.CpuUsage]
  return user + system
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN
}
