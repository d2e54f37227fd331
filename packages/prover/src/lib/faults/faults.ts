import type { FaultKey } from '../claims/measurements.ts'
import type { Environment } from '../environment/environment.ts'
import { databaseFaults, providerFaults, redisFaults } from './dependency-faults.ts'
import type { Fault } from './fault.ts'
import { processFaults, rollingRestart } from './process-faults.ts'

/** The faults of a proof, in the order in which they are named: of what there is to break. */
export function faultsFor(
  { simulator, redis, replicas }: Pick<Environment, 'simulator' | 'redis' | 'replicas'>,
  keys: readonly FaultKey[],
): readonly Fault[] {
  const possible = [
    ...processFaults,
    ...(replicas.length > 1 ? [rollingRestart] : []),
    ...databaseFaults,
    ...(redis ? redisFaults(redis) : []),
    ...(simulator ? providerFaults(simulator) : []),
  ]
  return keys.flatMap((key) => possible.find((fault) => fault.key === key) ?? [])
}
