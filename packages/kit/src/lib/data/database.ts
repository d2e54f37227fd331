import { setTimeout as pause } from 'node:timers/promises'

import pg from 'pg'
import type { DatabaseWiring } from '../app/wiring.ts'
import { builtIn } from '../contract/failure.ts'
import { type TraceStatement, traceStatements } from '../telemetry/statement-span.ts'
import { runUntil } from './cancel.ts'
import { Conflict } from './conflict.ts'
import { type Address, addressNow, openPool } from './pool.ts'
import { type Sql, statementOf } from './sql.ts'

/** The pool of a process. */
export interface Database {
  /** One statement on its own. */
  readonly sql: Sql
  /**
   * The same without waiting for the disk: a crash of PostgreSQL may forget the last second of such commits, never
   * one that a waiting commit of the same server followed.
   */
  readonly lazySql: Sql
  /** Runs in one transaction, again when PostgreSQL chose it as the victim of a conflict. */
  transaction<Result>(run: Transaction<Result>, options?: TransactionOptions): Promise<Result>
  /**
   * The same database for somebody who may leave: then the statement under way is cancelled, its transaction rolled
   * back unless its COMMIT was sent, and nothing more is run. What is thrown is the signal's reason.
   */
  until(signal: AbortSignal): Database
  /**
   * A connection of its own, outside the pool, for one long-lived user; gives it back when disposed.
   * @param ended called as soon as it is gone, for whatever reason.
   */
  connect(ended?: () => void): Promise<Connection>
  stats(): { total: number; idle: number; waiting: number; most: number }
  close(): Promise<void>
}

export interface TransactionOptions {
  /** Commits like {@link Database.lazySql}. */
  readonly lazy?: boolean
  /** PostgreSQL's default, read committed, if absent. */
  readonly isolation?: Isolation | undefined
}

export type Isolation = 'serializable'

export interface DatabaseSettings extends DatabaseWiring {
  /** What statements run as; who logs in, if absent. */
  readonly role?: string
}

/** Work in a transaction; what it leaves to `beforeCommit` is sent together with the COMMIT, in one round trip. */
export type Transaction<Result> = (
  sql: Sql,
  beforeCommit: (write: () => Promise<unknown>) => void,
) => Promise<Result>

export interface Connection {
  /** One statement on its own. */
  readonly sql: Sql
  transaction<Result>(run: Transaction<Result>): Promise<Result>
  /** Calls back at each NOTIFY on a channel; a lost connection is silent here and fails the next statement. */
  listen(channel: string, heard: () => void): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** Enough for conflicts that pass; a hot spot is answered with UNAVAILABLE before it holds up the pool. */
const transactionTries = 5
const firstPauseMs = 5

export function openDatabase(address: Address, wiring: DatabaseSettings): Database {
  const config = connectionConfig(wiring)
  const limits = { connectionTimeoutMillis: 5_000 }
  // Lazy work is gathered, so a few connections carry it; a setting per connection costs no statement per commit.
  const lazySize = Math.ceil(wiring.poolSize / 3)
  const pool = openPool(address, {
    ...{ ...config, ...limits, max: Math.max(1, wiring.poolSize - lazySize) },
  })
  const options = `${config.options} -c synchronous_commit=off`
  const lazyPool = openPool(address, { ...config, ...limits, options, max: lazySize })

  const trace = traceStatements(() => addressNow(address))
  const database: Database = {
    sql: sqlOf(pool, trace),
    lazySql: sqlOf(lazyPool, trace),
    transaction: (run, options = {}) =>
      withClient(options.lazy ? lazyPool : pool, (client) =>
        againOnConflict(() => transactionOnce(client, run, { ...options, trace })),
      ),
    until: (signal) => ({
      ...database,
      sql: sqlUntil(signal, pool, trace),
      lazySql: sqlUntil(signal, lazyPool, trace),
      transaction: (run, options = {}) =>
        withClient(options.lazy ? lazyPool : pool, (client) =>
          againOnConflict(async () => {
            signal.throwIfAborted()
            return transactionOnce(client, run, { ...options, signal, trace })
          }),
        ),
    }),
    connect: (ended) => connectAlone({ ...config, connectionString: addressNow(address) }, ended),
    stats: () => ({
      total: pool.totalCount + lazyPool.totalCount,
      idle: pool.idleCount + lazyPool.idleCount,
      waiting: pool.waitingCount + lazyPool.waitingCount,
      most: pool.options.max + lazyPool.options.max,
    }),
    async close() {
      await Promise.all([pool.end(), lazyPool.end()])
    },
  }
  return database
}

/** Lends a connection of the pool; one that broke does not come back. */
async function withClient<Result>(
  pool: pg.Pool,
  run: (client: pg.PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect().catch(asUnavailable)
  let broken: Error | undefined
  try {
    return await run(client)
  } catch (error) {
    if (isConnectionError(error)) broken = error
    throw error
  } finally {
    client.release(broken)
  }
}

function sqlUntil(signal: AbortSignal, pool: pg.Pool, trace: TraceStatement): Sql {
  return (text, ...values) =>
    withClient(pool, (client) =>
      runUntil(signal, client, () => sqlOf(client, trace)(text, ...values)),
    )
}

function connectionConfig(wiring: DatabaseSettings): pg.ClientConfig {
  return {
    keepAlive: true,
    // Statements wait for nothing they do not need, so BEGIN travels with the first one.
    pipeline: true,
    types: { getTypeParser },
    options: [
      `-c statement_timeout=${wiring.statementTimeoutMs}`,
      `-c lock_timeout=${wiring.lockTimeoutMs}`,
      `-c idle_in_transaction_session_timeout=${2 * wiring.statementTimeoutMs}`,
      // Plans made while a table is new and empty must not scan it for ever: on solid-state disks an index pays.
      '-c random_page_cost=1.1',
      '-c jit=off',
      ...(wiring.role === undefined ? [] : [`-c role=${wiring.role}`]),
      // Planning a prepared statement anew at each call cost as much as running it (measured: 8 against 4 ms an order).
      '-c plan_cache_mode=force_generic_plan',
    ].join(' '),
  }
}

async function connectAlone(config: pg.ClientConfig, ended = () => {}): Promise<Connection> {
  const client = new pg.Client(config)
  client.once('end', ended)
  client.on('error', () => {}) // its user sees the failure at its next statement
  await client.connect()
  return {
    sql: sqlOf(client),
    transaction: (run) => againOnConflict(() => transactionOnce(client, run, { trace: untraced })),
    async listen(channel, heard) {
      client.on('notification', (message) => message.channel === channel && heard())
      await client.query(`listen ${pg.escapeIdentifier(channel)}`)
    },
    [Symbol.asyncDispose]: () => client.end(),
  }
}

/**
 * Runs what commits whole or not at all, again when PostgreSQL chose it as the victim of a conflict. Pauses at random
 * (full jitter, doubling), so that those who met do not meet again.
 */
export async function againOnConflict<Result>(run: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await run()
    } catch (error) {
      if (tries === transactionTries || !isConflict(error)) throw error
      await pause(Math.random() * firstPauseMs * 2 ** tries)
    }
  }
}

