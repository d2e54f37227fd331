import { job } from '@archwright/kit'
import { Type } from 'typebox'

import { deleteOldAttempts } from './attempt-store.ts'
import { deleteExpiredState } from './provider/state-store.ts'
import { deleteOldRevocations } from './revocation-store.ts'
import { deleteOldChallenges } from './second-factor/challenge-store.ts'
import { deleteOldSessions } from './session-store.ts'
import { deleteOldAssertions } from './single-sign-on/outside-identity-store.ts'

const dayMs = 86_400_000

/** Sessions that have expired and tries that no longer count, once an hour: codes and sign-ins last minutes. */
export const forgetExpired = job(
  { name: 'identity.forgetExpired', payload: Type.Object({}), schedule: '23 * * * *' },
  async (_payload, { sql, now }) => {
    const dayAgo = new Date(now().getTime() - dayMs)
    await deleteOldSessions(sql, dayAgo)
    await deleteOldAttempts(sql, dayAgo)
    await deleteExpiredState(sql, now())
    await deleteOldChallenges(sql, now())
    await deleteOldAssertions(sql, dayAgo)
    await deleteOldRevocations(sql, dayAgo)
  },
)
