import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

import pg from 'pg'

import { type ArchivedServer, restore, startArchived } from './archived-server.ts'
import { type Mark, newestMark, startMarking, tablesAt } from './marks.ts'

export interface DrillOptions {
  /** Makes the system's tables in an empty database. */
  prepare(url: string): Promise<void>
  /** Longest that a commit waits to be archived. */
  readonly archiveSeconds: number
  /** For how long is written before and after the backup. */
  readonly writeSeconds: number
}

/** How one disaster was recovered from. */
export interface Recovery {
  readonly disaster: string
  /** Commits that were acknowledged before the disaster, and how many of the last of them were lost. */
  readonly acknowledged: number
  readonly lost: number
  /** Age, at the disaster, of the newest commit that was recovered. */
  readonly rpoSeconds: number
  /** From the decision to restore until the restored server took writes. */
  readonly rtoSeconds: number
}

/**
 * Drills backup and restore: writes to a server whose log is archived, backs it up, goes on writing, plants a disaster
 * and restores from the backup and the archive. What comes back has to be whole: the same tables, every transaction up to
 * the newest, none by half.
 */
export async function drill(options: DrillOptions): Promise<Recovery[]> {
  return [await afterMistake(options), await afterLoss(options)]
}

/** Somebody drops the tables: restored to the moment before, with the damaged server still there. */
function afterMistake(options: DrillOptions): Promise<Recovery> {
  return withServer(options, 'all tables dropped by mistake', async ({ server, marks }) => {
    const at = new Date()
    await pause(50) // what is committed in this millisecond may be on either side
    await dropEverything(server.postgres.url)
    return {
      before: at,
      at: at.getTime(),
      known: upTo(marks, at.getTime()),
      prepare: server.flushArchive,
    }
  })
}

/** The machine is gone with its disks: what is left is the backup and what was archived. */
function afterLoss(options: DrillOptions): Promise<Recovery> {
  return withServer(options, 'server lost with its disks', async ({ server, marks }) => {
    server.postgres.kill()
    const at = Date.now()
    return { at, known: upTo(marks, at), prepare: async () => {} }
  })
}

interface Struck {
  readonly at: number
  readonly before?: Date
  readonly known: readonly Mark[]
  /** Part of restoring. */
  prepare(): Promise<void>
}

async function withServer(
  { prepare, archiveSeconds, writeSeconds }: DrillOptions,
  disaster: string,
  strike: (parts: { server: ArchivedServer; marks: readonly Mark[] }) => Promise<Struck>,
): Promise<Recovery> {
  await using opened = new AsyncDisposableStack()
  const folder = await mkdtemp(path.join(tmpdir(), 'archwright-drill-'))
  opened.defer(() => rm(folder, { recursive: true, force: true }))
  const [archivedBy, backup] = [path.join(folder, 'server'), path.join(folder, 'backup')]
  const server = opened.use(await startArchived(archivedBy, archiveSeconds))
  await prepare(server.postgres.url)
  const marker = opened.adopt(await startMarking(server.postgres.url), (started) => started.stop())
  const tables = await tablesAt(server.postgres.url)
  await pause(1_000 * writeSeconds)
  await server.backUp(backup)
  await pause(1_000 * Math.max(writeSeconds, 1.5 * archiveSeconds))

  const struck = await strike({ server, marks: marker.marks })
  const startedAt = performance.now()
  await struck.prepare()
  const restored = opened.use(await restore({ backup, archivedBy }, struck.before))
  const rtoSeconds = (performance.now() - startedAt) / 1_000
  const newest = await newestMark(restored.url)
  compareTables(tables, await tablesAt(restored.url))
  return { disaster, rtoSeconds, ...lossOf(struck, newest) }
}

function upTo(marks: readonly Mark[], at: number): readonly Mark[] {
  return marks.filter((mark) => mark.at <= at)
}

function lossOf({ at, known }: Struck, newest: number) {
  const recovered = known.findLast(({ id }) => id <= newest)
  const acknowledged = known.at(-1)?.id ?? 0
  return {
    acknowledged,
    lost: Math.max(0, acknowledged - newest),
    rpoSeconds: newest >= acknowledged ? 0 : (at - (recovered?.at ?? 0)) / 1_000,
  }
}

function compareTables(before: readonly string[], after: readonly string[]): void {
  const missing = before.filter((name) => !after.includes(name))
  if (missing.length > 0) throw new Error(`not restored: ${missing.join(', ')}`)
}

async function dropEverything(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(`do $$ declare name text; begin
      for name in select quote_ident(nspname) from pg_namespace
        where nspname not like 'pg\\_%' and nspname not in ('information_schema', 'public')
      loop execute 'drop schema ' || name || ' cascade'; end loop; end $$`)
  } finally {
    await client.end()
  }
}
