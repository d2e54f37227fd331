import pg from 'pg'

const CONNECT_LIMIT_MS = 10_000
const STATEMENT_LIMIT_MS = 60_000

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

/** Drops a database, cutting off whoever is connected; does nothing when it does not exist. */
export async function dropDatabase(url: string, name: string): Promise<void> {
  await administer(url, `drop database if exists ${pg.escapeIdentifier(name)} with (force)`)
}

/** The same server's other database. */
export function databaseUrl(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${encodeURIComponent(name)}`
  return changed.href
}

/** Runs one statement on the server's database `postgres`, which is no test's and no template. */
export async function administer(url: string, statement: string): Promise<pg.QueryResult> {
  const client = new pg.Client({
    connectionString: databaseUrl(url, 'postgres'),
    connectionTimeoutMillis: CONNECT_LIMIT_MS,
    query_timeout: STATEMENT_LIMIT_MS,
    application_name: 'archwright-administration',
  })
  await client.connect()
  try {
    return await client.query(statement)
  } finally {
    await client.end()
  }
}
