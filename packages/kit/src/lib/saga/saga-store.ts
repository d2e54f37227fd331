import type { Sql } from '../data/sql.ts'
import type { SagaFailure } from './saga.ts'

/** `stuck`: past the pivot, and a step is refused for good. */
export type SagaEnd = 'done' | 'failed' | 'stuck'
export type SagaState = 'running' | 'compensating' | SagaEnd

/** A saga as it stands; `step` is the one to go on from. */
export interface SagaRow {
  readonly id: string
  readonly name: string
  readonly data: unknown
  readonly tenant: string | null
  /** Of the call that started it. */
  readonly traceparent: string | null
  state: SagaState
  step: number
  attempts: number
  failure: SagaFailure | null
  /** Who drives it: every claim raises it, and only the holder of the newest may write. */
  fence: number
}

/** Longer than any step may take, so that a live driver never loses its saga. */
export const leaseSeconds = 8

/** What names a saga in one word. */
export function keyOf({ id, name }: Pick<SagaRow, 'id' | 'name'>): string {
  return `${name}/${id}`
}

/** Writes sagas down; answers which were not there before. */
export async function insertSagas(
  sql: Sql,
  rows: readonly Pick<SagaRow, 'id' | 'name' | 'data' | 'tenant' | 'traceparent'>[],
): Promise<Set<string>> {
  const fresh = await sql<Pick<SagaRow, 'id' | 'name'>>`
    insert into kit.saga (id, name, data, tenant, traceparent, lease_until)
    select given.*, now() + ${leaseSeconds} * interval '1 second'
    from unnest(${rows.map((row) => row.id)}::text[], ${rows.map((row) => row.name)}::text[],
      ${rows.map((row) => JSON.stringify(row.data))}::jsonb[],
      ${rows.map((row) => row.tenant)}::text[],
      ${rows.map((row) => row.traceparent)}::text[]) as given
    on conflict do nothing returning id, name`
  return new Set(fresh.map(keyOf))
}

/** Writes where the sagas stand, each only if still held; says which were. */
export async function saveSagas(sql: Sql, rows: readonly SagaRow[]): Promise<Set<string>> {
  const saved = await sql<{ id: string; name: string }>`
    update kit.saga as saga set state = given.state, step = given.step, attempts = 0,
      failure = given.failure::jsonb, lease_until = now() + ${leaseSeconds} * interval '1 second',
      ended_at = case when given.state in ('done', 'failed', 'stuck') then now() end
    from unnest(${rows.map((row) => row.id)}::text[], ${rows.map((row) => row.name)}::text[],
      ${rows.map((row) => row.fence)}::int[], ${rows.map((row) => row.state)}::text[],
      ${rows.map((row) => row.step)}::smallint[],
      ${rows.map((row) => row.failure && JSON.stringify(row.failure))}::text[])
      as given (id, name, fence, state, step, failure)
    where saga.id = given.id and saga.name = given.name and saga.fence = given.fence
    returning saga.id, saga.name`
  return new Set(saved.map(keyOf))
}

/** Puts a saga off: nobody holds it until then. */
export async function postponeSaga(sql: Sql, row: SagaRow, seconds: number): Promise<void> {
  await sql`
    update kit.saga set step = ${row.step}, attempts = ${row.attempts}, lease_until = now() + ${seconds} * interval '1 second',
      fence = fence + 1
    where id = ${row.id} and name = ${row.name} and fence = ${row.fence}`
}

/** Takes over sagas of the given names whose driver is gone or which were put off until now. */
export function claimSagas(sql: Sql, names: readonly string[], most: number): Promise<SagaRow[]> {
  return sql<SagaRow>`
    update kit.saga set fence = fence + 1, lease_until = now() + ${leaseSeconds} * interval '1 second'
    where (id, name) in (
      select id, name from kit.saga where ended_at is null and lease_until <= now() and name = any(${names}::text[])
      order by lease_until limit ${most} for update skip locked)
    returning id, name, data, tenant, traceparent, state, step, attempts, failure, fence`
}

export async function sagaState(sql: Sql, id: string): Promise<SagaState | undefined> {
  const [row] = await sql<{ state: SagaState }>`
    select state from kit.saga where id = ${id} order by started_at desc limit 1`
  return row?.state
}

/** Sagas under way, the age of the oldest in seconds, and how many are stuck. */
export async function openSagas(
  sql: Sql,
): Promise<{ open: number; oldestSeconds: number; stuck: number }> {
  const [row] = await sql<{ open: number; oldestSeconds: number; stuck: number }>`
    select count(*) as open, coalesce(extract(epoch from now() - min(started_at)), 0)::float8 as "oldestSeconds",
      (select count(*) from kit.saga where state = 'stuck') as stuck
    from kit.saga where ended_at is null`
  return row ?? { open: 0, oldestSeconds: 0, stuck: 0 }
}
