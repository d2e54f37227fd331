import pg from 'pg'

import { appliedIn } from '../migrations/migrate.ts'
import { type Rehearsed, rehearse } from '../migrations/rehearse.ts'
import { withOperations } from '../operations/operations-module.ts'
import { migrationFolders } from './core.ts'
import { inertEnvironment } from './environment.ts'
import { projectDatabase } from './project-database.ts'
import type { AppOptions } from './start-app.ts'

/**
 * Prints what the next start would apply, with the locks it takes, and what speaks against it while the release before
 * runs. Nothing is applied: an empty database beside that of DATABASE_URL (or of the embedded server) is used and dropped.
 * @returns whether nothing speaks against it, or what does is accepted.
 */
export async function reviewMigrations(options: AppOptions): Promise<boolean> {
  await using opened = new AsyncDisposableStack()
  const url = await projectDatabase(options, opened)
  const made = Object.values(options.modules).map((create) => create(inertEnvironment))
  const folders = migrationFolders(withOperations(made))
  const rehearsed = await rehearse(url, folders, await appliedAt(url))
  process.stdout.write(rehearsed.map(textOf).join('\n') || 'Everything is applied.\n')
  return rehearsed.every(({ objections, accepted }) => objections.length === 0 || accepted)
}

async function appliedAt(url: string): Promise<ReadonlySet<string>> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const found = await client.query("select to_regclass('public.archwright_migration') as found")
    return new Set(found.rows[0]?.found ? (await appliedIn(client)).keys() : [])
  } finally {
    await client.end()
  }
}

function textOf({ name, text, alone, effects, objections, accepted }: Rehearsed): string {
  return [
    `${name}${alone ? ' (outside a transaction)' : ''}`,
    ...text
      .trimEnd()
      .split('\n')
      .map((line) => `  | ${line}`),
    ...effects.map(
      ({ table, mode, scanned, rewritten }) =>
        `  ${table}: ${[mode, scanned && 'reads every row', rewritten && 'is rewritten'].filter(Boolean).join(', ')}`,
    ),
    ...objections.map(
      (objection) => `  ${accepted ? `accepted (${accepted})` : 'OBJECTION'}: ${objection}`,
    ),
    '',
  ].join('\n')
}
