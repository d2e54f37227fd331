import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync, statSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

import pg from 'pg'

import { findBinaries, type PostgresBinaries } from './binaries.ts'
import { type Cluster, openCluster, serverEnvironment } from './cluster.ts'
import { administer } from './databases.ts'
import {
  buryPostmaster,
  isPostmaster,
  readPostmaster,
  signalPostmaster,
  stopPostmaster,
} from './postmaster.ts'
import { withProcessLock } from './process-lock.ts'
import { asServerUser } from './server-user.ts'

const START_LIMIT_MS = 60_000
const POLL_MS = 10

export interface PostgresOptions {
  /** Holds the data, the log and the password; made when missing. */
  directory: string
  /** A free one when absent. A server that already runs keeps its own. */
  port?: number
  /** Server settings by name, over our defaults. A server that already runs keeps its own. */
  settings?: Readonly<Record<string, string>>
  /** Gives the start up; a started server is not affected. */
  signal?: AbortSignal
}

/** A running PostgreSQL on 127.0.0.1. It outlives this process unless stopped. */
export interface Postgres {
  /** Of the database `postgres`, with user and password. */
  url: string
  port: number
  pid: number
  /** Whether it was running before. */
  reused: boolean
  /** Ends the server, whoever started it, and resolves when it has ended. */
  stop(): Promise<void>
  /** Ends it as a crash would (SIGKILL); the next start recovers. */
  kill(): void
  /** Stops the server if this call of {@link startPostgres} started it. */
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Starts the embedded PostgreSQL on a directory, or finds the one that runs there. Works as root.
 * Two processes may call it at once. Throws with the end of the server's log when it does not start.
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const directory = path.resolve(options.directory)
  const limit = AbortSignal.timeout(START_LIMIT_MS)
  const signal = options.signal ? AbortSignal.any([limit, options.signal]) : limit
  const binaries = findBinaries()
  try {
    return await withProcessLock(`postgres:${directory}`, signal, async () => {
      const cluster = await openCluster(directory, binaries, signal)
      const running = await findRunning(cluster, signal)
      if (running) return running
      await buryPostmaster(cluster.data, signal)
      return await launch(cluster, binaries, { ...options, signal })
    })
  } catch (cause) {
    if (!limit.aborted) throw cause
    throw new Error(`PostgreSQL in ${directory} did not start in ${START_LIMIT_MS} ms`, { cause })
  }
}

/** The server that runs on a directory's cluster, if any; starts nothing. */
export async function findRunning(
  cluster: Cluster,
  signal: AbortSignal,
): Promise<Postgres | undefined> {
  for (;;) {
    const found = readPostmaster(cluster.data)
    if (!found || !isPostmaster(found.pid, cluster.data)) return undefined
    const running = asPostgres(cluster, { ...found, reused: true })
    // A server that was killed or stopped this instant still looks alive from outside.
    if (found.ready && (await isAnswering(running.url))) return running
    await wait(POLL_MS, undefined, { signal })
  }
}

async function isAnswering(url: string): Promise<boolean> {
  try {
    await administer(url, 'select 1')
    return true
  } catch (error) {
    // "Too many clients" is an answer; the class 57P says that it starts or stops.
    return error instanceof pg.DatabaseError && !error.code?.startsWith('57P')
  }
}

async function launch(
  cluster: Cluster,
  binaries: PostgresBinaries,
  { port, settings, signal }: PostgresOptions & { signal: AbortSignal },
): Promise<Postgres> {
  for (;;) {
    const chosen = port ?? (await findFreePort())
    const logStart = statSync(cluster.log, { throwIfNoEntry: false })?.size ?? 0
    const child = spawnServer(cluster, binaries, {
      ...defaultSettings,
      ...settings,
      port: `${chosen}`,
    })
    const pid = await untilReady(child, cluster, signal)
    if (pid) return asPostgres(cluster, { pid, port: chosen, reused: false })
    const log = readFileSync(cluster.log).subarray(logStart).toString()
    // Someone may take a free port between our look and the server's start.
    if (port === undefined && log.includes('Address already in use')) continue
    throw new Error(`PostgreSQL did not start; ${cluster.log} says:\n${log.slice(-2_000)}`)
  }
}

const defaultSettings = {
  listen_addresses: '127.0.0.1',
  // Socket paths may have 107 characters only, and everybody connects by URL.
  unix_socket_directories: '',
  shared_buffers: '256MB',
  max_connections: '200',
  wal_level: 'replica',
  fsync: 'on',
  timezone: 'UTC',
  log_timezone: 'UTC',
}

function spawnServer(
  cluster: Cluster,
  binaries: PostgresBinaries,
  settings: Readonly<Record<string, string>>,
): ChildProcess {
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const { command, args, owner } = asServerUser(binaries.postgres, ['-D', cluster.data, ...flags])
  const log = openSync(cluster.log, 'a', 0o600)
  try {
    // Detached: Ctrl-C in our terminal must not reach the server before we have finished with it.
    const child = spawn(command, args, {
      ...owner,
      cwd: '/',
      detached: true,
      env: serverEnvironment,
      stdio: ['ignore', log, log],
    })
    child.unref()
    return child
  } finally {
    closeSync(log)
  }
}

/** The server's process id, or undefined when it ended instead. */
async function untilReady(
  child: ChildProcess,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<number | undefined> {
  const failed = once(child, 'error').then(([error]) => Promise.reject(error))
  failed.catch(() => {})
  try {
    while (child.exitCode === null && child.signalCode === null) {
      const found = readPostmaster(cluster.data)
      // A killed server leaves a file behind that says "ready", hence the comparison.
      if (found?.ready && found.pid === child.pid) return found.pid
      await Promise.race([failed, wait(POLL_MS, undefined, { signal })])
    }
    return undefined
  } catch (error) {
    child.kill('SIGQUIT')
    throw error
  }
}

function asPostgres(
  { data, password }: Cluster,
  { pid, port, reused }: { pid: number; port: number; reused: boolean },
): Postgres {
  const stop = () => stopPostmaster(pid, data)
  return {
    url: `postgres://app:${password}@127.0.0.1:${port}/postgres`,
    port,
    pid,
    reused,
    stop,
    kill: () => signalPostmaster(pid, data, 'SIGKILL'),
    [Symbol.asyncDispose]: async () => {
      if (!reused) await stop()
    },
  }
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
