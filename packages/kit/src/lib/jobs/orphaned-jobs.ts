import type { Sql } from '../data/sql.ts'

/** Longest time a job may run, milliseconds; split longer work. */
export const jobLimitMs = 20_000

const sweepMs = 10_000

/**
 * Gives back the jobs of processes that died while running them. The queue itself waits four hours; here a
 * lock older than any job may run belongs to nobody.
 */
export function sweepOrphanedJobs(sql: Sql): { stop(): void } {
  const timer = setInterval(() => {
    unlockOrphans(sql).catch(() => {}) // the database is away; the next sweep tries again
  }, sweepMs)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}

/** Unlocks jobs locked for longer than they may run, half as long again to be safe. */
export async function unlockOrphans(sql: Sql): Promise<void> {
  await sql`
    select graphile_worker.force_unlock_workers(array(
      select distinct locked_by from graphile_worker.jobs
      where locked_at < now() - ${(1.5 * jobLimitMs) / 1_000} * interval '1 second'))`
}
