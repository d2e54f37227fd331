import type { Static, TObject } from 'typebox'

import type { Priority } from '../contract/operation.ts'
import type { BackgroundContext } from '../module/background.ts'

export interface JobSpec<Payload extends TObject = TObject> {
  /** "module.job". */
  readonly name: `${string}.${string}`
  readonly payload: Payload
  /** Tries before it is dead; 10 if absent. */
  readonly attempts?: number
  /** Whose turn it is when there is more to do than can be; what was due for a minute goes first anyhow. */
  readonly priority?: Priority
  /** Jobs of one key run one after the other, over all processes: for a customer, a file, an account. */
  oneAtATime?(payload: Static<Payload>): string
  /** Of jobs of one key only one waits, with the payload that came last; one that runs already is not touched. */
  unique?(payload: Static<Payload>): string
  /**
   * Cron expression (UTC) on which it also runs with an empty payload, once over all processes; in a module that works for
   * tenants, once for each tenant that it has worked for.
   */
  readonly schedule?: string
  /** What becomes of scheduled runs of the last week that no process was there for; `once` if absent. */
  readonly missed?: MissedRuns
}

/** `skip`: the next one comes at its time. `once`: one is made up for, however many were missed. `all`: each is. */
export type MissedRuns = 'skip' | 'once' | 'all'

export interface Job {
  readonly spec: JobSpec
  run(payload: unknown, context: JobContext): Promise<void>
}

export interface JobContext extends BackgroundContext {
  readonly signal: AbortSignal
  readonly attempt: number
  /** Whom the work is for, where a module that works for tenants asked for it. */
  readonly tenant?: string
}

/** Background work, queued by `enqueue` in a unit of work or by its schedule; run at least once. */
export function job<J extends JobSpec>(
  spec: J,
  run: (payload: Static<J['payload']>, context: JobContext) => Promise<void>,
): Job {
  return { spec, run: run as Job['run'] } // payloads are validated before they are queued
}
