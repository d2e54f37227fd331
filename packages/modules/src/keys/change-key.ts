import { type Handler, handle } from '@archwright/kit'

import { listKeys, revokeKey, rotateKey } from './contract.ts'
import { type IssueSettings, issueSecret } from './issue-secret.ts'
import { endKey, findKeys, lockKey } from './key-store.ts'
import { endSecrets } from './secret-store.ts'

export const handleListKeys = handle(listKeys, async ({ partnerId }, { sql, principal }) => ({
  keys: await findKeys(sql, { tenant: principal.tenant ?? null, partnerId }),
}))

export function handleRotateKey(settings: IssueSettings): Handler {
  return handle(rotateKey, async ({ keyId, publicKey, lifeSeconds, ...input }, context) => {
    const { sql, principal, now, fail } = context
    if (principal.key !== undefined) throw fail.KEY_BY_KEY()
    const tenant = principal.tenant ?? null
    const known = await lockKey(sql, keyId, tenant)
    if (!known) throw fail.KEY_NOT_FOUND()
    const { overlapSeconds = settings.overlapSeconds } = input
    await endSecrets(sql, keyId, new Date(now().getTime() + overlapSeconds * 1_000))
    const wanted = { keyId, proof: known.proof, publicKey, lifeSeconds }
    const keySecret = await issueSecret(context, wanted, settings)
    const [key] = await findKeys(sql, { tenant, id: keyId })
    if (!key) throw fail.KEY_NOT_FOUND()
    return { key, keySecret }
  })
}

export const handleRevokeKey = handle(revokeKey, async ({ keyId }, context) => {
  const { sql, principal, now, fail } = context
  const ended = await endKey(sql, { id: keyId, tenant: principal.tenant ?? null }, now())
  if (!ended) throw fail.KEY_NOT_FOUND()
  return {}
})
