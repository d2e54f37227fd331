import type { CallContext, Sql } from '@archwright/kit'
import { hashPassword, isCurrentHash, verifyNobody, verifyPassword } from '@archwright/kit/identity'
import type { Static } from 'typebox'

import { type Account, findAccount, findAccountById, replaceHash } from './account-store.ts'
import { clearAttempts } from './attempt-store.ts'
import { type checkSignIn, type completeLogin, type login, takeLoginAttempt } from './contract.ts'
import { normalizeEmail } from './email.ts'
import { deleteChallenge, findChallenge } from './second-factor/challenge-store.ts'
import { hashChallenge } from './second-factor/open-challenge.ts'
import { openChallenge, useSecondFactor } from './second-factor/second-factor-contract.ts'
import { takeTicket } from './single-sign-on/single-sign-on-contract.ts'

export interface Proven {
  account: Account
  /** By what (RFC 8176). */
  methods: readonly string[]
  /** The same password at today's cost, when it was kept at an earlier one. */
  newHash?: string
  /** Hash of the challenge that this answers. */
  challenge?: string
}

type Context<O extends typeof login | typeof completeLogin | typeof checkSignIn> = Pick<
  CallContext<O>,
  'sql' | 'call' | 'fail' | 'now'
>

/** Whose password, or whose code after it, this is. */
export function prove(
  proof: Static<typeof checkSignIn.input>['proof'],
  context: Context<typeof checkSignIn>,
): Promise<Proven> {
  if ('ticket' in proof) return proveTicket(proof, context)
  return 'challenge' in proof ? proveCode(proof, context) : provePassword(proof, context)
}

/**
 * Whose password it is; BAD_CREDENTIALS, TOO_MANY_ATTEMPTS, or SECOND_FACTOR_REQUIRED with what to go on with. Takes as
 * long where there is no account.
 */
export async function provePassword(
  { email, password }: { email: string; password: string },
  { sql, call, fail }: Pick<Context<typeof login>, 'sql' | 'call' | 'fail'>,
): Promise<Proven> {
  // A call of its own: the try stays counted when this one is refused.
  await call(takeLoginAttempt, { email })
  const account = await findAccount(sql, normalizeEmail(email))
  const { passwordHash } = account ?? {}
  // Who signs in elsewhere has none here.
  const good = passwordHash
    ? await verifyPassword(passwordHash, password)
    : await verifyNobody(password)
  if (!account || !passwordHash || !good || account.disabled) throw fail.BAD_CREDENTIALS()
  if (account.secondFactor) {
    throw fail.SECOND_FACTOR_REQUIRED(
      await call(openChallenge, { accountId: account.id, methods: ['pwd'] }),
    )
  }
  const proven = { account, methods: ['pwd'] }
  if (isCurrentHash(passwordHash)) return proven
  return { ...proven, newHash: await hashPassword(password) }
}

/** Whose code it is; SIGN_IN_EXPIRED, BAD_CODE, or TOO_MANY_ATTEMPTS. The code is used up, whatever comes after. */
export async function proveCode(
  { challenge, oneTimeCode }: { challenge: string; oneTimeCode: string },
  { sql, call, fail, now }: Context<typeof completeLogin>,
): Promise<Proven> {
  const hash = hashChallenge(challenge)
  const held = await findChallenge(sql, hash, now())
  if (!held) throw fail.SIGN_IN_EXPIRED()
  const { accountId, methods } = held
  await call(useSecondFactor, { accountId, oneTimeCode })
  const account = await findAccountById(sql, accountId)
  if (!account || account.disabled) throw fail.SIGN_IN_EXPIRED()
  return { account, methods: [...methods, 'otp', 'mfa'], challenge: hash }
}

/** Whose sign-in elsewhere it is; SIGN_IN_EXPIRED. */
async function proveTicket(
  { ticket }: { ticket: string },
  { sql, call, fail }: Context<typeof checkSignIn>,
): Promise<Proven> {
  const { accountId, methods } = await call(takeTicket, { ticket })
  const account = await findAccountById(sql, accountId)
  if (!account || account.disabled) throw fail.SIGN_IN_EXPIRED()
  return { account, methods }
}

/** Ends the count of failed tries and the challenge, and keeps the better hash. */
export async function keepProof(sql: Sql, { account, newHash, challenge }: Proven): Promise<void> {
  await clearAttempts(sql, account.email)
  if (newHash) await replaceHash(sql, account.id, newHash)
  if (challenge) await deleteChallenge(sql, challenge)
}
