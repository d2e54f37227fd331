import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

import type { Child } from './child.ts'
import type { Launch } from './launch.ts'
import { processorSecondsWithChildren } from './processor-time.ts'
import type { Reaper } from './reaper.ts'

const GONE_LIMIT_MS = 20_000

/** The proof's own PostgreSQL, started by the project's launcher with its defaults: fsync on. */
export interface Database {
  url: string
  /** Ends it at once, as losing its machine would: no checkpoint, clients cut off. Recovery on start. */
  crash(): Promise<void>
  start(): Promise<void>
  /** Processor time of all its processes; undefined where the system does not tell. */
  processorSeconds(): Promise<number | undefined>
  [Symbol.asyncDispose](): Promise<void>
}

export async function startDatabase(
  launch: Launch,
  directory: string,
  reaper: Reaper,
): Promise<Database> {
  const begin = (port: string) =>
    launch('postgres', 'src/postgres.ts', {
      args: ['--directory', directory, '--port', port],
      env: {},
    })
  let launcher: Child = await begin('0')
  const url = String(launcher.ready.url)
  let server = await watchServer(directory, reaper)
  return {
    url,
    async crash() {
      signalServer(server, 'SIGQUIT')
      await untilGone(server)
      reaper.forget(server)
      await launcher.stop()
    },
    async start() {
      launcher = await begin(new URL(url).port)
      server = await watchServer(directory, reaper)
    },
    processorSeconds: () => processorSecondsWithChildren(server),
    async [Symbol.asyncDispose]() {
      await launcher.stop()
      signalServer(server, 'SIGQUIT')
      await untilGone(server)
    },
  }
}

/** The server runs in a process group of its own, which the launcher's death does not end. */
async function watchServer(directory: string, reaper: Reaper): Promise<number> {
  const file = path.join(directory, 'data', 'postmaster.pid')
  const pid = Number((await readFile(file, 'utf8')).split('\n', 1)[0])
  if (!(pid > 1)) throw new Error(`${file} names no process`)
  reaper.watch(pid)
  return pid
}

function signalServer(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal)
  } catch {
    return false
  }
}

async function untilGone(pid: number): Promise<void> {
  for (let waitedMs = 0; waitedMs < GONE_LIMIT_MS; waitedMs += 20) {
    try {
      process.kill(pid, 0)
    } catch {
      return
    }
    await wait(20)
  }
  throw new Error(`PostgreSQL (process ${pid}) did not end in ${GONE_LIMIT_MS} ms`)
}
