import { type Job, job } from '@archwright/kit'
import { Type } from 'typebox'

import { endUnused } from './key-store.ts'
import { deleteOldSecrets } from './secret-store.ts'
import { deleteOldNonces } from './signer-store.ts'

const dayMs = 86_400_000

/** Once an hour: ends keys that nobody uses, and forgets what has expired. */
export function forgetExpired(unusedSeconds: number): Job {
  const spec = {
    name: 'keys.forgetExpired',
    payload: Type.Object({}),
    schedule: '41 * * * *',
  } as const
  return job(spec, async (_payload, { sql, now }) => {
    const before = (ms: number) => new Date(now().getTime() - ms)
    await endUnused(sql, before(unusedSeconds * 1_000), now())
    await deleteOldNonces(sql, now())
    await deleteOldSecrets(sql, before(30 * dayMs))
  })
}
