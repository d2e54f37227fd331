import { databaseOf } from '../access/tenants.ts'
import type { Database } from '../data/database.ts'
import type { Dispatcher } from '../dispatch/call.ts'
import { servicePrincipal } from '../dispatch/principal.ts'
import type { BackgroundContext } from '../module/background.ts'
import type { Clock } from './clock.ts'

/** What a module is given where nobody asked, by its name. */
export function backgroundOf(database: Database, dispatcher: Dispatcher, { now, newId }: Clock) {
  const until = (signal?: AbortSignal) => (signal ? database.until(signal) : database)
  return (module: string, tenant?: string, signal?: AbortSignal): BackgroundContext => ({
    sql: (tenant === undefined ? until(signal) : databaseOf(until(signal), tenant)).sql,
    now,
    newId,
    async call(operation, input) {
      const principal = servicePrincipal(module, tenant)
      const from = { transport: 'job' } as const
      const { output } = await dispatcher.dispatch({
        operation: operation.name,
        input,
        principal,
        from,
        ...(signal ? { signal } : {}),
      })
      return output as never // checked against the operation's own output schema by its module
    },
  })
}
