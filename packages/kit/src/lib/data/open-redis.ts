import { Redis } from 'ioredis'

/** A Redis that is done without while it is away: what cannot be asked now fails at once and is not asked later. */
export function openRedis(url: string): Redis {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    connectTimeout: 1_000,
    retryStrategy: (times) => Math.min(100 * times, 1_000),
  })
  redis.on('error', () => {}) // told by the policy of whoever asks; it connects again by itself
  return redis
}
