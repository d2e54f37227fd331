import type { Clock } from '../app/clock.ts'
import type { QuotaWiring } from '../app/wiring.ts'
import type { Sql } from '../data/sql.ts'
import type { LimitedCaller, LimitVerdict, TakeLimit } from '../dispatch/call.ts'
import { guest } from '../dispatch/principal.ts'

export interface QuotaParts {
  readonly quotas: Readonly<Record<string, QuotaWiring>>
  readonly sql: Sql
  readonly clock: Pick<Clock, 'now'>
}

/**
 * Adds quotas to a limiter: what a caller may use in a day or a month (UTC), counted in PostgreSQL for all processes
 * and over restarts. Whoever the rate refuses is not charged. Answers the verdict that leaves the caller less time to
 * wait: the rate's when both allow, the quota's when it refuses.
 */
export function withQuotas(take: TakeLimit, parts: QuotaParts): TakeLimit {
  const quotas = Object.entries(parts.quotas)
  if (quotas.length === 0) return take
  return async (operation, caller, charge) => {
    const verdict = await take(operation, caller, charge)
    if (verdict && !verdict.allowed) return verdict
    let first: LimitVerdict | undefined
    for (const [name, quota] of quotas) {
      const owner = ownerOf(quota, caller)
      if (owner === undefined) continue
      const ask = { name, quota, owner, cost: charge * (operation.cost ?? 1) }
      const used = await use(parts, ask)
      if (!used.allowed) return used
      first ??= used
    }
    return verdict ?? first
  }
}

function ownerOf({ per }: QuotaWiring, { principal }: LimitedCaller): string | undefined {
  if (per === 'principal') return principal === guest ? undefined : principal.id
  return principal[per]
}

interface QuotaAsk {
  readonly name: string
  readonly quota: QuotaWiring
  readonly owner: string
  /** 0 only looks. */
  readonly cost: number
}

/** Takes of the quota if there is enough of it, in one statement. */
async function use({ sql, clock }: QuotaParts, ask: QuotaAsk): Promise<LimitVerdict> {
  const { name, quota, owner, cost } = ask
  const { begins, ends } = periodOf(quota, clock.now())
  const taken =
    cost === 0 || cost > quota.calls
      ? []
      : await sql<{ used: number }>`
          insert into kit.quota_use as kept (quota, owner, period, used)
          values (${name}, ${owner}, ${begins}, ${cost})
          on conflict (quota, owner, period) do update set used = kept.used + excluded.used
            where kept.used + excluded.used <= ${quota.calls}
          returning used`
  const [row] = taken.length > 0 ? taken : await usedBy(sql, ask, begins)
  const used = row?.used ?? 0
  const left = (ends.getTime() - clock.now().getTime()) / 1_000
  const allowed = cost === 0 ? used < quota.calls : taken.length > 0
  return {
    allowed,
    limit: quota.calls,
    windowSeconds: (ends.getTime() - Date.parse(begins)) / 1_000,
    remaining: Math.max(0, Math.floor(quota.calls - used)),
    resetSeconds: left,
    retryAfterSeconds: allowed ? 0 : left,
  }
}

function usedBy(sql: Sql, { name, owner }: QuotaAsk, begins: string): Promise<{ used: number }[]> {
  return sql<{ used: number }>`
    select used from kit.quota_use where quota = ${name} and owner = ${owner} and period = ${begins}`
}

/** The day or month of a moment, by UTC. */
function periodOf({ every }: QuotaWiring, now: Date): { begins: string; ends: Date } {
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()]
  const begin = new Date(Date.UTC(year, month, every === 'day' ? day : 1))
  const ends =
    every === 'day' ? new Date(Date.UTC(year, month, day + 1)) : new Date(Date.UTC(year, month + 1))
  return { begins: begin.toISOString().slice(0, 10), ends }
}

/** Forgets what was used before the last two months. */
export async function pruneQuotas(sql: Sql): Promise<void> {
  await sql`delete from kit.quota_use where period < current_date - 62`
}
