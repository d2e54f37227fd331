import type { CallContext, Sql } from '@archwright/kit'
import { hashPassword, isCurrentHash, verifyNobody, verifyPassword } from '@archwright/kit/identity'

import { type Account, findAccount, replaceHash } from './account-store.ts'
import { clearAttempts } from './attempt-store.ts'
import { type login, takeLoginAttempt } from './contract.ts'
import { normalizeEmail } from './email.ts'

export interface Proven {
  account: Account
  /** The same password at today's cost, when it was kept at an earlier one. */
  newHash: string | undefined
}

type Context = Pick<CallContext<typeof login>, 'sql' | 'call' | 'fail'>

/** Whose password it is; BAD_CREDENTIALS, or TOO_MANY_ATTEMPTS. Takes as long where there is no account. */
export async function provePassword(
  { email, password }: { email: string; password: string },
  { sql, call, fail }: Context,
): Promise<Proven> {
  // A call of its own: the try stays counted when this one is refused.
  await call(takeLoginAttempt, { email })
  const account = await findAccount(sql, normalizeEmail(email))
  if (!account || !(await verifyPassword(account.passwordHash, password))) {
    if (!account) await verifyNobody(password)
    throw fail.BAD_CREDENTIALS()
  }
  if (account.disabled) throw fail.BAD_CREDENTIALS()
  const current = isCurrentHash(account.passwordHash)
  return { account, newHash: current ? undefined : await hashPassword(password) }
}

/** Ends the count of failed tries, and keeps the better hash. */
export async function keepProof(sql: Sql, { account, newHash }: Proven): Promise<void> {
  await clearAttempts(sql, account.email)
  if (newHash) await replaceHash(sql, account.id, newHash)
}
