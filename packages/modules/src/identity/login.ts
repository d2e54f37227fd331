import { type Handler, handle, type WorkContext } from '@archwright/kit'

import { checkSignIn, completeLogin, login, type Session } from './contract.ts'
import { expiryOf, issueTokens, type SessionSettings } from './issue-tokens.ts'
import { keepProof, type Proven, prove, proveCode, provePassword } from './prove.ts'
import { insertSession } from './session-store.ts'
import { signInAt } from './sign-in-at.ts'

export function handleLogin(settings: SessionSettings): Handler {
  return handle(login, {
    prepare: provePassword,
    run: (_input, context, proven: Proven) => openSession(context, settings, proven),
  })
}

export function handleCompleteLogin(settings: SessionSettings): Handler {
  return handle(completeLogin, {
    prepare: proveCode,
    run: (_input, context, proven: Proven) => openSession(context, settings, proven),
  })
}

async function openSession(
  context: Pick<WorkContext, 'sql' | 'newId' | 'now'>,
  settings: SessionSettings,
  proven: Proven,
): Promise<Session> {
  const { sql, newId } = context
  const now = context.now()
  const { account, methods } = proven
  const { id, roles, tenant } = account
  const sessionId = newId()
  await keepProof(sql, proven)
  const expiresAt = expiryOf(now, settings)
  await insertSession(sql, { id: sessionId, accountId: id, methods, startedAt: now, expiresAt })
  const signIn = signInAt(now, methods)
  return issueTokens(context, settings, { id, roles, tenant, sessionId, signIn, parentHash: null })
}

export const handleCheckSignIn = handle(checkSignIn, {
  prepare: ({ proof }, context) => prove(proof, context),

  async run(_input, { sql }, proven: Proven) {
    await keepProof(sql, proven)
    return { accountId: proven.account.id, methods: [...proven.methods] }
  },
})
