import { createHash } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'

import type { Redis } from 'ioredis'

import type { PolicyWiring } from '../app/wiring.ts'
import { openRedis } from '../data/open-redis.ts'
import type { Address } from '../data/pool.ts'
import { createPolicy, type Policy, type PolicyEvent } from '../resilience/policy.ts'
import type { CachedAnswer } from './cached-answer.ts'
import type { SharedLevel } from './shared-level.ts'

export interface RedisLevelParts {
  /** `redis://…` or `rediss://…`. */
  readonly url: Address
  /** Before every key, so that systems may share a server. */
  readonly prefix: string
  onEvent(dependency: string, event: PolicyEvent): void
}

// A read of Redis takes under a millisecond; whoever takes longer than this is no help.
const policyOfRedis: PolicyWiring = {
  timeoutMs: 25,
  attempts: 1,
  backoffMs: 0,
  retryBudget: 0,
  breaker: { failureRate: 0.5, windowSeconds: 5, minimumPerSecond: 5, openSeconds: 2 },
  bulkhead: { concurrent: 512, queued: 0 },
}

/** How long one process may fill for all; after that another one does. */
const lockMs = 1_000
/** How long the others wait for it, and how often they look. */
const waitMs = 150
const lookMs = 10

/**
 * Answers in Redis, which holds nothing but copies: what still stands of them is said by the log of changes in
 * PostgreSQL, which every process follows. So Redis may lose, evict, restart with old data or be cut off, and no old
 * answer is given because of it.
 */
export function openRedisLevel({ url, prefix, onEvent }: RedisLevelParts): SharedLevel {
  const redis = openRedis(url)
  return new RedisLevel(redis, prefix, createPolicy('redis', policyOfRedis, { onEvent }))
}

class RedisLevel implements SharedLevel {
  readonly #redis: Redis
  readonly #prefix: string
  readonly #policy: Policy

  constructor(redis: Redis, prefix: string, policy: Policy) {
    this.#redis = redis
    this.#prefix = prefix
    this.#policy = policy
  }

  async getOrLock(key: string, stands: (kept: CachedAnswer) => boolean) {
    const name = this.#nameOf(key)
    const lock = `${name}:lock`
    const unlock = () => void this.#ask(() => this.#redis.del(lock))
    let found = await this.#get(name)
    if (found && stands(found)) return { kept: found }
    const locked = await this.#ask(() => this.#redis.set(lock, '1', 'PX', lockMs, 'NX'))
    if (locked === 'OK') return { unlock }
    // Undefined: Redis does not answer, so there is nobody to wait for.
    for (let left = locked === null ? waitMs : 0; left > 0; left -= lookMs) {
      await setTimeout(lookMs)
      found = await this.#get(name)
      if (found && stands(found)) return { kept: found }
    }
    return { unlock() {} }
  }

  set(key: string, kept: CachedAnswer, lifeMs: number): void {
    const text = JSON.stringify(kept)
    this.#ask(() => this.#redis.set(this.#nameOf(key), text, 'PX', Math.ceil(lifeMs)))
  }

  async close(): Promise<void> {
    this.#redis.disconnect()
  }

  async #get(name: string): Promise<CachedAnswer | undefined> {
    const text = await this.#ask(() => this.#redis.get(name))
    return text ? (JSON.parse(text) as CachedAnswer) : undefined // written by `set` of this release
  }

  /** Undefined when Redis does not answer in time. */
  async #ask<Answer>(ask: () => Promise<Answer>): Promise<Answer | undefined> {
    try {
      return await this.#policy.execute(ask)
    } catch {
      return undefined
    }
  }

  #nameOf(key: string): string {
    return `${this.#prefix}:${createHash('sha256').update(key).digest('base64url')}`
  }
}
