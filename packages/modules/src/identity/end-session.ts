import { handle } from '@archwright/kit'

import { endSession, findLiveSessions, logout } from './contract.ts'
import { listLive, markEnded } from './session-store.ts'

export const handleEndSession = handle(endSession, async ({ sessionId }, { sql, now }) => {
  await markEnded(sql, sessionId, now())
  return {}
})

export const handleLogout = handle(logout, async (_input, { sql, principal, now }) => {
  if (principal.sessionId) await markEnded(sql, principal.sessionId, now())
  return {}
})

export const handleFindLiveSessions = handle(
  findLiveSessions,
  async ({ sessionIds }, { sql, now }) => ({ live: await listLive(sql, sessionIds, now()) }),
)
