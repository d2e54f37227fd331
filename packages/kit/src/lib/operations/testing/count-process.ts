import { startCore } from '../../app/core.ts'
import { openEdge } from '../../app/test-parts.ts'
import { defaultWiring } from '../../app/wiring.ts'
import { withOperations } from '../operations-module.ts'
import { counting, countTo } from './counting.ts'

/** A process that counts, to be killed: on the database of the first argument, to the number of the second, if any. */
const [, , databaseUrl = '', to] = process.argv
const { dispatcher } = await startCore({
  ...openEdge,
  modules: withOperations([counting()]),
  wiring: defaultWiring('counting', []),
  databaseUrl,
})
if (to !== undefined) {
  await dispatcher.dispatch({
    operation: countTo.name,
    input: { to: Number(to), pauseMs: 150 },
    principal: { id: 'ann', roles: ['customer'] },
    idempotencyKey: 'k-1',
    from: { transport: 'local' },
  })
}
