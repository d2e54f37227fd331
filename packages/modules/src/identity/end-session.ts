import { handle } from '@archwright/kit'

import { endSession, logout } from './contract.ts'
import { markEnded } from './session-store.ts'

export const handleEndSession = handle(endSession, async ({ sessionId }, { sql, now }) => {
  await markEnded(sql, sessionId, now())
  return {}
})

export const handleLogout = handle(logout, async (_input, { sql, principal, now }) => {
  if (principal.sessionId) await markEnded(sql, principal.sessionId, now())
  return {}
})
