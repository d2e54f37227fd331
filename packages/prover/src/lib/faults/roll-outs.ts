import { setTimeout as wait } from 'node:timers/promises'

import type { MeasuredFault, MeasuredInvariant } from '../claims/measurements.ts'
import type { Environment } from '../environment/environment.ts'
import type { StartOptions } from '../environment/replica.ts'
import type { Fault } from './fault.ts'
import { placeNextReleases } from './next-releases.ts'

/** What the balancer may take to send calls to a process that has become ready, and a process to get warm. */
const SETTLE_MS = 3_000
/** For one process to drain, and for the next one to start, for each of three places. */
const ROLL_OUT_SECONDS = 60

/** New processes of the same release, as after a change of a setting. */
export const rollingRestart: Fault = {
  key: 'rollingRestart',
  drainSeconds: ROLL_OUT_SECONDS,
  says: 'a roll-out: one process more is started, then one after the other drains on SIGTERM and is replaced',
  strike: (environment, signal) => rollOut(environment, {}, signal),
}

/**
 * Old and new code on one database. To `next` and back to the project, where a next release is given; else over two
 * releases with migrations of the proof's own.
 */
export function liveMigration(project: string, next?: string): Fault {
  return {
    key: 'liveMigration',
    drainSeconds: 2 * ROLL_OUT_SECONDS,
    says:
      next === undefined
        ? 'a roll-out whose release adds and fills a column of the busiest table, then one that takes it away'
        : 'a roll-out to the next release with its migrations, and back to this one',
    async strike(environment, signal) {
      const releases = next ? [next, project] : await placeNextReleases(project, environment)
      for (const release of releases) await rollOut(environment, { release }, signal)
    },
  }
}

/** As the deployment files say: one process more first, so that at no time one is missing. */
async function rollOut(
  { replicas, spare }: Environment,
  how: StartOptions,
  signal: AbortSignal,
): Promise<void> {
  const settle = () => wait(SETTLE_MS, undefined, { signal })
  try {
    await spare.start(how)
    await settle()
    for (const replica of replicas) {
      if (await replica.retire()) throw new Error(`${replica.origin} did not end on SIGTERM`)
      await replica.start(how)
      await settle()
    }
    if (await spare.retire()) throw new Error(`${spare.origin} did not end on SIGTERM`)
  } finally {
    await spare.kill()
  }
}

/** Unlike other faults a roll-out is our own doing: it must cost nobody a call. */
export function rollOutInvariants(faults: readonly MeasuredFault[]): MeasuredInvariant[] {
  return faults
    .filter(({ key }) => key === 'rollingRestart' || key === 'liveMigration')
    .map(({ fault, failedRequests, note }) => ({
      invariant: `No call fails during ${fault}`,
      checked: 1,
      violations: failedRequests,
      examples: failedRequests > 0 ? [note] : [],
    }))
}
