import type { FaultKey } from '../claims/measurements.ts'
import type { Environment } from '../environment/environment.ts'
import { databaseFaults, providerFaults, redisFaults } from './dependency-faults.ts'
import type { Fault } from './fault.ts'
import { processFaults } from './process-faults.ts'
import { liveMigration, rollingRestart } from './roll-outs.ts'

interface Asked {
  /** Folder of the project. */
  project: string
  /** Folder of the release after it, where one is given. */
  next?: string
  keys: readonly FaultKey[]
}

/** The faults of a proof, in the order in which they are named: of what there is to break. */
export function faultsFor(
  { simulator, redis }: Pick<Environment, 'simulator' | 'redis'>,
  { project, next, keys }: Asked,
): readonly Fault[] {
  const possible = [
    ...processFaults,
    rollingRestart,
    liveMigration(project, next),
    ...databaseFaults,
    ...(redis ? redisFaults(redis) : []),
    ...(simulator ? providerFaults(simulator) : []),
  ]
  return keys.flatMap((key) => possible.find((fault) => fault.key === key) ?? [])
}
