import { type Handler, handle } from '@archwright/kit'

import { checkPassword, login } from './contract.ts'
import { expiryOf, issueTokens, type SessionSettings } from './issue-tokens.ts'
import { keepProof, type Proven, provePassword } from './prove-password.ts'
import { insertSession } from './session-store.ts'

export function handleLogin(settings: SessionSettings): Handler {
  return handle(login, {
    prepare: provePassword,

    async run(_input, context, proven: Proven) {
      const { sql, newId } = context
      const now = context.now()
      const { id, roles, tenant } = proven.account
      const sessionId = newId()
      await keepProof(sql, proven)
      const expiresAt = expiryOf(now, settings)
      await insertSession(sql, { id: sessionId, accountId: id, startedAt: now, expiresAt })
      return issueTokens(context, settings, { id, roles, tenant, sessionId, parentHash: null })
    },
  })
}

export const handleCheckPassword = handle(checkPassword, {
  prepare: provePassword,

  async run(_input, { sql }, proven: Proven) {
    await keepProof(sql, proven)
    return { accountId: proven.account.id }
  },
})
