import { setTimeout as wait } from 'node:timers/promises'

import pg from 'pg'

import type { Redis } from '../environment/redis.ts'
import type { Simulator } from '../environment/simulator.ts'
import type { Fault } from './fault.ts'

const PROVIDER_FAULT_MS = 5_000
const REDIS_AWAY_MS = 3_000
/** Within the patience of a call to it, and far beyond what it usually takes. */
const SLOW_MS = 1_500

export const databaseFaults: readonly Fault[] = [
  {
    key: 'databaseRestart',
    says: 'PostgreSQL ended in immediate mode and started again',
    async strike({ database }) {
      await database.crash()
      await database.start()
    },
  },
  {
    key: 'connectionsCut',
    says: 'PostgreSQL ends every connection, three times within a second',
    async strike({ database }, signal) {
      const client = new pg.Client({ connectionString: database.url })
      client.on('error', () => {})
      await client.connect()
      try {
        for (let times = 0; times < 3; times += 1) {
          await client.query(
            `select pg_terminate_backend(pid) from pg_stat_activity
             where pid <> pg_backend_pid() and backend_type = 'client backend'`,
          )
          await wait(400, undefined, { signal })
        }
      } finally {
        await client.end()
      }
    },
  },
]

export function redisFaults(redis: Redis): readonly Fault[] {
  return [
    {
      key: 'redisKill',
      says: 'kill -9 of Redis; it is started again after 3 s, empty',
      async strike(_environment, signal) {
        await redis.kill()
        await wait(REDIS_AWAY_MS, undefined, { signal }).catch(() => {})
        await redis.start()
      },
    },
  ]
}

export function providerFaults(simulator: Simulator): readonly Fault[] {
  const forAWhile = (faults: Readonly<Record<string, number>>): Fault['strike'] => {
    return async (_environment, signal) => {
      await simulator.setFaults(faults)
      await wait(PROVIDER_FAULT_MS, undefined, { signal }).catch(() => {})
      await simulator.calm()
    }
  }
  return [
    {
      key: 'providerFault',
      settles: true,
      says:
        'payment provider for 5 s: 300 ms slow, one call in five answered 503, ' +
        'one in ten acting without ever answering, webhooks doubled and out of order',
      strike: forAWhile({
        latencyMs: 300,
        errorRate: 0.2,
        timeoutButSucceedRate: 0.1,
        duplicateWebhookRate: 0.3,
        reorderWebhookRate: 0.3,
      }),
    },
    {
      key: 'providerSlow',
      settles: true,
      says: 'payment provider for 5 s: 1.5 s slow, and right',
      strike: forAWhile({ latencyMs: SLOW_MS }),
    },
  ]
}
