import { type Handler, handle } from '@archwright/kit'
import { hashPassword, isCurrentHash, verifyNobody, verifyPassword } from '@archwright/kit/identity'

import { type Account, findAccount, replaceHash } from './account-store.ts'
import { clearAttempts } from './attempt-store.ts'
import { login, takeLoginAttempt } from './contract.ts'
import { normalizeEmail } from './email.ts'
import { expiryOf, issueTokens, type SessionSettings } from './issue-tokens.ts'
import { insertSession } from './session-store.ts'

interface Proven {
  account: Account
  /** The same password at today's cost, when it was kept at an earlier one. */
  newHash: string | undefined
}

export function handleLogin(settings: SessionSettings): Handler {
  return handle(login, {
    async prepare({ email, password }, { sql, call, fail }): Promise<Proven> {
      // A call of its own: the try stays counted when this login is refused.
      await call(takeLoginAttempt, { email })
      const account = await findAccount(sql, normalizeEmail(email))
      if (!account || !(await verifyPassword(account.passwordHash, password))) {
        if (!account) await verifyNobody(password)
        throw fail.BAD_CREDENTIALS()
      }
      const current = isCurrentHash(account.passwordHash)
      return { account, newHash: current ? undefined : await hashPassword(password) }
    },

    async run(_input, context, { account, newHash }: Proven) {
      const { sql, newId } = context
      const now = context.now()
      const { id, roles, email } = account
      const sessionId = newId()
      await clearAttempts(sql, email)
      if (newHash) await replaceHash(sql, id, newHash)
      const expiresAt = expiryOf(now, settings)
      await insertSession(sql, { id: sessionId, accountId: id, startedAt: now, expiresAt })
      return issueTokens(context, settings, { id, roles, sessionId, parentHash: null })
    },
  })
}
