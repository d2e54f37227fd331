import { setTimeout as wait } from 'node:timers/promises'

import pg from 'pg'

const CONNECT_LIMIT_MS = 10_000
const STATEMENT_LIMIT_MS = 60_000
const LEAVE_LIMIT_MS = 1_000
const POLL_MS = 10

export interface CreateDatabaseOptions {
  /** The database to copy; nobody may be connected to it. An empty one when absent. */
  template?: string
}

/** Creates a database on the server of the URL and returns the new database's URL. */
export async function createDatabase(
  url: string,
  name: string,
  { template = 'template1' }: CreateDatabaseOptions = {},
): Promise<string> {
  const [database, source] = [name, template].map(pg.escapeIdentifier)
  await administer(url, `create database ${database} template ${source}`)
  return databaseUrl(url, name)
}

/**
 * Drops a database; does nothing when it does not exist. Whoever is connected and does not leave
 * within a second is cut off.
 */
export async function dropDatabase(url: string, name: string): Promise<void> {
  await withAdministrator(url, async (client) => {
    // A pool that has ended may still have connections on their way out. Cut off, they would report
    // an error to a client that no longer listens.
    for (let waitedMs = 0; waitedMs < LEAVE_LIMIT_MS; waitedMs += POLL_MS) {
      const connected = 'select from pg_stat_activity where datname = $1'
      if ((await client.query(connected, [name])).rowCount === 0) break
      await wait(POLL_MS)
    }
    await client.query(`drop database if exists ${pg.escapeIdentifier(name)} with (force)`)
  })
}

/** The same server's other database. */
export function databaseUrl(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${encodeURIComponent(name)}`
  return changed.href
}

/** Runs one statement on the server's database `postgres`, which is no test's and no template. */
export function administer(url: string, statement: string): Promise<pg.QueryResult> {
  return withAdministrator(url, (client) => client.query(statement))
}

async function withAdministrator<Result>(
  url: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({
    connectionString: databaseUrl(url, 'postgres'),
    connectionTimeoutMillis: CONNECT_LIMIT_MS,
    query_timeout: STATEMENT_LIMIT_MS,
    application_name: 'archwright-administration',
  })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
