import { execFile } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'

import pg from 'pg'

/** What of a data directory is the running server's own (PostgreSQL documentation §25.3.4.3). */
const ownOfServer = ['postmaster.pid', 'postmaster.opts', 'pg_stat_tmp', 'pg_replslot', 'pg_wal']

export interface BaseBackup {
  /** Where in the log the copy is consistent. */
  readonly endLsn: string
}

/**
 * Copies the cluster of a running embedded server into an empty directory, from which {@link startPostgres} starts: with
 * `standby.signal` as its replica, with `recovery.signal` to a point in time. By PostgreSQL's low-level backup interface,
 * because the embedded binaries have no pg_basebackup.
 * @param from the directory that was given to `startPostgres`.
 */
export async function takeBaseBackup(
  { url, from }: { url: string; from: string },
  to: string,
): Promise<BaseBackup> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query("select pg_backup_start('archwright', fast => true)")
    mkdirSync(to, { recursive: true, mode: 0o700 })
    const data = path.join(to, 'data')
    await copyAll(path.join(from, 'data'), data)
    for (const name of ownOfServer) rmSync(path.join(data, name), { recursive: true, force: true })
    const { rows } = await client.query<{ lsn: string; labelfile: string }>(
      'select lsn, labelfile from pg_backup_stop(wait_for_archive => false)',
    )
    const [{ lsn = '', labelfile = '' } = {}] = rows
    // The log since the start of the backup: what it was copied beside.
    await copyAll(path.join(from, 'data', 'pg_wal'), path.join(data, 'pg_wal'))
    await promisify(execFile)('mkdir', ['-p', path.join(data, 'pg_replslot')])
    writeFileSync(path.join(data, 'backup_label'), labelfile, { mode: 0o600 })
    copyFileSync(path.join(from, 'password'), path.join(to, 'password'))
    return { endLsn: lsn }
  } finally {
    await client.end()
  }
}

/** Makes a backup the replica of the server it was taken of, from its next start on. */
export function makeStandby(
  directory: string,
  primaryPort: number,
): Readonly<Record<string, string>> {
  writeFileSync(path.join(directory, 'data', 'standby.signal'), '')
  const password = readFileSync(path.join(directory, 'password'), 'utf8')
  return {
    primary_conninfo: `host=127.0.0.1 port=${primaryPort} user=app password=${password}`,
    hot_standby: 'on',
  }
}

/** With owners and modes, which the server insists on. Files of a running server may go while they are copied. */
async function copyAll(from: string, to: string): Promise<void> {
  try {
    await promisify(execFile)('cp', ['-a', from, to])
  } catch (error) {
    if (!/No such file/.test(String(error))) throw error
  }
}
