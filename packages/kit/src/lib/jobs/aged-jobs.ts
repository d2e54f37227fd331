import type { Sql } from '../data/sql.ts'
import { jobsPerPlace, startCountAnew } from './fair-turns.ts'

/** What was due for so long goes first, however unimportant: else a busy day starves it. */
const patienceSeconds = 60

const sweepMs = 10_000

/** Moves what has waited for long to the front, every ten seconds until stopped. */
export function ageJobs(sql: Sql): { stop(): void } {
  const timer = setInterval(() => {
    preferAgedJobs(sql)
      .then(() => startCountAnew(sql))
      .catch(() => {}) // the database is away; the next sweep tries again
  }, sweepMs)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}

/**
 * Puts jobs that have been due for a minute before all others, in the order of their places. Of a tenant so many at a time as
 * share a place: what has aged of ten thousand jobs must not stand before the next job of somebody else either.
 */
export async function preferAgedJobs(sql: Sql): Promise<void> {
  await sql`
    with due as (
      select id, priority, payload->>'_tenant' as tenant,
        row_number() over (partition by payload->>'_tenant' order by priority, run_at, id) as turn
      from graphile_worker._private_jobs
      where is_available = true and run_at < now() - ${patienceSeconds} * interval '1 second'
    ), chosen as (
      select id, priority from due
      where priority >= 0 and (tenant is null or turn <= ${jobsPerPlace}) order by priority, turn limit 10000
    )
    select from (
      select priority % 10000 - 10000 as aged, array_agg(id) as ids from chosen group by aged
    ) as aged, lateral graphile_worker.reschedule_jobs(ids, priority => aged)`
}
