import type { Sql } from '../data/sql.ts'

/** A job that failed as often as it may; it stays until somebody replays it. */
export interface DeadJob {
  readonly id: number
  /** "module.job". */
  readonly name: string
  readonly attempts: number
  readonly lastError: string
  /** ISO 8601. */
  readonly queuedAt: string
}

const mostTold = 1_000

/** The newest dead jobs, of one name or all. */
export function deadJobs(sql: Sql, name?: string): Promise<DeadJob[]> {
  return sql<DeadJob>`
    select id, task_identifier as name, attempts, coalesce(last_error, '') as "lastError", created_at as "queuedAt"
    from graphile_worker.jobs
    where attempts >= max_attempts and locked_at is null and task_identifier = coalesce(${name ?? null}, task_identifier)
    order by id desc limit ${mostTold}`
}

/** Gives dead jobs all their tries again, now. Answers how many there were. */
export async function replayJobs(sql: Sql, name?: string): Promise<number> {
  const replayed = await sql`
    select id from graphile_worker.reschedule_jobs(array(
      select id from graphile_worker.jobs
      where attempts >= max_attempts and locked_at is null
        and task_identifier = coalesce(${name ?? null}, task_identifier)), run_at => now(), attempts => 0)`
  return replayed.length
}

/** What waits, what is dead, and how long the first one has waited, seconds. */
export async function jobState(
  sql: Sql,
): Promise<{ waiting: number; dead: number; oldestSeconds: number }> {
  const [row] = await sql<{ waiting: number; dead: number; oldestSeconds: number }>`
    select count(*) filter (where due) as waiting, count(*) filter (where attempts >= max_attempts) as dead,
      coalesce(extract(epoch from now() - min(run_at) filter (where due)), 0)::float8 as "oldestSeconds"
    from (select *, attempts < max_attempts and run_at <= now() as due from graphile_worker.jobs) as jobs
    where locked_at is null`
  return row ?? { waiting: 0, dead: 0, oldestSeconds: 0 }
}
