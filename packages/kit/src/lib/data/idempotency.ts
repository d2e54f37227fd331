import { createHash } from 'node:crypto'

import { prune } from './prune.ts'
import { fragment, type Sql } from './sql.ts'

/** A caller's key, within the scope (operation and principal) in which it must be unique. */
export interface KeyedCall {
  readonly scope: string
  readonly key: string
  /** Of the canonical input: the same key with another input is refused. */
  readonly fingerprint: string
}

export interface KeptAnswer extends KeyedCall {
  readonly output: unknown
}

/** The keys that are new: theirs is the effect. A key claimed by an open transaction is waited for. */
export async function claimKeys(sql: Sql, calls: readonly KeyedCall[]): Promise<Set<string>> {
  const sorted = calls.toSorted((a, b) => compare(idOf(a), idOf(b))) // one order for all: no deadlocks
  const rows = await sql<KeyedCall>`
    insert into kit.idempotency (scope, key, fingerprint)
    select * from unnest(${sorted.map((call) => call.scope)}::text[],
      ${sorted.map((call) => call.key)}::text[], ${sorted.map((call) => call.fingerprint)}::text[])
    on conflict do nothing
    returning scope, key`
  return new Set(rows.map(idOf))
}

/** What was answered to keys that are not new. */
export async function keptAnswers(
  sql: Sql,
  calls: readonly KeyedCall[],
): Promise<Map<string, KeptAnswer>> {
  const rows = await sql<KeptAnswer>`
    select scope, key, fingerprint, output from kit.idempotency
    where (scope, key) in (select * from unnest(${calls.map((call) => call.scope)}::text[],
      ${calls.map((call) => call.key)}::text[]))`
  return new Map(rows.map((row) => [idOf(row), row]))
}

/** Keeps the answers beside the effect, in its transaction. */
export async function keepAnswers(sql: Sql, answers: readonly KeptAnswer[]): Promise<void> {
  await sql`
    update kit.idempotency as kept set output = given.output::jsonb
    from unnest(${answers.map((answer) => answer.scope)}::text[],
      ${answers.map((answer) => answer.key)}::text[],
      ${answers.map((answer) => JSON.stringify(answer.output ?? null))}::text[]) as given (scope, key, output)
    where kept.scope = given.scope and kept.key = given.key`
}

/** Frees keys whose call failed without an effect, so that a retry runs again. */
export async function releaseKeys(sql: Sql, calls: readonly KeyedCall[]): Promise<void> {
  await sql`
    delete from kit.idempotency where (scope, key) in (
      select * from unnest(${calls.map((call) => call.scope)}::text[],
        ${calls.map((call) => call.key)}::text[]))`
}

/** Deletes keys past the longest client retry; 72 hours covers Stripe's 24 three times. */
export async function pruneKeys(sql: Sql): Promise<void> {
  await prune(sql, 'kit.idempotency', fragment`created_at < now() - interval '72 hours'`)
  await prune(sql, 'kit.inbox', fragment`heard_at < now() - interval '14 days'`)
}

export function idOf({ scope, key }: Pick<KeyedCall, 'scope' | 'key'>): string {
  return `${scope}\n${key}`
}

/** SHA-256 of the input with sorted keys, so that field order does not matter. */
export function fingerprintOf(input: unknown): string {
  return createHash('sha256').update(canonical(input)).digest('base64url')
}

/** JSON with sorted keys. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const fields = Object.entries(value).filter(([, field]) => field !== undefined)
  fields.sort(([a], [b]) => compare(a, b))
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`).join()}}`
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
