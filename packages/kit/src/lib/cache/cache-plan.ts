import { createHash } from 'node:crypto'

import type { CachedSpec } from '../contract/cached.ts'
import { Failure } from '../contract/failure.ts'
import type { Input, Operation } from '../contract/operation.ts'
import { longestSeconds, tagOf } from '../data/change-log.ts'
import { canonical } from '../data/idempotency.ts'
import type { Entry } from '../dispatch/entry.ts'
import { guest, hasRole, type Principal } from '../dispatch/principal.ts'
import type { Answer } from './cached-answer.ts'

/** How one query is kept in this process. */
export interface CachePlan {
  readonly entry: Entry
  readonly spec: CachedSpec
  readonly lifeMs: number
  /** 0: failures are not kept. */
  readonly absentMs: number
  /** Changes with what is kept: another release must not read it. */
  readonly mark: string
}

/** Undefined for what is not kept. */
export function planOf(entry: Entry, mostSeconds: number): CachePlan | undefined {
  const { operation } = entry
  if (operation.kind !== 'query' || !operation.cached) return undefined
  const spec: CachedSpec = operation.cached
  const life = Math.min(spec.seconds, mostSeconds, longestSeconds)
  const mark = createHash('sha256').update(canonical([operation.output, operation.errors, spec]))
  return {
    entry,
    spec,
    lifeMs: life * 1_000,
    absentMs: Math.min(spec.absentSeconds ?? 0, life) * 1_000,
    mark: mark.digest('base64url').slice(0, 12),
  }
}

/** The caller as the handler sees them: nothing of theirs that is not in the key. */
export function asSeen({ spec, entry }: CachePlan, principal: Principal): Principal {
  if (!spec.differsBy) return principal
  const roles = spec.differsBy.filter((role) => hasRole(principal, role))
  const seen = roles.length > 0 ? { id: guest.id, roles } : guest
  return entry.tenantScoped && principal.tenant ? { ...seen, tenant: principal.tenant } : seen
}

/**
 * Names one answer. Inputs that differ in the order of their fields only are kept twice, which is cheaper than to sort the fields
 * of every call.
 */
export function keyOf({ entry, spec, mark }: CachePlan, seen: Principal, input: unknown): string {
  const whom = spec.differsBy ? [seen.tenant, seen.roles] : seen
  return `${entry.operation.name}/${mark}/${JSON.stringify(whom)}/${JSON.stringify(input)}`
}

/** What an answer is made of, each with its module. */
export function tagsOf(
  { entry, spec }: CachePlan,
  input: Input<Operation>,
  answer: Answer,
): string[] {
  const output = 'output' in answer ? answer.output : undefined
  const tags = spec.tags(input as never, output as never) // both checked against the query's schemas
  return tags.map((tag) => tagOf(entry.module, tag))
}

/** What a query answers: its output, or a declared `not-found` where those are kept; all else is thrown. */
export async function answerOf(
  plan: CachePlan,
  run: () => Promise<{ output: unknown }>,
): Promise<Answer> {
  try {
    const { output } = await run()
    return { output }
  } catch (error) {
    const kept = plan.absentMs > 0 && error instanceof Failure && error.kind === 'not-found'
    if (!kept || !plan.entry.operation.errors?.[error.code]) throw error
    return { code: error.code, data: error.data }
  }
}

/** The output; throws the failure that was kept. */
export function outputOf({ entry }: CachePlan, answer: Answer): unknown {
  if ('output' in answer) return answer.output
  const make = (entry.fail as Readonly<Record<string, (data?: unknown) => Failure>>)[answer.code]
  if (!make) throw new TypeError(`${answer.code} was kept and is not declared`)
  throw make(answer.data)
}
