import { Redis } from 'ioredis'

import { type Address, addressNow } from './pool.ts'

/** A Redis that is done without while it is away: what cannot be asked now fails at once and is not asked later. */
export function openRedis(address: Address): Redis {
  const redis = new Redis(addressNow(address), {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    connectTimeout: 1_000,
    retryStrategy: (times) => Math.min(100 * times, 1_000),
  })
  redis.on('reconnecting', () => {
    const { username, password } = new URL(addressNow(address))
    redis.options.username = decodeURIComponent(username) || undefined
    redis.options.password = decodeURIComponent(password) || undefined
  })
  redis.on('error', () => {}) // told by the policy of whoever asks; it connects again by itself
  return redis
}
