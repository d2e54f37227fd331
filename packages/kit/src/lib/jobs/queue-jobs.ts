import type { JobRequest } from '../data/effects.ts'
import type { Sql } from '../data/sql.ts'
import { type Draw, drawTurns, placeOfQueue, priorityOf, rankOf } from './fair-turns.ts'

const defaultAttempts = 10

/** Queues jobs in the caller's transaction: they exist exactly when it commits. */
export async function insertJobs(sql: Sql, requests: readonly JobRequest[]): Promise<void> {
  const queued = lastOfEachKey(requests.map(queuedOf))
  const priorities = await prioritiesOf(sql, queued)
  await sql`
    with queue as materialized (
      select rank, ${placeOfQueue} as place from unnest(${[...new Set(queued.map(({ rank }) => rank))]}::int[]) as rank
    )
    select from graphile_worker.add_jobs(array(
      select row(given.name, given.payload, given.lane, null, given.attempts, given.key,
        coalesce(given.priority, given.rank + place), null)::graphile_worker.job_spec
      from unnest(${queued.map(({ name }) => name)}::text[], ${queued.map(({ payload }) => payload)}::json[],
        ${queued.map(({ lane }) => lane)}::text[], ${queued.map(({ attempts }) => attempts)}::int[],
        ${queued.map(({ key }) => key)}::text[], ${queued.map(({ rank }) => rank)}::int[],
        ${priorities}::int[])
        as given (name, payload, lane, attempts, key, rank, priority) join queue using (rank)), job_key_preserve_run_at => true)`
}

/** Where each stands in the queue, a tenant's jobs of one rank one behind the other; null: where the queue is. */
async function prioritiesOf(sql: Sql, queued: readonly Queued[]): Promise<(number | null)[]> {
  if (queued.every(({ tenant }) => tenant === null)) return queued.map(() => null)
  const draws = new Map<string, Draw>()
  const placed = queued.map(({ tenant, rank }) => {
    if (tenant === null) return null
    const of = `${rank}/${tenant}`
    const draw = draws.get(of) ?? { tenant, rank, jobs: 0 }
    draws.set(of, { ...draw, jobs: draw.jobs + 1 })
    return { of, rank, behind: draw.jobs }
  })
  const names = [...draws.keys()]
  const firsts = await drawTurns(sql, [...draws.values()])
  const firstOf = new Map(names.map((of, index) => [of, firsts[index] ?? 0]))
  return placed.map((job) => job && priorityOf(job.rank, (firstOf.get(job.of) ?? 0) + job.behind))
}

interface Queued {
  readonly name: string
  readonly payload: string
  readonly attempts: number
  readonly rank: number
  readonly tenant: string | null
  /** Jobs of one lane run one after the other. */
  readonly lane: string | null
  /** Of jobs with one key the last one waits. */
  readonly key: string | null
}

/** With the tenant that the work is for, whose keys are not another's, and the trace that it is part of. */
function queuedOf({ spec, payload, tenant, traceparent }: JobRequest): Queued {
  const named = (keyOf: ((payload: never) => string) | undefined) =>
    keyOf ? [spec.name, tenant, keyOf(payload as never)].filter(Boolean).join(':') : null // validated before
  return {
    name: spec.name,
    payload: JSON.stringify({
      ...Object(payload),
      ...(tenant === undefined ? {} : { _tenant: tenant }),
      ...(traceparent ? { _traceparent: traceparent } : {}),
    }),
    attempts: spec.attempts ?? defaultAttempts,
    rank: rankOf[spec.priority ?? 'normal'],
    tenant: tenant ?? null,
    lane: named(spec.oneAtATime),
    key: named(spec.unique),
  }
}

// The queue refuses one key twice in one statement.
function lastOfEachKey(jobs: readonly Queued[]): Queued[] {
  const last = new Map(jobs.map((job) => [job.key, job]))
  return jobs.filter((job) => job.key === null || last.get(job.key) === job)
}
