import { Failure, type Handler, handle, type Sql } from '@archwright/kit'
import type { EncryptedColumn } from '@archwright/kit/app'

import { hashRecoveryCode } from './recovery-codes.ts'
import { takeSecondFactorTry, useSecondFactor } from './second-factor-contract.ts'
import {
  findSecondFactor,
  spendRecoveryCode,
  spendStep,
  takeTry,
  waitSeconds,
} from './second-factor-store.ts'
import { stepOf } from './totp.ts'

export const handleTakeSecondFactorTry = handle(
  takeSecondFactorTry,
  async ({ accountId }, { sql, now }) => {
    if (await takeTry(sql, accountId, now())) return {}
    const retryAfterSeconds = await waitSeconds(sql, accountId, now())
    const { kind, says } = takeSecondFactorTry.errors.TOO_MANY_ATTEMPTS
    throw new Failure('TOO_MANY_ATTEMPTS', kind, {
      says,
      data: { retryAfterSeconds },
      retryAfterSeconds,
    })
  },
)

export function handleUseSecondFactor(secrets: EncryptedColumn): Handler {
  return handle(useSecondFactor, {
    // A call of its own: the try stays counted when the code is wrong.
    async prepare({ accountId }, { call }) {
      await call(takeSecondFactorTry, { accountId })
    },

    async run({ accountId, oneTimeCode }, { sql, now, fail }) {
      const kept = await findSecondFactor(sql, accountId)
      if (!kept?.confirmedAt) throw fail.BAD_CODE()
      const secret = () => Buffer.from(secrets.open(kept.sealedSecret, accountId), 'base64url')
      const good = /^\d+$/.test(oneTimeCode)
        ? await spendCode(sql, { accountId, oneTimeCode, secret: secret() }, now())
        : await spendRecoveryCode(sql, accountId, hashRecoveryCode(oneTimeCode))
      if (!good) throw fail.BAD_CODE()
      return {}
    },
  })
}

interface Given {
  readonly accountId: string
  readonly oneTimeCode: string
  readonly secret: Uint8Array
}

/** Uses up a code of the authenticator; false when it is wrong, or it or a later one was used before. */
export async function spendCode(
  sql: Sql,
  { accountId, oneTimeCode, secret }: Given,
  now: Date,
): Promise<boolean> {
  const step = stepOf(secret, oneTimeCode, now)
  return step !== undefined && (await spendStep(sql, accountId, step))
}
