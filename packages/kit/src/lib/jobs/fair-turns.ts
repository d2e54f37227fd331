import type { Priority } from '../contract/operation.ts'
import { plain, type Sql } from '../data/sql.ts'

/** Where the jobs of a priority begin among the numbers of the queue, smaller ones first; `places` follow each. */
export const rankOf: Readonly<Record<Priority, number>> = {
  critical: 1,
  normal: 10_001,
  background: 20_001,
}

/** How many places a rank has: all numbers fit a smallint. */
export const places = 9_999

/** So many jobs of one tenant share a place: as many may go before another tenant's next one. */
export const jobsPerPlace = 10

/** The place that the queue is at, of the `rank` that is in scope. What waits for its lane or its next try says nothing. */
export const placeOfQueue = plain(`coalesce((
  select priority - rank from graphile_worker._private_jobs
  where is_available = true and priority >= rank and priority < rank + ${places}
    and run_at <= now() and job_queue_id is null
  order by priority limit 1), 0)`)

/** Jobs that are about to be queued for a tenant. */
export interface Draw {
  readonly tenant: string
  readonly rank: number
  readonly jobs: number
}

/**
 * Draws places for jobs, so that tenants take turns (start-time fair queuing; Goyal, Vin, Cheng, SIGCOMM 1996). A tenant
 * that has nothing waiting starts where the queue is now; one that has goes on behind its own. So whoever queues ten
 * thousand stands in line with one job for each one of others, and the first of a tenant waits behind `jobsPerPlace` of
 * each other one. A tenant's transactions that queue jobs commit one by one.
 *
 * @returns the first turn of each draw; a place is `jobsPerPlace` turns
 */
export async function drawTurns(sql: Sql, draws: readonly Draw[]): Promise<number[]> {
  const rows = await sql<{ first: number }>`
    with asked as (
      select * from unnest(${draws.map(({ tenant }) => tenant)}::text[], ${draws.map(({ rank }) => rank)}::int[],
        ${draws.map(({ jobs }) => jobs)}::int[]) with ordinality as asked (tenant, rank, jobs, number)
    ), queue as materialized (
      select rank, ${placeOfQueue} * ${jobsPerPlace}::int as turn from (select distinct rank from asked) as ranks
    ), own as materialized (
      select distinct payload->>'_tenant' as tenant, priority from graphile_worker._private_jobs
      where is_available = true and priority = any (array(
        select distinct rank + least((next - 1) / ${jobsPerPlace}::int, ${places}::int - 1)
        from kit.job_turn join asked using (tenant, rank)))
    ), drawn as (
      insert into kit.job_turn as known (tenant, rank, next)
      select tenant, rank, turn + jobs from asked join queue using (rank) order by tenant, rank
      on conflict (tenant, rank) do update set drawn_at = now(), next = (
        select asked.jobs + case
          when (known.tenant, known.rank + least((known.next - 1) / ${jobsPerPlace}::int, ${places}::int - 1))
            in (select tenant, priority from own)
          then greatest(known.next, queue.turn) else queue.turn end
        from asked join queue using (rank) where asked.tenant = known.tenant and asked.rank = known.rank)
      returning tenant, rank, next
    )
    select next - jobs as first from asked join drawn using (tenant, rank) order by number`
  return rows.map(({ first }) => first)
}

/** The number of the queue for a turn. */
export function priorityOf(rank: number, turn: number): number {
  return rank + Math.min(Math.floor(turn / jobsPerPlace), places - 1)
}

/** Half of the places are used up: those who wait move to the front of their rank, and the count starts anew. */
export async function startCountAnew(sql: Sql): Promise<void> {
  for (const rank of Object.values(rankOf)) {
    await sql`
      with least as materialized (
        select min(priority) - ${rank}::int as place from graphile_worker.jobs
        where locked_at is null and attempts < max_attempts and queue_name is null
          and run_at <= now() and priority between ${rank}::int and ${rank + places - 1}::int
      ), counted as (
        update kit.job_turn set next = greatest(0, next - place * ${jobsPerPlace}::int)
        from least where rank = ${rank} and place > ${places}::int / 2
      )
      select from (
        select priority, array_agg(id) as ids from graphile_worker.jobs
        where locked_at is null and priority between ${rank}::int and ${rank + places - 1}::int group by priority
      ) as waiting, least, lateral graphile_worker.reschedule_jobs(ids,
        priority => greatest(${rank}::int, waiting.priority - place)) where place > ${places}::int / 2`
  }
}

/** Forgets tenants who have queued nothing for a day. */
export async function pruneTurns(sql: Sql): Promise<void> {
  await sql`delete from kit.job_turn where drawn_at < now() - interval '1 day'`
}
