import assert from 'node:assert/strict'
import { it } from 'node:test'

import { migrateAll } from '../app/core.ts'
import { accounts } from '../event-store/testing/accounts.ts'
import { drill } from './drill.ts'

it('what was acknowledged comes back after a mistake whole, and after the loss of the server up to what was archived', async () => {
  const archiveSeconds = 2

  const [mistake, loss] = await drill({
    prepare: (url) => migrateAll(url, [accounts]),
    archiveSeconds,
    writeSeconds: 1,
  })

  assert.ok(mistake && mistake.acknowledged > 10)
  assert.equal(mistake.lost, 0)
  assert.equal(mistake.rpoSeconds, 0)
  assert.ok(loss && loss.acknowledged > 10)
  // A busy machine may archive late; that nothing at all is lost would say that the disks were not.
  assert.ok(loss.lost > 0 && loss.lost < loss.acknowledged, `${loss.lost} of ${loss.acknowledged}`)
  assert.ok(loss.rpoSeconds > 0)
  for (const { rtoSeconds } of [mistake, loss]) assert.ok(rtoSeconds > 0)
})
