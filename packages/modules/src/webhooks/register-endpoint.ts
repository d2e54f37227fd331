import { type Handler, handle } from '@archwright/kit'
import type { TargetRules } from '@archwright/kit/outgoing'
import { newSecret } from '@archwright/kit/webhooks'

import { registerEndpoint, rotateSecret } from './contract.ts'
import { insertEndpoint, readEndpoint } from './endpoint-store.ts'
import { findUnknown, type Offered, roleOf } from './offer.ts'
import { ownerSeenBy } from './owner.ts'
import { overlapHours } from './schedule.ts'
import type { SecretKeys } from './secret-keys.ts'
import { insertSecret, readSealed } from './secret-store.ts'
import { findRefusal } from './targets.ts'

const mostPerOwner = 50
const hourMs = 3_600_000

export interface RegistrationParts {
  readonly offered: Offered
  readonly keys: SecretKeys
  readonly targets: TargetRules
}

/**
 * The kept answer of the key names the secret; `settle` opens it. So no answer with a secret in it is ever kept, and the
 * caller who repeats a key is told the same one.
 */
export function handleRegisterEndpoint({ offered, keys, targets }: RegistrationParts): Handler {
  return handle(registerEndpoint, {
    async run({ url, events, description = '' }, { sql, principal, newId, now, fail }) {
      const why = findRefusal(url, targets)
      if (why) throw fail.URL_REFUSED({ why })
      const ownerRole = roleOf(principal)
      const unknown = findUnknown(events, offered, ownerRole)
      if (unknown) throw fail.UNKNOWN_EVENT({ event: unknown })
      const id = newId()
      const endpoint = await insertEndpoint(
        sql,
        { id, ownerId: principal.id, ownerRole, url, events, description },
        { now: now(), most: mostPerOwner },
      )
      if (!endpoint) throw fail.TOO_MANY_ENDPOINTS()
      const secretId = newId()
      const sealed = keys.seal(newSecret(), id)
      await insertSecret(sql, { id: secretId, endpointId: id, sealed }, now())
      return { ...endpoint, secret: secretId }
    },
    async settle({ secret: secretId, ...endpoint }, { sql }) {
      const sealed = await readSealed(sql, secretId)
      return { ...endpoint, secret: sealed ? keys.open(sealed, endpoint.endpointId) : '' }
    },
  })
}

export function handleRotateSecret(keys: SecretKeys): Handler {
  return handle(rotateSecret, {
    async run({ endpointId }, { sql, principal, newId, now, fail }) {
      if (!(await readEndpoint(sql, endpointId, ownerSeenBy(principal))))
        throw fail.ENDPOINT_NOT_FOUND()
      const id = newId()
      const olderEndsAt = new Date(now().getTime() + overlapHours * hourMs)
      await insertSecret(
        sql,
        { id, endpointId, sealed: keys.seal(newSecret(), endpointId) },
        olderEndsAt,
      )
      return { secret: id, olderEndsAt: olderEndsAt.toISOString() }
    },
    async settle({ secret: id, olderEndsAt }, { sql }, { endpointId }) {
      const sealed = await readSealed(sql, id)
      return { secret: sealed ? keys.open(sealed, endpointId) : '', olderEndsAt }
    },
  })
}
