import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

import pg from 'pg'

import { takeBaseBackup } from '../postgres/base-backup.ts'
import { type Postgres, startPostgres } from '../postgres/start-postgres.ts'

const limitMs = 120_000

/** A server whose log is archived as it is written. */
export interface ArchivedServer extends AsyncDisposable {
  readonly postgres: Postgres
  /** Copies it into a directory, to be restored from. */
  backUp(to: string): Promise<void>
  /** Has what was written so far archived now, as its operator does who still has it. */
  flushArchive(): Promise<void>
}

/** @param archiveSeconds the longest that a committed transaction waits to be archived, with a quiet server. */
export async function startArchived(
  directory: string,
  archiveSeconds: number,
): Promise<ArchivedServer> {
  const archive = archiveOf(directory)
  const postgres = await startPostgres({
    directory,
    settings: {
      shared_buffers: '64MB',
      max_connections: '60',
      archive_mode: 'on',
      archive_timeout: String(archiveSeconds),
      // Whole or not at all: a server that dies while it copies leaves no half segment.
      archive_command: `mkdir -p ${archive} && cp %p ${archive}/%f.part && mv ${archive}/%f.part ${archive}/%f`,
    },
  })
  return {
    postgres,
    backUp: async (to) => void (await takeBaseBackup({ url: postgres.url, from: directory }, to)),
    flushArchive: () => flushArchive(postgres.url),
    [Symbol.asyncDispose]: () => postgres[Symbol.asyncDispose](),
  }
}

/** Of the server's own user, beside its data; a real one is on other disks. */
function archiveOf(directory: string): string {
  return path.join(directory, 'data', 'archive')
}

/** Starts a copy that was made by `backUp` and replays the archive, up to a time where one is named. */
export async function restore(
  { backup, archivedBy }: { backup: string; archivedBy: string },
  before?: Date,
): Promise<Postgres> {
  writeFileSync(path.join(backup, 'data', 'recovery.signal'), '')
  const postgres = await startPostgres({
    directory: backup,
    settings: {
      shared_buffers: '64MB',
      max_connections: '60',
      restore_command: `cp ${archiveOf(archivedBy)}/%f %p`,
      recovery_target_action: 'promote',
      ...(before
        ? {
            recovery_target_time: before.toISOString().replace('Z', '+00'),
            recovery_target_inclusive: 'off',
          }
        : {}),
    },
  })
  await untilWritable(postgres.url)
  return postgres
}

async function untilWritable(url: string): Promise<void> {
  await until(url, 'select not pg_is_in_recovery() as done')
}

async function flushArchive(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ segment: string }>(
      'select pg_walfile_name(pg_switch_wal()) as segment',
    )
    const segment = pg.escapeLiteral(rows[0]?.segment ?? '')
    await until(url, `select last_archived_wal >= ${segment} as done from pg_stat_archiver`)
  } finally {
    await client.end()
  }
}

async function until(url: string, question: string): Promise<void> {
  for (const endAt = performance.now() + limitMs; ; await pause(20)) {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    const { rows } = await client.query<{ done: boolean | null }>(question)
    await client.end()
    if (rows[0]?.done) return
    if (performance.now() > endAt) throw new Error(`not within ${limitMs} ms: ${question}`)
  }
}
