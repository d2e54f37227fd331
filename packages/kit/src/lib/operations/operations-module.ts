import { Type } from 'typebox'

import { hasRole, type Principal } from '../dispatch/principal.ts'
import { job } from '../jobs/job.ts'
import { defineModule, type Module } from '../module/define-module.ts'
import { handle } from '../module/handle.ts'
import { cancelOperation, getOperation } from './contract.ts'
import { cancel, findOperations, type Owned, pruneOperations } from './operation-store.ts'
import { slicedIn } from './run-slices.ts'

/** How long the end of an operation can be asked for, where the wiring does not say. */
const keepHours = 72

/**
 * Adds the operations that tell of long-running work and stop it, where a module has such work, here or elsewhere: of
 * processes that share a database each answers for all.
 */
export function withOperations(
  modules: readonly Module[],
  wiring: { readonly keepHours: number } = { keepHours },
  elsewhere: readonly Module[] = [],
): Module[] {
  const needed = slicedIn([...modules, ...elsewhere]).length > 0
  return needed ? [...modules, operationsModule(wiring)] : [...modules]
}

const handleGetOperation = handle(getOperation, {
  async runMany(members, { sql, fail }) {
    const ids = new Set(members.map(({ input }) => input.operationId))
    const rows = await findOperations(sql, [...ids])
    const known = new Map(rows.map((row) => [row.standing.id, row]))
    return members.map(({ input, principal }) => {
      const found = known.get(input.operationId)
      return found && maySee(found, principal) ? found.standing : fail.OPERATION_NOT_FOUND()
    })
  },
})

const handleCancelOperation = handle(
  cancelOperation,
  async ({ operationId }, { sql, principal, fail, now }) => {
    const find = async () => {
      const [found] = await findOperations(sql, [operationId])
      // Somebody else's is not told from none, so that ids cannot be tried out.
      if (!found || !maySee(found, principal)) throw fail.OPERATION_NOT_FOUND()
      return found.standing
    }
    await find()
    await cancel(sql, operationId, now())
    const standing = await find()
    if (standing.state !== 'cancelled') throw fail.OPERATION_ENDED({ state: standing.state })
    return standing
  },
)

function maySee({ starter, tenant }: Owned, principal: Principal): boolean {
  if ((tenant ?? undefined) !== principal.tenant) return false
  if (hasRole(principal, 'staff') || hasRole(principal, 'service')) return true
  return starter === principal.id && !hasRole(principal, 'guest')
}

function operationsModule({ keepHours }: { readonly keepHours: number }): Module {
  const prune = {
    name: 'operations.prune',
    payload: Type.Object({}),
    schedule: '47 * * * *',
  } as const
  return defineModule({
    name: 'operations',
    summary: 'Work that outlasts the call that started it',
    migrations: new URL('./migrations/', import.meta.url),
    handlers: [handleGetOperation, handleCancelOperation],
    jobs: [
      job(prune, (_, { sql, now }) =>
        pruneOperations(sql, new Date(now().getTime() - keepHours * 3_600_000)),
      ),
    ],
  })
}
