import { type Handler, handle } from '@archwright/kit'
import { hashRefreshToken } from '@archwright/kit/identity'

import { endSession, refresh } from './contract.ts'
import { expiryOf, issueTokens, type SessionSettings } from './issue-tokens.ts'
import {
  extendSession,
  findToken,
  lockSession,
  type PresentedToken,
  spendToken,
} from './session-store.ts'
import { signInAt } from './sign-in-at.ts'

/** How long a spent token may be traded again: the answer may have been lost, or two tabs asked at once. */
const graceMs = 10_000

export function handleRefresh(settings: SessionSettings): Handler {
  return handle(refresh, {
    async prepare({ refreshToken }, { sql, call, fail, now }) {
      const token = await findToken(sql, hashRefreshToken(refreshToken))
      const standing = token && judge(token, now())
      // A call of its own: the session stays ended although this call is refused.
      if (standing === 'stolen') await call(endSession, { sessionId: token?.sessionId ?? '' })
      if (!token || standing !== 'good') throw fail.SESSION_ENDED()
      return token.sessionId
    },

    async run({ refreshToken }, context, sessionId: string) {
      const { sql, fail } = context
      const hash = hashRefreshToken(refreshToken)
      const now = context.now()
      await lockSession(sql, sessionId)
      const token = await findToken(sql, hash)
      if (!token || judge(token, now) !== 'good') throw fail.SESSION_ENDED()

      await spendToken(sql, { hash, sessionId }, now)
      await extendSession(sql, sessionId, expiryOf(now, settings))
      const { accountId: id, roles, tenant, methods } = token
      const signIn = signInAt(new Date(token.startedAt), methods)
      const owner = { id, roles, tenant, sessionId, signIn, parentHash: hash }
      return issueTokens(context, settings, owner)
    },
  })
}

/**
 * A token is traded once. A spent one that comes back soon, before anybody used what it was traded for, is a
 * repeat and gets a twin; when one twin is used the other is superseded. All else is a copy in other hands.
 */
function judge(token: PresentedToken, now: Date): 'good' | 'ended' | 'stolen' {
  if (token.endedAt !== null || new Date(token.expiresAt) <= now) return 'ended'
  if (token.state === 'live') return 'good'
  if (token.spentAt === null || token.followed) return 'stolen'
  const sinceMs = now.getTime() - new Date(token.spentAt).getTime()
  return sinceMs <= graceMs ? 'good' : 'stolen'
}
