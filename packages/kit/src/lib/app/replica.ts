import { type Database, openDatabase } from '../data/database.ts'
import type { Address } from '../data/pool.ts'
import { Replica, type ReplicaParts } from '../data/replica.ts'
import { routeReads } from '../dispatch/route-reads.ts'
import type { RunCaller } from '../dispatch/stages.ts'
import type { CacheWiring, Wiring } from './wiring.ts'

/** Shorter than a person notices, longer than a healthy replica takes. */
const waitMs = 50
const sampleMs = 200

/** A replica that is watched. */
export interface OpenReplica {
  readonly replica: Replica
  stop(): Promise<void>
}

interface ReplicaSources extends Pick<ReplicaParts, 'warn'> {
  readonly replicaUrl?: Address | undefined
  readonly wiring: Pick<Wiring, 'database'>
}

/** Opens the replica that the environment names, if any, and watches how old it is. */
export function openReplica(
  { replicaUrl, wiring, warn }: ReplicaSources,
  { sql: primary }: Pick<Database, 'sql'>,
): OpenReplica | undefined {
  if (replicaUrl === undefined) return undefined
  const database = openDatabase(replicaUrl, wiring.database)
  const replica = new Replica({ primary, replica: database.sql, waitMs, sampleMs, warn })
  replica.start()
  return {
    replica,
    async stop() {
      await replica.stop()
      await database.close()
    },
  }
}

export function routeTo({ replica }: OpenReplica, { level }: CacheWiring) {
  const keepsAnswers = level !== 'none'
  return (run: RunCaller) => routeReads(run, { replica, keepsAnswers })
}
