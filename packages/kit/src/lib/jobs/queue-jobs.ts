import type { Priority } from '../contract/operation.ts'
import type { JobRequest } from '../data/effects.ts'
import type { Sql } from '../data/sql.ts'

/** Numbers of the queue: smaller ones first. */
export const rankOf: Readonly<Record<Priority, number>> = {
  critical: 0,
  normal: 100,
  background: 200,
}

const defaultAttempts = 10

/** Queues jobs in the caller's transaction: they exist exactly when it commits. */
export async function insertJobs(sql: Sql, requests: readonly JobRequest[]): Promise<void> {
  const queued = lastOfEachKey(requests.map(queuedOf))
  await sql`
    select from graphile_worker.add_jobs(array(
      select row(given.name, given.payload, given.lane, null, given.attempts, given.key, given.rank, null)::graphile_worker.job_spec
      from unnest(${queued.map(({ name }) => name)}::text[], ${queued.map(({ payload }) => payload)}::json[],
        ${queued.map(({ lane }) => lane)}::text[], ${queued.map(({ attempts }) => attempts)}::int[],
        ${queued.map(({ key }) => key)}::text[], ${queued.map(({ rank }) => rank)}::int[])
        as given (name, payload, lane, attempts, key, rank)), job_key_preserve_run_at => true)`
}

interface Queued {
  readonly name: string
  readonly payload: string
  readonly attempts: number
  readonly rank: number
  /** Jobs of one lane run one after the other. */
  readonly lane: string | null
  /** Of jobs with one key the last one waits. */
  readonly key: string | null
}

/** With the tenant that the work is for: one tenant's keys are not another's. */
function queuedOf({ spec, payload, tenant }: JobRequest): Queued {
  const named = (keyOf: ((payload: never) => string) | undefined) =>
    keyOf ? [spec.name, tenant, keyOf(payload as never)].filter(Boolean).join(':') : null // validated before
  return {
    name: spec.name,
    payload: JSON.stringify(
      tenant === undefined ? payload : { ...Object(payload), _tenant: tenant },
    ),
    attempts: spec.attempts ?? defaultAttempts,
    rank: rankOf[spec.priority ?? 'normal'],
    lane: named(spec.oneAtATime),
    key: named(spec.unique),
  }
}

// The queue refuses one key twice in one statement.
function lastOfEachKey(jobs: readonly Queued[]): Queued[] {
  const last = new Map(jobs.map((job) => [job.key, job]))
  return jobs.filter((job) => job.key === null || last.get(job.key) === job)
}
