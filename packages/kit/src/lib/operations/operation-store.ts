import type { Sql } from '../data/sql.ts'
import type { Principal } from '../dispatch/principal.ts'
import type { Standing } from './contract.ts'

export interface NewOperation {
  readonly id: string
  readonly name: string
  readonly principal: Principal
  readonly input: unknown
  readonly startedAt: Date
}

export async function insertOperation(sql: Sql, operation: NewOperation): Promise<void> {
  const { id, name, principal, input, startedAt } = operation
  await sql`
    insert into operations.operation (id, name, starter, tenant, roles, input, started_at)
    values (${id}, ${name}, ${principal.id}, ${principal.tenant}, ${principal.roles}, ${JSON.stringify(input)}, ${startedAt})`
}

/** An operation with who started it. */
export interface Owned {
  readonly starter: string
  readonly tenant: string | null
  readonly standing: Standing
}

/** Operations with their starters, in no order; ids that do not exist are absent. */
export function findOperations(sql: Sql, ids: readonly string[]): Promise<Owned[]> {
  return sql<Owned>`
    select starter, tenant, jsonb_build_object('id', id, 'operation', name, 'state', state, 'progress', progress,
      'result', result, 'problem', problem,
      'startedAt', to_char(started_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
      'endedAt', to_char(ended_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) as standing
    from operations.operation where id = any(${ids}::uuid[])`
}

/** What the next slice needs. */
export interface Running {
  readonly name: string
  readonly starter: string
  readonly tenant: string | null
  readonly roles: string[]
  readonly input: unknown
  readonly result: unknown
}

/** An operation that has not ended, for what its next slice asks of others. */
export async function findRunning(sql: Sql, id: string): Promise<Running | undefined> {
  const [row] = await sql<Running>`
    select name, starter, tenant, roles, input, result from operations.operation
    where id = ${id} and state = 'running'`
  return row
}

/** Locks an operation for its next slice, so that no two do the same; undefined when it has ended. */
export async function lockRunning(sql: Sql, id: string): Promise<Running | undefined> {
  const [row] = await sql<Running>`
    select name, starter, tenant, roles, input, result from operations.operation
    where id = ${id} and state = 'running' for update`
  return row
}

/** Keeps what a slice has done; all of it is done at a progress of 1. */
export async function advance(
  sql: Sql,
  id: string,
  { result, progress, now }: { result: unknown; progress: number; now: Date },
): Promise<void> {
  await sql`
    update operations.operation set result = ${JSON.stringify(result)}, progress = ${progress},
      state = case when ${progress}::float8 >= 1 then 'done' else 'running' end,
      ended_at = case when ${progress}::float8 >= 1 then ${now}::timestamptz end
    where id = ${id}`
}

export async function fail(
  sql: Sql,
  id: string,
  { problem, now }: { problem: Standing['problem']; now: Date },
): Promise<void> {
  await sql`
    update operations.operation set state = 'failed', problem = ${JSON.stringify(problem)}, ended_at = ${now}
    where id = ${id} and state = 'running'`
}

/** Stops what still runs; waits for the slice that is under way. */
export async function cancel(sql: Sql, id: string, now: Date): Promise<void> {
  await sql`
    update operations.operation set state = 'cancelled', ended_at = ${now}
    where id = ${id} and state = 'running'`
}

export async function pruneOperations(sql: Sql, endedBefore: Date): Promise<void> {
  await sql`delete from operations.operation where ended_at < ${endedBefore}`
}
