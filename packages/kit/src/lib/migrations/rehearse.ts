import { randomBytes } from 'node:crypto'

import pg from 'pg'

import { createDatabase, dropDatabase } from '../postgres/databases.ts'
import { type TableFacts, tablesIn, usesOf } from './catalog-facts.ts'
import { type Effect, effectOf, objectionsTo, type TableChange } from './objections.ts'
import { type Migration, type MigrationFolder, nameOf, readMigrations } from './read-migrations.ts'

/** What a migration would do, as PostgreSQL did it to empty tables. */
export interface Rehearsed {
  readonly name: string
  readonly text: string
  readonly alone: boolean
  /** On tables that were there before: held to the end of its transaction. */
  readonly effects: readonly Effect[]
  readonly objections: readonly string[]
  /** Why the objections are accepted, as the file says: `-- accepted: …`. */
  readonly accepted: string | undefined
}

/**
 * Applies migrations to an empty database of the server, and looks from inside each transaction at the locks it holds,
 * what it scanned, rewrote and removed. The data is not rehearsed: how long it takes depends on the rows.
 * @param applied names (module/file) of those that are applied already: they are only replayed.
 */
export async function rehearse(
  serverUrl: string,
  folders: readonly MigrationFolder[],
  applied: ReadonlySet<string> = new Set(),
): Promise<Rehearsed[]> {
  const name = `rehearsal_${randomBytes(6).toString('hex')}`
  const client = new pg.Client({ connectionString: await createDatabase(serverUrl, name) })
  try {
    await client.connect()
    const rehearsed: Rehearsed[] = []
    for (const migration of await readMigrations(folders)) {
      const effects = await apply(client, migration)
      if (!applied.has(nameOf(migration))) rehearsed.push({ ...asRehearsed(migration), ...effects })
    }
    return rehearsed
  } finally {
    await client.end()
    await dropDatabase(serverUrl, name)
  }
}

function asRehearsed(
  migration: Migration,
): Pick<Rehearsed, 'name' | 'text' | 'alone' | 'accepted'> {
  const { text, alone } = migration
  const accepted = /^-- accepted: (.+)$/m.exec(text)?.[1]
  return { name: nameOf(migration), text, alone, accepted }
}

async function apply(
  client: pg.Client,
  migration: Migration,
): Promise<Pick<Rehearsed, 'effects' | 'objections'>> {
  try {
    return migration.alone
      ? await applyAlone(client, migration)
      : await applyWatched(client, migration)
  } catch (error) {
    throw new Error(`migration ${nameOf(migration)} fails on an empty database`, { cause: error })
  }
}

/** It runs twice, because a crash between its end and the note of it makes it run again. */
async function applyAlone(client: pg.Client, { text }: Migration) {
  await client.query(text)
  try {
    await client.query(text)
    return { effects: [], objections: [] }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    const objection = `cannot run again after a crash (${why}): say IF NOT EXISTS or IF EXISTS`
    return { effects: [], objections: [objection] }
  }
}

async function applyWatched(client: pg.Client, { text }: Migration) {
  await client.query('begin')
  const before = await tablesIn(client)
  const scansBefore = await scansOf(client, before)
  await client.query(text)
  const after = await tablesIn(client)
  const uses = await usesOf(client, [...before.keys()])
  await client.query('commit')
  const changes = uses.flatMap((use): TableChange[] => {
    const table = before.get(use.oid)
    const scanned = use.scans > (scansBefore.get(use.oid) ?? 0)
    return table ? [{ before: table, after: after.get(use.oid), use, scanned }] : []
  })
  return {
    effects: changes.map(effectOf).filter(({ mode, rewritten }) => mode || rewritten),
    objections: changes.flatMap(objectionsTo),
  }
}

async function scansOf(client: pg.Client, tables: ReadonlyMap<string, TableFacts>) {
  return new Map((await usesOf(client, [...tables.keys()])).map(({ oid, scans }) => [oid, scans]))
}
