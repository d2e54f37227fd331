import { createHash } from 'node:crypto'

import type { Sql } from '../data/sql.ts'
import type { ErasureReport } from './contract.ts'

export interface NewErasure {
  readonly id: string
  readonly personId: string
  readonly askedBy: 'person' | 'staff'
  readonly report: ErasureReport
  readonly now: Date
}

/** Keeps the evidence; it names nobody. */
export async function insertErasure(sql: Sql, erasure: NewErasure): Promise<void> {
  const { id, personId, askedBy, report, now } = erasure
  await sql`
    insert into privacy.erasure (id, person_hash, asked_by, report, erased_at)
    values (${id}, ${hashOf(personId)}, ${askedBy}, ${JSON.stringify(report)}, ${now})`
}

export interface ErasureRow {
  readonly id: string
  readonly askedBy: 'person' | 'staff'
  readonly erasedAt: string
  readonly modules: ErasureReport['modules']
}

export function findErasures(sql: Sql, personId: string): Promise<ErasureRow[]> {
  return sql<ErasureRow>`
    select id, asked_by as "askedBy", erased_at as "erasedAt", report -> 'modules' as modules
    from privacy.erasure where person_hash = ${hashOf(personId)} order by erased_at desc`
}

/** What the kit itself keeps for a while of a person's calls: answers by their keys, and inputs of long work. */
export async function forgetCalls(sql: Sql, personId: string): Promise<number> {
  const [row] = await sql<{ count: number }>`
    with answers as (
      delete from kit.idempotency where right(scope, length(${personId}) + 1) = ':' || ${personId}
      returning 1
    ), works as (
      delete from operations.operation where starter = ${personId} and ended_at is not null returning 1
    )
    select (select count(*) from answers) + (select count(*) from works) as count`
  return row?.count ?? 0
}

function hashOf(personId: string): string {
  return createHash('sha256').update(personId).digest('base64url')
}
