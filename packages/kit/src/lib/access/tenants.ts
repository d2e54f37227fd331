import { builtIn } from '../contract/failure.ts'
import type { Database, Transaction, TransactionOptions } from '../data/database.ts'
import type { Sql } from '../data/sql.ts'
import { hasRole, type Principal } from '../dispatch/principal.ts'

/**
 * The tenant that a caller acts for, where all there is belongs to one.
 * @throws Failure UNAUTHENTICATED or FORBIDDEN when the caller acts for none
 */
export function tenantOf(principal: Principal): string {
  if (principal.tenant !== undefined && uuid.test(principal.tenant)) return principal.tenant
  if (hasRole(principal, 'guest')) throw builtIn('UNAUTHENTICATED')
  throw builtIn('FORBIDDEN', { says: 'This is kept per tenant, and you act for none.' })
}

// What PostgreSQL compares rows with is a UUID.
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Work of one tenant: on the database as that tenant sees it, and marked with it where it goes on. */
export function worksFor<Services extends { readonly database: Database }>(
  services: Services,
  tenant: string | undefined,
): Services & { readonly tenant?: string } {
  if (tenant === undefined) return services
  return { ...services, database: databaseOf(services.database, tenant), tenant }
}

/**
 * The database as a tenant sees it: its row security compares every row with `app.tenant`, which is set for one
 * transaction and ends with it, so that no pooled connection takes it to the next caller.
 */
export function databaseOf(database: Database, tenant: string): Database {
  const transaction = <Result>(run: Transaction<Result>, options?: TransactionOptions) =>
    database.transaction<Result>((sql, beforeCommit) => {
      // Travels with the first statement, which fails when this did.
      sql`select set_config('app.tenant', ${tenant}, true)`.catch(() => {})
      return run(sql, beforeCommit)
    }, options)
  const alone =
    (options: TransactionOptions): Sql =>
    (text, ...values) =>
      transaction((sql) => sql(text, ...values), options)
  const until = (signal: AbortSignal) => databaseOf(database.until(signal), tenant)
  return { ...database, transaction, until, sql: alone({}), lazySql: alone({ lazy: true }) }
}
