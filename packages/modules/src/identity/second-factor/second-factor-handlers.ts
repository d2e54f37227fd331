import type { Handler } from '@archwright/kit'
import type { EncryptedColumn } from '@archwright/kit/app'

import {
  handleConfirmSecondFactor,
  handleEnrolSecondFactor,
  handleGetSecondFactor,
  handleRemoveSecondFactor,
  handleRenewRecoveryCodes,
  handleResetSecondFactor,
} from './manage-second-factor.ts'
import { handleOpenChallenge } from './open-challenge.ts'
import { handleTakeSecondFactorTry, handleUseSecondFactor } from './use-second-factor.ts'

export function secondFactorHandlers(secrets: EncryptedColumn, system: string): Handler[] {
  return [
    handleGetSecondFactor,
    handleEnrolSecondFactor(secrets, system),
    handleConfirmSecondFactor(secrets),
    handleRenewRecoveryCodes,
    handleRemoveSecondFactor,
    handleResetSecondFactor,
    handleTakeSecondFactorTry,
    handleUseSecondFactor(secrets),
    handleOpenChallenge,
  ]
}
