import type { Sql } from '@archwright/kit'

import type { SecretKeys } from './secret-keys.ts'
import { findSealedOtherwise, updateSealed } from './secret-store.ts'

/** Seals with the newest key what an older one sealed, so that the older one can go. Throws when one is gone already. */
export async function resealSecrets(keys: SecretKeys, sql: Sql): Promise<void> {
  for (;;) {
    const found = await findSealedOtherwise(sql, keys.current)
    if (found.length === 0) return
    const resealed = found.map((secret) => {
      const { sealed, endpointId } = secret
      return { ...secret, sealed: keys.seal(keys.open(sealed, endpointId), endpointId) }
    })
    await updateSealed(sql, resealed)
  }
}
