import { randomBytes } from 'node:crypto'

import { handle } from '@archwright/kit'

import { insertChallenge, takeProven } from '../second-factor/challenge-store.ts'
import { hashChallenge } from '../second-factor/open-challenge.ts'
import { openTicket, takeTicket } from './single-sign-on-contract.ts'

const lifeMs = 60_000

export const handleOpenTicket = handle(openTicket, async ({ accountId, methods }, { sql, now }) => {
  const ticket = randomBytes(32).toString('base64url')
  const expiresAt = new Date(now().getTime() + lifeMs)
  const hash = hashChallenge(ticket)
  await insertChallenge(sql, { hash, accountId, methods, proven: true, expiresAt })
  return { ticket }
})

export const handleTakeTicket = handle(takeTicket, async ({ ticket }, { sql, now, fail }) => {
  const proven = await takeProven(sql, hashChallenge(ticket), now())
  if (!proven) throw fail.SIGN_IN_EXPIRED()
  return proven
})
