import { setTimeout as wait } from 'node:timers/promises'

import type { FaultKey } from '../claims/measurements.ts'
import type { Environment } from '../environment/environment.ts'
import type { Simulator } from '../environment/simulator.ts'

/** One thing that goes wrong under load. */
export interface Fault {
  key: FaultKey
  says: string
  /** Whether what matters after it is also how soon the orders of before have ended. */
  settles?: true
  /** Does it, and returns when the world is as before again. Its duration is part of the recovery. */
  strike(environment: Environment, signal: AbortSignal): Promise<void>
}

const PROVIDER_FAULT_MS = 5_000
const RESTART_DELAY_MS = 200

/** The faults of a proof; that of the payment provider where there is one. */
export function faultsFor({ simulator }: Pick<Environment, 'simulator'>): readonly Fault[] {
  return simulator ? [...systemFaults, providerFault(simulator)] : systemFaults
}

const systemFaults: readonly Fault[] = [
  {
    key: 'processKill',
    says: 'kill -9 of one process; it is started again at once',
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
    async strike({ database }) {
      await database.crash()
      await database.start()
    },
  },
]

function providerFault(simulator: Simulator): Fault {
  return {
    key: 'providerFault',
    settles: true,
    says:
      'payment provider for 5 s: 300 ms slow, one call in five answered 503, ' +
      'one in ten acting without ever answering, webhooks doubled and out of order',
    async strike(_environment, signal) {
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
  }
}
