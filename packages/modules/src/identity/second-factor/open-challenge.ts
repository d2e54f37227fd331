import { randomBytes, hash as sha256 } from 'node:crypto'

import { handle } from '@archwright/kit'

import { insertChallenge } from './challenge-store.ts'
import { openChallenge } from './second-factor-contract.ts'

/** Time to unlock a telephone and type a code. */
const expiresInSeconds = 300

/** What is kept of a challenge: who reads the table can complete nobody's sign-in. */
export const hashChallenge = (challenge: string) => sha256('sha256', challenge, 'base64url')

export const handleOpenChallenge = handle(
  openChallenge,
  async ({ accountId, methods }, { sql, now }) => {
    const challenge = randomBytes(32).toString('base64url')
    const expiresAt = new Date(now().getTime() + expiresInSeconds * 1_000)
    const hash = hashChallenge(challenge)
    await insertChallenge(sql, { hash, accountId, methods, proven: false, expiresAt })
    return { challenge, expiresInSeconds }
  },
)
