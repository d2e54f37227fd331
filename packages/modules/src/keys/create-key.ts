import { type Handler, handle, hasRole, type Principal } from '@archwright/kit'

import { createKey } from './contract.ts'
import { type IssueSettings, issueSecret } from './issue-secret.ts'
import { findKeys, insertKey } from './key-store.ts'

/** What staff may let programs of others be. */
const openRoles = ['partner', 'customer']

export function handleCreateKey(settings: IssueSettings): Handler {
  return handle(createKey, async (input, context) => {
    const { sql, principal, newId, now, fail } = context
    if (principal.key !== undefined) throw fail.KEY_BY_KEY()
    if (!input.roles.every((role) => mayGive(principal, role))) throw fail.ROLE_NOT_YOURS()
    const tenant = principal.tenant ?? null
    const { name, roles, operations = null, proof = 'bearer', publicKey, lifeSeconds } = input
    if (input.partnerId !== undefined) {
      const [known] = await findKeys(sql, { tenant, partnerId: input.partnerId })
      if (!known) throw fail.PARTNER_NOT_FOUND()
    }
    const id = newId()
    const partnerId = input.partnerId ?? newId()
    await insertKey(sql, { id, tenant, partnerId, name, roles, operations, proof }, now())
    const wanted = { keyId: id, proof, publicKey, lifeSeconds }
    const keySecret = await issueSecret(context, wanted, settings)
    const [key] = await findKeys(sql, { tenant, id })
    if (!key) throw new TypeError('a key that was just written is gone')
    return { key, keySecret }
  })
}

function mayGive(principal: Principal, role: string): boolean {
  return openRoles.includes(role) || hasRole(principal, role)
}