interface TransactionParts extends TransactionOptions {
  readonly signal?: AbortSignal
  readonly trace: TraceStatement
}

async function transactionOnce<Result>(
  client: pg.ClientBase,
  run: Transaction<Result>,
  { isolation, signal, trace }: TransactionParts,
): Promise<Result> {
  const last: (() => Promise<unknown>)[] = []
  const begin = corkOf(client)
  // A failed BEGIN fails the statements behind it, which are awaited.
  const level = isolation ? ` isolation level ${isolation}` : ''
  client.query({ name: `begin${level}`, text: `begin${level}` }).catch(() => {})
  const bare = sqlOf(client, trace)
  const sql: Sql = (text, ...values) => {
    signal?.throwIfAborted()
    process.nextTick(begin.uncork)
    return bare(text, ...values)
  }
  try {
    const work = () => run(sql, (write) => last.push(write))
    const result = signal ? await runUntil(signal, client, work) : await work()
    signal?.throwIfAborted() // from here on it is done: half a COMMIT cannot be taken back
    const end = corkOf(client)
    begin.uncork()
    // When one of the last writes fails, PostgreSQL answers COMMIT with a rollback.
    const writes = [
      ...last.map((write) => write()),
      trace('commit', () => client.query({ name: 'commit', text: 'commit' })),
    ]
    process.nextTick(end.uncork)
    await Promise.all(writes)
    return result
  } catch (error) {
    begin.uncork()
    if (!isConnectionError(error)) await client.query({ name: 'rollback', text: 'rollback' })
    throw error
  }
}

/** Holds back what is sent until uncorked: on loopback a system call costs more than a statement. */
function corkOf(client: pg.ClientBase): { uncork(): void } {
  const { stream } = (client as pg.Client).connection // pools and we make nothing but Clients
  stream.cork()
  let corked = true
  return {
    uncork() {
      if (corked) stream.uncork()
      corked = false
    },
  }
}

/** For long-lived users of a connection, whose statements belong to nobody's call. */
const untraced: TraceStatement = (_text, run) => run()

function sqlOf(queryable: pg.Pool | pg.ClientBase, trace: TraceStatement = untraced): Sql {
  return async <Row>(text: TemplateStringsArray, ...values: unknown[]) => {
    const statement = statementOf(text, values)
    const { name, text: sql } = statement
    const result = await trace(sql, () =>
      queryable.query<object & Row>({ name, text: sql, values: [...statement.values] }),
    )
    return result.rows as Row[] // the caller names the row its own SQL returns
  }
}

/** Serialization failures and deadlocks: nothing was done, so doing it again is right. */
function isConflict(error: unknown): boolean {
  if (error instanceof Conflict) return true
  return error instanceof pg.DatabaseError && (error.code === '40001' || error.code === '40P01')
}

/** The connection is gone or going: its transaction cannot be ended on it. */
export function isConnectionError(error: unknown): error is Error {
  if (error instanceof pg.DatabaseError) return /^(08|57P0)/.test(error.code ?? '')
  return (
    error instanceof Error &&
    ('errno' in error || /[Cc]onnection|trying to connect|not queryable/.test(error.message))
  )
}

/** PostgreSQL does not answer now: gone, starting, out of connections, or too slow. Trying again may help. */
export function isUnavailable(error: unknown): boolean {
  if (isConnectionError(error) || isConflict(error)) return true
  return error instanceof pg.DatabaseError && /^(53|55P03|57014)/.test(error.code ?? '')
}

function asUnavailable(): never {
  throw builtIn('UNAVAILABLE', { retryAfterSeconds: 1 })
}

const { builtins } = pg.types

// The database speaks JSON's types: times as ISO 8601, counts as numbers.
const parsers: Readonly<Record<number, (text: string) => unknown>> = {
  [builtins.INT8]: (text) => safeInteger(text),
  [builtins.TIMESTAMPTZ]: (text) => new Date(text).toISOString(),
}

function safeInteger(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} does not fit a number`)
  return value
}

const getTypeParser: typeof pg.types.getTypeParser = ((oid: number, format?: 'text' | 'binary') =>
  parsers[oid] ?? pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser // same overloads
