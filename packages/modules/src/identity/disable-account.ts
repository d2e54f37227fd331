import { handle } from '@archwright/kit'

import { setDisabled } from './account-store.ts'
import { disableAccount, enableAccount } from './contract.ts'
import { endGrantsOf } from './provider/state-store.ts'
import { endSessionsOf } from './session-store.ts'

export const handleDisableAccount = handle(disableAccount, async ({ accountId }, context) => {
  const { sql, now, fail } = context
  if (!(await setDisabled(sql, accountId, now()))) throw fail.USER_NOT_FOUND()
  await endSessionsOf(sql, accountId, now())
  await endGrantsOf(sql, accountId, now())
  return {}
})

export const handleEnableAccount = handle(enableAccount, async ({ accountId }, { sql, fail }) => {
  if (!(await setDisabled(sql, accountId, null))) throw fail.USER_NOT_FOUND()
  return {}
})
