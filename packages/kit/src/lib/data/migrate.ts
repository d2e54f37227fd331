import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'

import pg from 'pg'

interface Migration {
  module: string
  file: string
  text: string
  sha256: string
}

const lockKey = 4_011_977 // any constant: one migrator at a time per database

/**
 * Applies what is not yet applied, each file in a transaction, in order of module and number.
 * Several processes may call it at once: one applies, the others wait and find it done.
 * @throws Error when an applied file has changed since.
 */
export async function migrate(
  url: string,
  folders: readonly { module: string; folder: URL }[],
): Promise<void> {
  const migrations = (await Promise.all(folders.map(read))).flat()
  const client = new pg.Client({ connectionString: url, options: '-c lock_timeout=60000' })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [lockKey])
    await client.query(`create table if not exists public.archwright_migration (
      module text, file text, sha256 text not null, applied_at timestamptz not null default now(),
      primary key (module, file))`)
    const { rows } = await client.query<{ module: string; file: string; sha256: string }>(
      'select module, file, sha256 from public.archwright_migration',
    )
    const applied = new Map(rows.map((row) => [`${row.module}/${row.file}`, row.sha256]))
    for (const migration of migrations) await apply(client, migration, applied)
  } finally {
    await client.end()
  }
}

async function read({ module, folder }: { module: string; folder: URL }): Promise<Migration[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort()
  return Promise.all(
    files.map(async (file) => {
      const text = await readFile(new URL(file, folder), 'utf8')
      return { module, file, text, sha256: createHash('sha256').update(text).digest('hex') }
    }),
  )
}

async function apply(
  client: pg.Client,
  migration: Migration,
  applied: Map<string, string>,
): Promise<void> {
  const { module, file, text, sha256 } = migration
  const known = applied.get(`${module}/${file}`)
  if (known === sha256) return
  if (known)
    throw new Error(`${module}/${file} was changed after it was applied; add a new file instead`)
  try {
    await client.query('begin')
    await client.query(text)
    await client.query(
      'insert into public.archwright_migration (module, file, sha256) values ($1, $2, $3)',
      [module, file, sha256],
    )
    await client.query('commit')
  } catch (error) {
    throw new Error(`migration ${module}/${file} failed`, { cause: error })
  }
}
