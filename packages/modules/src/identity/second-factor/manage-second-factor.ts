import { type Handler, handle } from '@archwright/kit'
import type { EncryptedColumn } from '@archwright/kit/app'

import { findAccountById } from '../account-store.ts'
import { endGrantsOf } from '../provider/state-store.ts'
import { endSessionsOf } from '../session-store.ts'
import { base32 } from './base32.ts'
import { hashRecoveryCode, newRecoveryCodes } from './recovery-codes.ts'
import {
  confirmSecondFactor,
  enrolSecondFactor,
  getSecondFactor,
  removeSecondFactor,
  renewRecoveryCodes,
  resetSecondFactor,
  takeSecondFactorTry,
} from './second-factor-contract.ts'
import {
  confirm,
  countRecoveryCodes,
  deleteSecondFactor,
  findSecondFactor,
  putPending,
  replaceRecoveryCodes,
} from './second-factor-store.ts'
import { authenticatorUri, newSecret } from './totp.ts'
import { spendCode } from './use-second-factor.ts'

export const handleGetSecondFactor = handle(
  getSecondFactor,
  async (_input, { sql, principal: { id } }) => {
    const since = (await findSecondFactor(sql, id))?.confirmedAt ?? null
    const recoveryCodesLeft = since === null ? 0 : await countRecoveryCodes(sql, id)
    return { active: since !== null, since, recoveryCodesLeft }
  },
)

/** @param system what an authenticator shows beside the address */
export function handleEnrolSecondFactor(secrets: EncryptedColumn, system: string): Handler {
  return handle(enrolSecondFactor, async (_input, { sql, principal: { id }, fail }) => {
    const account = await findAccountById(sql, id)
    if (!account) throw fail.USER_NOT_FOUND()
    const secret = newSecret()
    const sealedSecret = secrets.seal(secret.toString('base64url'), id)
    if (!(await putPending(sql, { accountId: id, sealedSecret }))) {
      throw fail.SECOND_FACTOR_ACTIVE()
    }
    const uri = authenticatorUri(secret, { issuer: system, account: account.email })
    return { accountId: id, secret: base32(secret), authenticatorUri: uri }
  })
}

export function handleConfirmSecondFactor(secrets: EncryptedColumn): Handler {
  return handle(confirmSecondFactor, {
    // A call of its own: the try stays counted when the code is wrong.
    async prepare(_input, { sql, call, principal: { id }, fail }) {
      const kept = await findSecondFactor(sql, id)
      if (!kept) throw fail.NO_SECOND_FACTOR()
      if (kept.confirmedAt) throw fail.SECOND_FACTOR_ACTIVE()
      await call(takeSecondFactorTry, { accountId: id })
      return Buffer.from(secrets.open(kept.sealedSecret, id), 'base64url')
    },

    async run({ oneTimeCode }, { sql, now, principal: { id }, fail }, secret: Uint8Array) {
      if (!(await spendCode(sql, { accountId: id, oneTimeCode, secret }, now()))) {
        throw fail.BAD_CODE()
      }
      if (!(await confirm(sql, id, now()))) throw fail.SECOND_FACTOR_ACTIVE()
      const recoveryCodes = newRecoveryCodes()
      await replaceRecoveryCodes(sql, id, recoveryCodes.map(hashRecoveryCode))
      return { accountId: id, recoveryCodes }
    },
  })
}

export const handleRenewRecoveryCodes = handle(
  renewRecoveryCodes,
  async (_input, { sql, principal: { id }, fail }) => {
    if (!(await findSecondFactor(sql, id))?.confirmedAt) throw fail.NO_SECOND_FACTOR()
    const recoveryCodes = newRecoveryCodes()
    await replaceRecoveryCodes(sql, id, recoveryCodes.map(hashRecoveryCode))
    return { accountId: id, recoveryCodes }
  },
)

export const handleRemoveSecondFactor = handle(
  removeSecondFactor,
  async (_input, { sql, principal: { id }, fail }) => {
    if (!(await deleteSecondFactor(sql, id))) throw fail.NO_SECOND_FACTOR()
    return { accountId: id }
  },
)

export const handleResetSecondFactor = handle(
  resetSecondFactor,
  async ({ accountId }, { sql, now, fail }) => {
    if (!(await deleteSecondFactor(sql, accountId))) throw fail.NO_SECOND_FACTOR()
    await endSessionsOf(sql, accountId, now())
    await endGrantsOf(sql, accountId, now())
    return {}
  },
)
