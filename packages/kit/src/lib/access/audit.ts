import { Failure } from '../contract/failure.ts'
import type { Operation } from '../contract/operation.ts'
import { restOf } from '../contract/operation.ts'
import type { Sql } from '../data/sql.ts'
import { hasRole, type Principal } from '../dispatch/principal.ts'
import { PolicyRefusal } from '../policies/policy-refusal.ts'

/** Who is written down at an operation: everybody, or staff only. */
export type Audited = 'all' | 'staff'

/** Whose calls of an operation are written to the audit log: declared, or by the wiring. */
export function auditedOf(operation: Operation, staffCommands: boolean): Audited | undefined {
  if (operation.kind === 'query') return undefined
  if (operation.audited !== undefined) return 'all'
  return staffCommands ? 'staff' : undefined
}

/** An act as the path knows it. */
export interface Act {
  readonly operation: Operation
  readonly principal: Principal
  readonly input: unknown
  /** What it answered; a Failure: refused. */
  readonly output: unknown
}

export interface AuditServices {
  now(): Date
  traceparent(): string | null
}

/** Appends acts to the log in the transaction of their effects; a stream is a module's, apart for each tenant. */
export async function appendAudit(
  sql: Sql,
  acts: readonly Act[],
  { now, traceparent }: AuditServices,
): Promise<void> {
  if (acts.length === 0) return
  const rows = acts.map((act) => ({
    stream: streamOf(act),
    at: now().toISOString(),
    principal: act.principal.id,
    roles: act.principal.roles,
    tenant: act.principal.tenant ?? null,
    operation: act.operation.name,
    resource: resourceOf(act),
    outcome: outcomeOf(act.output),
    traceparent: traceparent(),
  }))
  await sql`select kit.append_audit(${JSON.stringify(rows)}::jsonb)`
}

/** How it ended; what policies refused, with those that decided it. */
function outcomeOf(output: unknown): string {
  if (output instanceof PolicyRefusal) return `${output.code} (${output.decidedBy})`
  return output instanceof Failure ? output.code : 'done'
}

/** Whether this caller's act is one to write down. */
export function isAudited(audited: Audited | undefined, principal: Principal): boolean {
  return audited === 'all' || (audited === 'staff' && hasRole(principal, 'staff'))
}

function streamOf({ operation, principal }: Act): string {
  const module = operation.name.slice(0, operation.name.indexOf('.'))
  return principal.tenant === undefined ? module : `${module}/${principal.tenant}`
}

const longestResource = 500

/** What the declaration names, or else what the route does: never the data themselves. */
function resourceOf({ operation, input, output }: Act): string | null {
  const route = restOf(operation)?.route ?? ''
  const named = operation.kind === 'command' ? operation.audited : undefined
  const fields = named === undefined ? route.match(/(?<=\{)\w+(?=\})/g) : [named]
  const answer = output instanceof Failure ? {} : Object(output)
  const values = (fields ?? []).flatMap((field) => Object(input)[field] ?? answer[field] ?? [])
  return values.length > 0 ? values.map(String).join(' ').slice(0, longestResource) : null
}

/** One row of the log. */
export interface AuditEntry {
  readonly stream: string
  readonly number: number
  /** RFC 3339. */
  readonly at: string
  readonly principal: string
  readonly roles: string[]
  readonly operation: string
  readonly resource: string | null
  readonly outcome: string
}

/** What to read: rows before a number of one stream, newest first; null: any. */
export interface AuditWanted {
  readonly stream: string
  readonly principal: string | null
  readonly resource: string | null
  readonly before: number
  readonly limit: number
}

export function readAudit(sql: Sql, wanted: AuditWanted): Promise<AuditEntry[]> {
  const { stream, principal, resource, before, limit } = wanted
  return sql<AuditEntry>`
    select stream, number, at, principal, roles, operation, resource, outcome from kit.audit
    where stream = ${stream} and number < ${before}
      and (${principal}::text is null or principal = ${principal})
      and (${resource}::text is null or resource = ${resource})
    order by number desc limit ${limit}`
}

/** How a stream of the log stands. */
export interface AuditState {
  /** Number of the newest row; 0 where there is none. */
  readonly entries: number
  /** Hash of the newest row, hex; keep it elsewhere, and a log that was written anew is found too. */
  readonly hash: string
  /** The first row that is not as it was written; null: none. */
  readonly brokenAt: number | null
}

/**
 * Recomputes the chain of a stream.
 * @param kept a row's number and hash as they were told before: the row must still be that one.
 */
export async function verifyAudit(
  sql: Sql,
  stream: string,
  kept?: { readonly number: number; readonly hash: string },
): Promise<AuditState> {
  const [row] = await sql<AuditState & { keptHash: string | null }>`
    select coalesce(head.number, 0) as entries, coalesce(encode(head.hash, 'hex'), '') as hash,
      kit.first_broken_audit(${stream}) as "brokenAt",
      (select encode(hash, 'hex') from kit.audit
        where audit.stream = ${stream} and audit.number = ${kept?.number ?? 0}) as "keptHash"
    from (select) as one left join kit.audit_head as head on head.stream = ${stream}`
  if (!row) throw new TypeError('a select without from answers one row')
  const { keptHash, ...state } = row
  if (!kept || keptHash === kept.hash) return state
  return { ...state, brokenAt: Math.min(kept.number, state.brokenAt ?? kept.number) }
}
