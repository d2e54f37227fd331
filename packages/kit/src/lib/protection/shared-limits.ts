import type { PolicyWiring, SharedCount, Wiring } from '../app/wiring.ts'
import { builtIn } from '../contract/failure.ts'
import { openDatabase } from '../data/database.ts'
import type { Address } from '../data/pool.ts'
import { createPolicy, type PolicyEvent } from '../resilience/policy.ts'
import type { LimitStore } from './limit-store.ts'
import type { SharedStores } from './limiter.ts'
import { postgresLimits } from './postgres-limits.ts'

export interface SharedLimitParts {
  readonly limits: Wiring['limits']
  /** Before every key in Redis. */
  readonly prefix: string
  readonly databaseUrl: Address
  readonly redisUrl: Address | undefined
  /** Otherwise a limit that is counted in Redis is counted by each process where there is no Redis, as on a laptop. */
  readonly redisRequired: boolean
  /** Counts meanwhile where a store that is away may be done without. */
  readonly memory: LimitStore
  onEvent(dependency: string, event: PolicyEvent): void
}

/** The stores that the wiring's limits are counted in. */
export interface SharedLimits {
  readonly stores: SharedStores
  close(): Promise<void>
}

// A count takes a millisecond; who waits for one longer than this is better answered without.
const policyOfStore: PolicyWiring = {
  timeoutMs: 1_000,
  attempts: 1,
  backoffMs: 0,
  retryBudget: 0,
  breaker: { failureRate: 0.5, windowSeconds: 5, minimumPerSecond: 1, openSeconds: 2 },
  bulkhead: { concurrent: 256, queued: 0 },
}

/** Connections of its own: a count must not wait for the work that it is to hold back. */
export const limitPool = { poolSize: 4, statementTimeoutMs: 1_000, lockTimeoutMs: 1_000 }

/** Opens the stores that the limits name, and none that they do not. */
export async function openSharedLimits(parts: SharedLimitParts): Promise<SharedLimits> {
  const named = new Set(Object.values(parts.limits).map((limit) => limit?.shared?.store))
  const open = (store: SharedCount['store']) =>
    named.has(store) ? openers[store](parts) : undefined
  const [postgresql, redis] = await Promise.all([open('postgresql'), open('redis')])
  return {
    stores: {
      ...(postgresql ? { postgresql: guarded('postgresql limits', postgresql.store, parts) } : {}),
      ...(redis ? { redis: guarded('redis limits', redis.store, parts) } : {}),
    },
    async close() {
      await Promise.all([postgresql?.close(), redis?.close()])
    },
  }
}

interface OpenStore {
  readonly store: LimitStore
  close(): Promise<void>
}

const openers: Readonly<
  Record<SharedCount['store'], (parts: SharedLimitParts) => Promise<OpenStore>>
> = {
  async postgresql({ databaseUrl }) {
    const database = openDatabase(databaseUrl, limitPool)
    return { store: postgresLimits(database.sql), close: () => database.close() }
  },
  async redis({ redisUrl, redisRequired, prefix, memory }) {
    if (redisUrl === undefined) {
      if (redisRequired) throw new Error('REDIS_URL is not set, where limits are to be counted')
      return { store: memory, close: async () => {} }
    }
    const { openRedis } = await import('../data/open-redis.ts')
    const { redisLimits } = await import('./redis-limits.ts')
    const redis = openRedis(redisUrl)
    return { store: redisLimits(redis, prefix), close: async () => redis.disconnect() }
  },
}

/** The store, and what is done while it does not answer: each limit says it itself. */
function guarded(
  name: string,
  store: LimitStore,
  { memory, onEvent }: Pick<SharedLimitParts, 'memory' | 'onEvent'>,
): LimitStore {
  const policy = createPolicy(name, policyOfStore, { onEvent })
  return {
    async take(budget, ask) {
      try {
        return await policy.execute(async () => store.take(budget, ask))
      } catch {
        if (budget.shared?.onFailure === 'open') return memory.take(budget, ask)
        throw builtIn('UNAVAILABLE', { retryAfterSeconds: policyOfStore.breaker.openSeconds })
      }
    },
  }
}
