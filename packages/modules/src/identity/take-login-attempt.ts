import { Failure, handle } from '@archwright/kit'

import { findBlock, takeAttempt } from './attempt-store.ts'
import { takeLoginAttempt } from './contract.ts'
import { normalizeEmail } from './email.ts'

export const handleTakeLoginAttempt = handle(takeLoginAttempt, async (input, context) => {
  const email = normalizeEmail(input.email)
  const now = context.now()
  if (await takeAttempt(context.sql, email, now)) return {}

  const until = await findBlock(context.sql, email)
  throw tooManyAttempts(until ? new Date(until).getTime() - now.getTime() : 0)
})

function tooManyAttempts(waitMs: number): Failure {
  const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1_000))
  const { says, kind } = takeLoginAttempt.errors.TOO_MANY_ATTEMPTS
  const data = { retryAfterSeconds }
  return new Failure('TOO_MANY_ATTEMPTS', kind, { says, data, retryAfterSeconds })
}
