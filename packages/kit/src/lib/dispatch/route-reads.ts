import { isUnavailable } from '../data/database.ts'
import type { Replica } from '../data/replica.ts'
import type { Entry } from './entry.ts'
import { guest } from './principal.ts'
import type { RunCaller } from './stages.ts'

/** Has queries that allow it answered by the replica, and by the primary where that one is behind, away or gives up. */
export function routeReads(
  run: RunCaller,
  { replica, keepsAnswers }: { replica: Pick<Replica, 'reads' | 'failed'>; keepsAnswers: boolean },
): RunCaller {
  return async (entry, caller) => {
    const staleSeconds = staleSecondsOf(entry, keepsAnswers)
    if (staleSeconds === undefined) return run(entry, caller)
    const reads = await replica.reads({ known: caller.principal.id !== guest.id, staleSeconds })
    if (!reads) return run(entry, caller)
    try {
      return await run(entry, { ...caller, reads })
    } catch (error) {
      if (!isUnavailable(error)) throw error
      replica.failed(error)
      return run(entry, caller)
    }
  }
}

/** What is kept is stamped by the primary's transactions, so it is read there. Tenants' rows are read under their role. */
function staleSecondsOf({ operation, tenantScoped }: Entry, keepsAnswers: boolean) {
  if (operation.kind !== 'query' || tenantScoped) return undefined
  return operation.cached && keepsAnswers ? undefined : operation.staleSeconds
}
