import { startCore } from '../../app/core.ts'
import { openEdge } from '../../app/test-parts.ts'
import { defaultWiring } from '../../app/wiring.ts'
import { type CrashPoint, mailing, post } from './mailing.ts'

/** A process that sends letters: on the database of the first argument; it posts one and dies where the second says, if any. */
const [, , databaseUrl = '', crashAt] = process.argv
const reach = (point: CrashPoint) => {
  if (point === crashAt) process.kill(process.pid, 'SIGKILL')
}
const { dispatcher, database } = await startCore({
  ...openEdge,
  modules: [mailing(reach)],
  wiring: { ...defaultWiring('mailing', []), jobs: { concurrency: 1 } },
  databaseUrl,
})
if (crashAt !== undefined) {
  await dispatcher.dispatch({
    operation: post.name,
    input: { letter: 'dear' },
    principal: { id: 'ann', roles: ['service'] },
    idempotencyKey: 'k-1',
    from: { transport: 'local' },
  })
  reach('after that commit')
  for (;;) {
    const [left] = await database.sql<{ jobs: number; sent: number }>`
      select (select count(*) from graphile_worker.jobs where task_identifier = 'mailing.send') as jobs,
        (select count(*) from mailing.sent) as sent`
    if (left?.jobs === 0 && left.sent > 0) reach('after the job is done')
  }
}
