import { hash, randomBytes } from 'node:crypto'

import { handle } from '@archwright/kit'

import { insertChallenge } from './challenge-store.ts'
import { openChallenge } from './second-factor-contract.ts'

/** Time to unlock a telephone and type a code. */
const expiresInSeconds = 300

/** What is kept of a challenge: who reads the table can complete nobody's sign-in. */
export const hashChallenge = (challenge: string) => hash('sha256', challenge, 'base64url')

export const handleOpenChallenge = handle(openChallenge, async ({ accountId }, { sql, now }) => {
  const challenge = randomBytes(32).toString('base64url')
  const expiresAt = new Date(now().getTime() + expiresInSeconds * 1_000)
  await insertChallenge(sql, { hash: hashChallenge(challenge), accountId, expiresAt })
  return { challenge, expiresInSeconds }
})
