import type { Sql } from '../data/sql.ts'
import type { Budget } from './budget.ts'
import type { LimitAsk, LimitStore, Taken } from './limit-store.ts'

/** Counts in PostgreSQL, for all processes on its database: one statement, whose row lock orders those who count. */
export function postgresLimits(sql: Sql): LimitStore {
  return {
    async take(budget, ask) {
      const [taken] = await statementOf(sql, budget, ask)
      if (!taken) throw new TypeError('a function answered no row')
      return taken
    },
  }
}

function statementOf(sql: Sql, budget: Budget, { caller, cost, charge }: LimitAsk) {
  const { countedAs, burst, perSecond, counting } = budget
  if (counting.by === 'bucket') {
    return sql<Taken>`
      select allowed, used, reset_ms as "resetMs", retry_ms as "retryMs", behind_ms as "behindMs"
      from kit.take_of_bucket(${countedAs}, ${caller}, ${burst}, ${perSecond}, ${cost}, ${charge})`
  }
  return sql<Taken>`
    select allowed, used, reset_ms as "resetMs", retry_ms as "retryMs", behind_ms as "behindMs"
    from kit.take_of_window(${countedAs}, ${caller}, ${burst}, ${counting.sliceMs}, ${counting.slices},
      ${cost}, ${charge})`
}

/** Forgets callers whose budgets are whole again. */
export async function pruneLimits(sql: Sql): Promise<void> {
  await sql`delete from kit.limit_count where whole_at < clock_timestamp()`
}
