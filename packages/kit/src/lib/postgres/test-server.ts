import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, lstatSync, mkdirSync, rmSync } from 'node:fs'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

import pg from 'pg'

import { findBinaries } from './binaries.ts'
import { openCluster } from './cluster.ts'
import { administer, createDatabase, dropDatabase } from './databases.ts'
import { withProcessLock } from './process-lock.ts'
import { findRunning, type Postgres, startPostgres } from './start-postgres.ts'

const LOCK_LIMIT_MS = 90_000
const CONNECT_LIMIT_MS = 10_000
const TEMPLATE_LIMIT_MS = 60_000
const WATCHDOG_POLL_MS = 20_000
const IDLE_LIMIT_MS = 10 * 60_000

export interface TestDatabaseOptions {
  /** The name of a database to copy, see {@link testTemplate}. An empty one when absent. */
  template?: string
  /** A unique one when absent. */
  name?: string
}

/** A database of a test's own, dropped on disposal. */
export interface TestDatabase {
  url: string
  [Symbol.asyncDispose](): Promise<void>
}

let server: Promise<Postgres> | undefined

/**
 * The PostgreSQL which all tests of this machine's user share, started on demand.
 *
 * For unit tests only: it runs without fsync, so nothing measured or crashed on it proves anything.
 * It ends by {@link stopTestServer}, or by itself ten minutes after its last user.
 */
export function testServer(): Promise<Postgres> {
  server ??= leaseServer().catch((error: unknown) => {
    server = undefined
    throw error
  })
  return server
}

/** Makes a database on the shared test server. */
export async function testDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const { url: serverUrl } = await testServer()
  const name = options.name ?? `test_${process.pid}_${randomBytes(6).toString('hex')}`
  const url = await createDatabase(serverUrl, name, options)
  return { url, [Symbol.asyncDispose]: () => dropDatabase(serverUrl, name) }
}

/**
 * Makes a template database once for all test processes and returns its name, to be copied by
 * {@link testDatabase}. Put into the name what the content depends on (a hash of the migrations);
 * `prepare` fills the database and must close its connections.
 */
export async function testTemplate(
  name: string,
  prepare: (url: string) => Promise<void>,
): Promise<string> {
  const { url } = await testServer()
  const signal = AbortSignal.timeout(TEMPLATE_LIMIT_MS)
  return await withProcessLock(`test-template:${name}`, signal, async () => {
    const known = await administer(url, 'select datname from pg_database')
    if (known.rows.some((row: { datname: string }) => row.datname === name)) return name
    const unfinished = `${name}_unfinished`
    await dropDatabase(url, unfinished)
    await prepare(await createDatabase(url, unfinished))
    const [from, to] = [unfinished, name].map(pg.escapeIdentifier)
    await administer(url, `alter database ${from} rename to ${to}`)
    return name
  })
}

/** Ends the shared test server and removes its data, unless another process uses it. */
export async function stopTestServer(): Promise<void> {
  await underLock(async () => {
    const running = await findTestServer()
    if (!running || (await countUsers(running)) > 0) return
    await running.stop()
    rmSync(testDirectory(), { recursive: true, force: true })
  })
}

/** How many processes use the shared test server; undefined when it does not run. */
export async function countTestServerUsers(): Promise<number | undefined> {
  return await underLock(async () => {
    const running = await findTestServer()
    return running && (await countUsers(running))
  })
}

/** Under the lock of stopTestServer, so that no server ends between its start and our lease. */
async function leaseServer(): Promise<Postgres> {
  return await underLock(async () => {
    const postgres = await startPostgres({ directory: ownDirectory(), settings: fastSettings })
    await holdLease(postgres.url)
    if (!postgres.reused) startWatchdog()
    return postgres
  })
}

const fastSettings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  shared_buffers: '128MB',
  max_connections: '400',
}

/** One idle connection tells the others that this process is a user, until the process ends. */
async function holdLease(url: string): Promise<void> {
  const socket = new Socket()
  const lease = new pg.Client({
    stream: () => socket,
    connectionString: url,
    connectionTimeoutMillis: CONNECT_LIMIT_MS,
    application_name: 'archwright-test-lease',
  })
  // A server that was stopped or killed is started again for the next test that asks.
  lease.on('error', () => {
    server = undefined
  })
  await lease.connect()
  socket.unref()
}

async function countUsers({ url }: Postgres): Promise<number> {
  const { rows } = await administer(
    url,
    `select pid from pg_stat_activity
     where backend_type = 'client backend' and pid <> pg_backend_pid()`,
  )
  return rows.length
}

function startWatchdog(): void {
  const self = fileURLToPath(import.meta.url)
  const program = path.join(path.dirname(self), `test-watchdog${path.extname(self)}`)
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  const limits = [WATCHDOG_POLL_MS, IDLE_LIMIT_MS].map(String)
  spawn(process.execPath, [program, ...limits], {
    cwd: '/',
    detached: true,
    env,
    stdio: 'ignore',
  }).unref()
}

async function findTestServer(): Promise<Postgres | undefined> {
  const directory = testDirectory()
  if (!existsSync(path.join(directory, 'data'))) return undefined
  const signal = AbortSignal.timeout(CONNECT_LIMIT_MS)
  return await findRunning(await openCluster(directory, findBinaries(), signal), signal)
}

function underLock<Result>(work: () => Promise<Result>): Promise<Result> {
  return withProcessLock(`test-server:${testDirectory()}`, AbortSignal.timeout(LOCK_LIMIT_MS), work)
}

function testDirectory(): string {
  const { version } = findBinaries()
  return path.join(tmpdir(), `archwright-test-pg-${process.getuid?.()}-${version}`)
}

/** Temporary folders are everybody's: one that another user put in our place is refused. */
function ownDirectory(): string {
  const directory = testDirectory()
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const found = lstatSync(directory)
  if (!found.isDirectory() || found.uid !== process.getuid?.()) {
    throw new Error(`${directory} belongs to someone else; set TMPDIR to a folder of yours`)
  }
  return directory
}
