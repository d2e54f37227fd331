import type { FaultKey } from '../claims/measurements.ts'
import type { Environment } from '../environment/environment.ts'

/** One thing that goes wrong under load. */
export interface Fault {
  key: FaultKey
  says: string
  /** Whether what matters after it is also how soon the orders of before have ended. */
  settles?: true
  /** How long processes drain and start meanwhile, beside the fault itself. */
  drainSeconds?: number
  /** Does it, and returns when the world is as before again. Its duration is part of the recovery. */
  strike(environment: Environment, signal: AbortSignal): Promise<void>
}
