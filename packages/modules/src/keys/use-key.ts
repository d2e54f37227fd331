import { handle } from '@archwright/kit'

import { apiKeys } from './contract.ts'
import { type Standing, useHash } from './secret-store.ts'

export const handleUseKey = handle(apiKeys.operation, async ({ hash }, { sql, now }) => {
  const standing = await useHash(sql, hash, now())
  return { bearer: standing ? principalOf(standing) : null }
})

/** The caller that a key stands for: its partner, with no more than the key is for. */
export function principalOf({ keyId, partnerId, tenant, roles, operations }: Standing) {
  return {
    id: partnerId,
    roles,
    key: keyId,
    ...(tenant === null ? {} : { tenant }),
    ...(operations === null ? {} : { operations }),
  }
}
