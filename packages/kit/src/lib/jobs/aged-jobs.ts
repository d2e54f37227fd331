import type { Sql } from '../data/sql.ts'

/** What was due for so long goes first, however unimportant: else a busy day starves it. */
const patienceSeconds = 60

const sweepMs = 10_000

/** Moves what has waited for long to the front, every ten seconds until stopped. */
export function ageJobs(sql: Sql): { stop(): void } {
  const timer = setInterval(() => {
    preferAgedJobs(sql).catch(() => {}) // the database is away; the next sweep tries again
  }, sweepMs)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}

/** Gives the first rank to jobs that have been due for a minute. */
export async function preferAgedJobs(sql: Sql): Promise<void> {
  await sql`
    select from graphile_worker.reschedule_jobs(array(
      select id from graphile_worker.jobs
      where locked_at is null and priority > 0 and attempts < max_attempts
        and run_at < now() - ${patienceSeconds} * interval '1 second'
      limit 10000), priority => 0)`
}
