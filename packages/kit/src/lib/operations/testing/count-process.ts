import { systemClock } from '../../app/clock.ts'
import { startCore } from '../../app/core.ts'
import { defaultWiring } from '../../app/wiring.ts'
import { createCursors } from '../../data/cursor.ts'
import { withOperations } from '../operations-module.ts'
import { counting, countTo } from './counting.ts'

/** A process that counts, to be killed: on the database of the first argument, to the number of the second, if any. */
const [, , databaseUrl = '', to] = process.argv
const { dispatcher } = await startCore({
  modules: withOperations([counting()]),
  wiring: defaultWiring('counting', []),
  databaseUrl,
  clock: systemClock,
  cursors: createCursors([Buffer.from('test')]),
  authenticate: async () => ({ id: 'nobody', roles: [] }),
  takeLimit: () => undefined,
  admit: () => () => {},
  observe: (_operation, _call, run) => run(),
  traceparent: () => null,
  warn: () => {},
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
