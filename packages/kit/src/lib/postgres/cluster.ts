import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'

import type { PostgresBinaries } from './binaries.ts'
import { asServerUser } from './server-user.ts'

/** Where a database cluster keeps its things. */
export interface Cluster {
  data: string
  log: string
  /** Of the superuser `app`; readable by the owner of the directory only. */
  password: string
}

/** What the server's programs get to see of our environment: no PG* variable may steer them. */
export const serverEnvironment = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' }

/** Opens the cluster of a directory, made on first use. Call it under the directory's lock. */
export async function openCluster(
  directory: string,
  binaries: PostgresBinaries,
  signal: AbortSignal,
): Promise<Cluster> {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const root = realpathSync(directory)
  const data = path.join(root, 'data')
  const passwordFile = path.join(root, 'password')
  if (!existsSync(data)) await initialize(data, passwordFile, { binaries, signal })
  const password = readFileSync(passwordFile, 'utf8')
  return { data, log: path.join(root, 'postgres.log'), password }
}

/** The rename comes last, so an interrupted run leaves nothing that looks like a cluster. */
async function initialize(
  data: string,
  passwordFile: string,
  { binaries, signal }: { binaries: PostgresBinaries; signal: AbortSignal },
): Promise<void> {
  const unfinished = `${data}.unfinished`
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished, { mode: 0o700 })
  writeFileSync(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 })
  const { command, args, owner } = asServerUser(binaries.initdb, [
    `--pgdata=${unfinished}`,
    `--pwfile=${passwordFile}`,
    ...initdbArguments,
  ])
  if (owner) giveTo(owner, [path.dirname(data), unfinished, passwordFile])
  await promisify(execFile)(command, args, { ...owner, cwd: '/', env: serverEnvironment, signal })
  renameSync(unfinished, data)
}

function giveTo({ uid, gid }: { uid: number; gid: number }, files: readonly string[]): void {
  for (const file of files) chownSync(file, uid, gid)
}

const initdbArguments = [
  '--username=app',
  '--auth=scram-sha-256',
  // The password is 192 random bits: stretching it would cost every connection and buy nothing.
  '--set=scram_iterations=1',
  '--encoding=UTF8',
  // Sorts by code point and folds case by Unicode, the same on every machine.
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--locale=C',
  '--no-instructions',
  // A cluster that did not survive its first second is made again, see the rename above.
  '--no-sync',
]
