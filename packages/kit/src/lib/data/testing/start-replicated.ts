import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { Type } from 'typebox'

import { command, query } from '../../../contract.ts'
import { guest, handle, type Module, type Principal } from '../../../index.ts'
import { type Core, migrateAll, startCore } from '../../app/core.ts'
import { openEdge } from '../../app/test-parts.ts'
import { defaultWiring } from '../../app/wiring.ts'
import { makeStandby, takeBaseBackup } from '../../postgres/base-backup.ts'
import { administer } from '../../postgres/databases.ts'
import { startPostgres } from '../../postgres/start-postgres.ts'

const Count = Type.Object({ count: Type.Integer(), replica: Type.Boolean() })

const write = command({
  name: 'notes.write',
  summary: 'Write a note',
  access: 'public',
  idempotency: 'none',
  input: Type.Object({}),
  output: Type.Object({}),
})

const count = query({
  name: 'notes.count',
  summary: 'How many notes there are, and who says so',
  access: 'public',
  staleSeconds: 3,
  input: Type.Object({}),
  output: Count,
})

const notes: Module = {
  name: 'notes',
  summary: 'Notes',
  migrations: new URL('./notes-migrations/', import.meta.url),
  handlers: [
    handle(write, async (_, { sql, principal }) => {
      await sql`insert into notes.note (author) values (${principal.id})`
      return {}
    }),
    handle(count, async (_, { sql }) => {
      const [row] = await sql<{ count: number; replica: boolean }>`
        select count(*) as count, pg_is_in_recovery() as replica from notes.note`
      return row ?? { count: 0, replica: false }
    }),
  ],
}

const ann: Principal = { id: 'ann', roles: ['customer'] }

/** Two processes on a primary with a streaming replica. */
export async function startReplicated() {
  await using opened = new AsyncDisposableStack()
  const folder = await mkdtemp(path.join(tmpdir(), 'replicated-'))
  opened.defer(() => rm(folder, { recursive: true, force: true }))
  const [from, to] = [path.join(folder, 'primary'), path.join(folder, 'replica')]
  const sizes = { shared_buffers: '32MB', max_connections: '60', wal_keep_size: '64MB' }
  const primary = opened.use(await startPostgres({ directory: from, settings: sizes }))
  await migrateAll(primary.url, [notes])
  await takeBaseBackup({ url: primary.url, from }, to)
  const settings = { ...sizes, ...makeStandby(to, primary.port) }
  let replica = opened.use(await startPostgres({ directory: to, settings }))
  const processes: Core[] = []
  for (let n = 0; n < 2; n += 1) {
    processes.push(
      opened.adopt(
        await startCore({
          ...openEdge,
          modules: [notes],
          wiring: defaultWiring('replicated', ['notes']),
          databaseUrl: primary.url,
          replicaUrl: replica.url,
        }),
        (core) => core.stop(),
      ),
    )
  }
  const ask = async (operation: string, as: Principal, n: number) => {
    const from = { transport: 'local' } as const
    const core = processes[n % 2]
    return (await core?.dispatcher.dispatch({ operation, input: {}, principal: as, from }))?.output
  }
  const stack = opened.move()
  return {
    write: async (n = 0) => void (await ask('notes.write', ann, n)),
    /** As somebody who is known, or as a guest. */
    count: async (who: 'known' | 'guest' = 'known', n = 1) =>
      (await ask('notes.count', who === 'known' ? ann : guest, n)) as {
        count: number
        replica: boolean
      },
    pauseReplay: () => administer(replica.url, 'select pg_wal_replay_pause()'),
    resumeReplay: () => administer(replica.url, 'select pg_wal_replay_resume()'),
    killReplica: () => replica.kill(),
    async startReplica() {
      const { port } = replica
      replica = stack.use(await startPostgres({ directory: to, settings, port }))
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  } satisfies AsyncDisposable & Record<string, unknown>
}
