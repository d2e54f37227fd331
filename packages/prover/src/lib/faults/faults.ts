import { setTimeout as wait } from 'node:timers/promises'

import type { FaultKey } from '../claims/measurements.ts'
import type { Environment } from '../environment/environment.ts'

/** One thing that goes wrong under load. */
export interface Fault {
  key: FaultKey
  says: string
  /** Seconds into its phase at which it strikes. */
  atSecond: number
  /** Whether what matters after it is also how soon the orders of before have ended. */
  settles?: true
  /** Does it, and returns when the world is as before again. Its duration is part of the recovery. */
  strike(environment: Environment, signal: AbortSignal): Promise<void>
}

const PROVIDER_FAULT_MS = 5_000
const RESTART_DELAY_MS = 200

/** The three faults of a proof. */
export const faults: readonly Fault[] = [
  {
    key: 'processKill',
    says: 'kill -9 of one process; it is started again at once',
    atSecond: 4,
    async strike({ replicas }, signal) {
      const victim = replicas.at(-1)
      await victim?.kill()
      await wait(RESTART_DELAY_MS, undefined, { signal })
      await victim?.start()
    },
  },
  {
    key: 'databaseRestart',
    says: 'PostgreSQL ended in immediate mode and started again',
    atSecond: 4,
    async strike({ database }) {
      await database.crash()
      await database.start()
    },
  },
  {
    key: 'providerFault',
    settles: true,
    says:
      'payment provider for 5 s: 300 ms slow, one call in five answered 503, ' +
      'one in ten acting without ever answering, webhooks doubled and out of order',
    atSecond: 4,
    async strike({ simulator }, signal) {
      await simulator.setFaults({
        latencyMs: 300,
        errorRate: 0.2,
        timeoutButSucceedRate: 0.1,
        duplicateWebhookRate: 0.3,
        reorderWebhookRate: 0.3,
      })
      await wait(PROVIDER_FAULT_MS, undefined, { signal }).catch(() => {})
      await simulator.calm()
    },
  },
]
