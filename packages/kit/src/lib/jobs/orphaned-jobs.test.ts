import assert from 'node:assert/strict'
import { it } from 'node:test'

import { startTestApp } from '../app/test-app.ts'
import { count, fill, sweets } from '../app/testing/sample.ts'
import { unlockOrphans } from './orphaned-jobs.ts'

it('a job whose process died is run by another one, and a running job is left alone', async () => {
  await using app = await startTestApp(sweets())
  await app.sql`select from graphile_worker.add_job('sweets.polish', '{"jar":"old"}', run_at => now() + interval '1 hour')`
  await app.sql`select from graphile_worker.add_job('sweets.polish', '{"jar":"young"}', run_at => now() + interval '1 hour')`
  await app.sql`update graphile_worker._private_jobs set run_at = now(), locked_by = 'dead-' || (payload->>'jar'),
    locked_at = now() - case payload->>'jar' when 'old' then interval '31 s' else interval '5 s' end`

  await unlockOrphans(app.sql)

  const deadlineAt = Date.now() + 5_000
  while ((await app.call(count, { jar: 'old' })).jobs === 0 && Date.now() < deadlineAt)
    await app.call(fill, { jar: 'wake', sweets: 1 }, { key: `${Date.now()}` })
  assert.equal((await app.call(count, { jar: 'old' })).jobs, 1)
  assert.equal((await app.call(count, { jar: 'young' })).jobs, 0)
})
