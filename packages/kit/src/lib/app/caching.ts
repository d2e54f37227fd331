import { AnswerCache, type CacheOutcome } from '../cache/answer-cache.ts'
import { MemoryLevel } from '../cache/memory-level.ts'
import type { SharedLevel } from '../cache/shared-level.ts'
import {
  type Change,
  changeChannel,
  readChanges,
  readHistory,
  tellOfChanges,
} from '../data/change-log.ts'
import type { Database } from '../data/database.ts'
import type { Address } from '../data/pool.ts'
import type { Sql } from '../data/sql.ts'
import { Watch } from '../data/watch.ts'
import type { Dispatcher } from '../dispatch/call.ts'
import { servicePrincipal } from '../dispatch/principal.ts'
import type { RunCaller } from '../dispatch/stages.ts'
import type { Module } from '../module/define-module.ts'
import type { PolicyEvent } from '../resilience/policy.ts'
import type { Clock } from './clock.ts'
import type { CacheWiring } from './wiring.ts'

export interface CachingParts {
  readonly system: string
  readonly wiring: CacheWiring
  readonly clock: Clock
  readonly database: Database
  /** Where the wiring says `redis`; without it each process keeps what it has asked itself. */
  readonly redisUrl?: Address
  count(operation: string, outcome: CacheOutcome): void
  onDependency(dependency: string, event: PolicyEvent): void
  warn(message: string, details: object): void
}

/** Everything of a process that keeps answers. */
export interface CachingPart {
  readonly keep: (run: RunCaller) => RunCaller
  /** What this process has committed: so for itself at once, and all others are woken. */
  changed(changes: readonly Change[]): void
  stats(): { entries: number; bytes: number }
  start(): Promise<void>
  stop(): Promise<void>
}

/** While an open transaction holds back what may be kept, the log is looked at again so soon, milliseconds. */
const unsettledMs = 20

export async function assembleCaching(parts: CachingParts): Promise<CachingPart> {
  const { wiring, database, clock, warn } = parts
  const tell = teller(database.sql)
  if (wiring.level === 'none') return { ...withoutCache, changed: tell }

  const memory = new MemoryLevel(wiring)
  const shared = await openShared(parts)
  const { count } = parts
  const cache = new AnswerCache({
    ...{ mostSeconds: wiring.mostSeconds, memory, count, now: clock.now, random: Math.random },
    ...(shared ? { shared } : {}),
  })
  const watch = new Watch({
    database,
    channel: changeChannel,
    idleMs: wiring.idleMs,
    opened: async (sql) => cache.begin(await readHistory(sql), await readChanges(sql, 0)),
    async read(sql) {
      cache.heard(await readChanges(sql, cache.upTo))
      return cache.isSettled ? wiring.idleMs : unsettledMs
    },
    lost() {
      cache.suspend()
      warn('nothing is cached while the log of changes cannot be read', {})
    },
  })
  return {
    keep: (run) => cache.around(run),
    changed(changes) {
      cache.changed(changes)
      tell()
    },
    stats: () => memory.stats(),
    start: () => watch.start(),
    async stop() {
      await watch.stop()
      await shared?.close()
    },
  }
}

const withoutCache = {
  keep: (run: RunCaller) => run,
  stats: () => ({ entries: 0, bytes: 0 }),
  start: async () => {},
  stop: async () => {},
}

/** Asks for what everybody will ask for. What cannot be answered now is asked for later by who wants it. */
export async function warm(modules: readonly Module[], dispatcher: Dispatcher): Promise<void> {
  const asked = modules.flatMap(({ handlers }) =>
    handlers.flatMap(({ operation }) =>
      operation.kind === 'query'
        ? (operation.cached?.warm ?? []).map((input) => ({ operation: operation.name, input }))
        : [],
    ),
  )
  const principal = servicePrincipal('kit')
  await Promise.allSettled(
    asked.map((call) => dispatcher.dispatch({ ...call, principal, from: { transport: 'job' } })),
  )
}

// Loaded where it is wired only.
async function openShared(parts: CachingParts): Promise<SharedLevel | undefined> {
  const { wiring, system, redisUrl: url, onDependency, warn } = parts
  if (wiring.level !== 'redis') return undefined
  if (url === undefined) {
    warn('REDIS_URL is not set: each process keeps its own answers only', {})
    return undefined
  }
  const { openRedisLevel } = await import('../cache/redis-level.ts')
  return openRedisLevel({ url, prefix: system, onEvent: onDependency })
}

/**
 * Wakes the others after a commit, once for all commits meanwhile. Not in the transaction of the write: there a NOTIFY
 * makes all commits of a database wait for one another. A wake-up that is lost costs the others `idleMs`.
 */
function teller(sql: Sql): () => void {
  let telling = false
  let again = false
  const tell = async () => {
    telling = true
    do {
      again = false
      await tellOfChanges(sql).catch(() => {}) // the others look by themselves
    } while (again)
    telling = false
  }
  return () => {
    if (telling) again = true
    else tell()
  }
}
