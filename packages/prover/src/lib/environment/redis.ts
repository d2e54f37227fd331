import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

import { findFreePort } from './free-port.ts'
import type { Reaper } from './reaper.ts'

const READY_LIMIT_MS = 20_000

/** The proof's own Redis, which keeps nothing on disk. */
export interface Redis {
  url: string
  start(): Promise<void>
  /** Ends it at once. */
  kill(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** Starts `redis-server`; undefined where the machine has none. */
export async function startRedis(reaper: Reaper): Promise<Redis | undefined> {
  const port = await findFreePort()
  let server: ChildProcess | undefined
  const kill = async () => {
    if (!server || server.exitCode !== null || server.signalCode !== null) return
    const gone = once(server, 'exit')
    server.kill('SIGKILL')
    await gone
    if (server.pid !== undefined) reaper.forget(server.pid)
  }
  const start = async () => {
    const flags = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
    server = spawn('redis-server', flags, { detached: true, stdio: ['ignore', 'pipe', 'ignore'] })
    await untilAccepting(server)
    if (server.pid !== undefined) reaper.watch(server.pid)
  }
  try {
    await start()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
  return { url: `redis://127.0.0.1:${port}`, start, kill, [Symbol.asyncDispose]: kill }
}

async function untilAccepting(server: ChildProcess): Promise<void> {
  const accepting = new Promise<void>((resolve) => {
    if (!server.stdout) return
    createInterface({ input: server.stdout }).on('line', (line) => {
      if (line.includes('Ready to accept')) resolve()
    })
  })
  const failed = once(server, 'error').then(([error]) => Promise.reject(error))
  const ended = once(server, 'exit').then(() => Promise.reject(new Error('Redis ended at once')))
  const signal = AbortSignal.timeout(READY_LIMIT_MS)
  const late = once(signal, 'abort').then(() => Promise.reject(new Error('Redis did not start')))
  await Promise.race([accepting, failed, ended, late])
}
