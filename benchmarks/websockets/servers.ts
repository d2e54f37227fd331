import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { startPostgres } from '@archwright/kit/postgres'

/** A server in a process of its own. */
export interface Server {
  readonly url: string
  /** After a garbage collection. */
  memory(): Promise<NodeJS.MemoryUsage>
  /** Drains it, as an orchestrator does. */
  stop(): Promise<void>
}

/** Starts servers on one PostgreSQL. */
export async function openServers(): Promise<
  { start(port?: string): Promise<Server> } & AsyncDisposable
> {
  await using opened = new AsyncDisposableStack()
  const folder = opened.adopt(await mkdtemp(path.join(tmpdir(), 'archwright-bench-')), (made) =>
    rm(made, { recursive: true }),
  )
  const postgres = opened.adopt(
    await startPostgres({ directory: path.join(folder, 'postgres') }),
    (started) => started.stop(),
  )
  const running = new Set<ChildProcess>()
  opened.defer(() => {
    for (const child of running) child.kill('SIGKILL')
  })
  const stack = opened.move()
  return {
    start: (port = '0') =>
      startServer(running, { PORT: port, DATABASE_URL: postgres.url, DATA_FOLDER: folder }),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

async function startServer(
  running: Set<ChildProcess>,
  variables: Record<string, string>,
): Promise<Server> {
  const child = fork(new URL('./server.ts', import.meta.url), {
    execArgv: ['--expose-gc'],
    env: { ...process.env, LOG_LEVEL: 'error', ...variables },
  })
  running.add(child)
  const [ready] = (await once(child, 'message')) as [{ url: string }] // the first it says
  return {
    url: ready.url,
    async memory() {
      child.send('memory')
      const [usage] = (await once(child, 'message')) as [NodeJS.MemoryUsage]
      return usage
    },
    async stop() {
      const exited = once(child, 'exit')
      child.kill('SIGTERM')
      await exited
      running.delete(child)
    },
  }
}
