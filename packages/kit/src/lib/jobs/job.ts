import type { Static, TObject } from 'typebox'

import type { BackgroundContext } from '../module/background.ts'

export interface JobSpec {
  /** "module.job". */
  readonly name: `${string}.${string}`
  readonly payload: TObject
  /** Tries before it is dead; 10 if absent. */
  readonly attempts?: number
  /** Cron expression (UTC) on which it also runs with an empty payload. */
  readonly schedule?: string
}

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
