import { handle } from '@archwright/kit'

import { endSession, findLiveSessions, findRevocations, logout } from './contract.ts'
import { endGrant, listGrants } from './provider/state-store.ts'
import { listRevocations } from './revocation-store.ts'
import { isSessionId, listLive, markEnded } from './session-store.ts'

export const handleEndSession = handle(endSession, async ({ sessionId }, { sql, now }) => {
  await markEnded(sql, sessionId, now())
  return {}
})

export const handleLogout = handle(logout, async (_input, { sql, principal, now }) => {
  const { sessionId } = principal
  if (sessionId === undefined) return {}
  // A token that an application was given stands for its grant.
  await (isSessionId(sessionId) ? markEnded : endGrant)(sql, sessionId, now())
  return {}
})

export const handleFindLiveSessions = handle(
  findLiveSessions,
  async ({ sessionIds }, { sql, now }) => ({
    live: [
      ...(await listLive(sql, sessionIds.filter(isSessionId), now())),
      ...(await listGrants(sql, sessionIds, now())),
    ],
  }),
)

export const handleFindRevocations = handle(findRevocations, async ({ since }, { sql }) => ({
  sessionIds: await listRevocations(sql, since),
}))
