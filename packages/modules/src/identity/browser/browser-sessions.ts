import { type Handler, handle } from '@archwright/kit'
import type { BrowserEnvironment } from '@archwright/kit/app'

import { browserSessions, closeBrowserSession, openBrowserSession } from '../contract.ts'
import { keepProof, type Proven, prove } from '../prove.ts'
import { insertRevocation } from '../revocation-store.ts'
import { signInAt } from '../sign-in-at.ts'
import {
  endBrowserSession,
  insertBrowserSession,
  useBrowserSession,
} from './browser-session-store.ts'

type Lives = Pick<BrowserEnvironment, 'idleSeconds' | 'absoluteSeconds'>

/** What stands behind the cookies of browsers. */
export function browserHandlers(lives: Lives): Handler[] {
  return [handleOpen(lives), handleClose, handleUse(lives)]
}

function handleOpen({ idleSeconds, absoluteSeconds }: Lives): Handler {
  return handle(openBrowserSession, {
    prepare: ({ proof }, context) => prove(proof, context),

    async run({ hash, previous }, { sql, now, newId }, proven: Proven) {
      const startedAt = now()
      const after = (seconds: number) => new Date(startedAt.getTime() + seconds * 1_000)
      await keepProof(sql, proven)
      // What the browser came with, whoever put it there, is no session any more.
      if (previous !== undefined) await endBrowserSession(sql, previous, startedAt)
      await insertBrowserSession(sql, {
        id: newId(),
        accountId: proven.account.id,
        methods: proven.methods,
        cookieHash: hash,
        startedAt,
        expiresAt: after(idleSeconds),
        absoluteUntil: after(absoluteSeconds),
      })
      return {}
    },
  })
}

const handleClose = handle(closeBrowserSession, async ({ hash }, { sql, now }) => {
  const id = await endBrowserSession(sql, hash, now())
  if (id) await insertRevocation(sql, id, now())
  return {}
})

function handleUse({ idleSeconds }: Lives): Handler {
  return handle(browserSessions.operation, async ({ hash }, { sql, now }) => {
    const found = await useBrowserSession(sql, { cookieHash: hash, idleSeconds }, now())
    if (!found) return { bearer: null }
    const { accountId: id, tenant, roles, sessionId, startedAt, methods } = found
    const { at } = signInAt(new Date(startedAt), methods)
    const bearer = { id, roles, sessionId, signIn: { at, methods } }
    return { bearer: { ...bearer, ...(tenant === null ? {} : { tenant }) } }
  })
}
