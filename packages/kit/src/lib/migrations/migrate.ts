import { setTimeout as pause } from 'node:timers/promises'

import pg from 'pg'

import { type Migration, type MigrationFolder, nameOf, readMigrations } from './read-migrations.ts'

const lockKey = 4_011_977 // any constant: one migrator at a time per database

/**
 * How long a statement may wait for a lock: while it waits, everybody who comes after it waits too, readers included.
 * It then lets them pass and tries again.
 */
const lockTimeoutMs = 1_000
const longestPauseMs = 2_000

/** Until others have migrated, and until the locks of one file were had. */
const patienceMs = 5 * 60_000

/** Of a statement outside a transaction: building an index may take long and holds up nobody. */
const aloneLimitMs = 6 * 3_600_000

/**
 * Applies what is not yet applied, each file in a transaction, in order of module and number.
 * Several processes may call it at once: one applies, the others wait and find it done.
 * @throws Error when an applied file has changed since.
 */
export async function migrate(url: string, folders: readonly MigrationFolder[]): Promise<void> {
  const migrations = await readMigrations(folders)
  const client = new pg.Client({
    connectionString: url,
    options: `-c lock_timeout=${patienceMs} -c statement_timeout=${aloneLimitMs}`,
  })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [lockKey])
    await client.query(`create table if not exists public.archwright_migration (
      module text, file text, sha256 text not null, applied_at timestamptz not null default now(),
      primary key (module, file))`)
    const applied = await appliedIn(client)
    for (const migration of migrations)
      if (isPending(migration, applied)) await applyPatiently(client, migration)
  } finally {
    await client.end()
  }
}

/** Hashes of the applied files by name. */
export async function appliedIn(client: pg.Client): Promise<ReadonlyMap<string, string>> {
  const { rows } = await client.query<{ module: string; file: string; sha256: string }>(
    'select module, file, sha256 from public.archwright_migration',
  )
  return new Map(rows.map((row) => [nameOf(row), row.sha256]))
}

/** @throws Error when it was applied with another text. */
export function isPending(migration: Migration, applied: ReadonlyMap<string, string>): boolean {
  const known = applied.get(nameOf(migration))
  if (known === undefined) return true
  if (known === migration.sha256) return false
  throw new Error(`${nameOf(migration)} was changed after it was applied; add a new file instead`)
}

async function applyPatiently(client: pg.Client, migration: Migration): Promise<void> {
  const giveUpAt = performance.now() + patienceMs
  for (let pauseMs = 100; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    try {
      if (migration.alone) await applyAlone(client, migration)
      else await applyInTransaction(client, migration)
      return
    } catch (error) {
      if (!isContended(error) || performance.now() > giveUpAt)
        throw new Error(`migration ${nameOf(migration)} failed`, { cause: error })
    }
    await pause(pauseMs / 2 + (Math.random() * pauseMs) / 2)
  }
}

async function applyInTransaction(client: pg.Client, migration: Migration): Promise<void> {
  await client.query('begin')
  try {
    await client.query(`set local lock_timeout = ${lockTimeoutMs}`)
    await client.query(migration.text)
    await note(client, migration)
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => {}) // the connection may be gone; what failed is told
    throw error
  }
}

/** An earlier try that ended halfway left an index that is never used: it makes place. */
async function applyAlone(client: pg.Client, migration: Migration): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select format('%I.%I', nspname, relname) as name from pg_index
      join pg_class on pg_class.oid = indexrelid join pg_namespace on pg_namespace.oid = relnamespace
      where not indisvalid and nspname = $1`,
    [migration.module],
  )
  for (const { name } of rows) await client.query(`drop index concurrently ${name}`)
  await client.query(migration.text)
  await note(client, migration)
}

async function note(client: pg.Client, { module, file, sha256 }: Migration): Promise<void> {
  await client.query(
    'insert into public.archwright_migration (module, file, sha256) values ($1, $2, $3)',
    [module, file, sha256],
  )
}

/** Others hold the locks, or a deadlock was ended by ending this. */
function isContended(error: unknown): boolean {
  return error instanceof pg.DatabaseError && (error.code === '55P03' || error.code === '40P01')
}
