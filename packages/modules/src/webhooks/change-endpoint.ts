import { type Handler, handle } from '@archwright/kit'

import { deleteEndpoint, type Endpoint, setEnabled, updateEndpoint } from './contract.ts'
import {
  changeEndpoint,
  deleteById,
  disableEndpoint,
  enableEndpoint,
  readEndpoint,
} from './endpoint-store.ts'
import { findUnknown, type OwnerRole } from './offer.ts'
import { ownerSeenBy } from './owner.ts'
import type { RegistrationParts } from './register-endpoint.ts'
import { findRefusal } from './targets.ts'

export function handleUpdateEndpoint({ offered, targets }: RegistrationParts): Handler {
  return handle(updateEndpoint, async ({ endpointId, ...change }, { sql, principal, fail }) => {
    const owner = ownerSeenBy(principal)
    const before = await readEndpoint(sql, endpointId, owner)
    if (!before) throw fail.ENDPOINT_NOT_FOUND()
    const why = change.url === undefined ? undefined : findRefusal(change.url, targets)
    if (why) throw fail.URL_REFUSED({ why })
    // By its owner's role: staff who mend a partner's endpoint give it nothing that is not for partners.
    const unknown = findUnknown(change.events ?? [], offered, before.ownerRole)
    if (unknown) throw fail.UNKNOWN_EVENT({ event: unknown })
    await changeEndpoint(sql, endpointId, change)
    const changed = await readEndpoint(sql, endpointId, owner)
    if (!changed) throw fail.ENDPOINT_NOT_FOUND()
    return shown(changed)
  })
}

export const handleSetEnabled = handle(
  setEnabled,
  async ({ endpointId, enabled }, { sql, principal, now, fail }) => {
    const owner = ownerSeenBy(principal)
    if (!(await readEndpoint(sql, endpointId, owner))) throw fail.ENDPOINT_NOT_FOUND()
    if (enabled) await enableEndpoint(sql, endpointId)
    else await disableEndpoint(sql, endpointId, now())
    const changed = await readEndpoint(sql, endpointId, owner)
    if (!changed) throw fail.ENDPOINT_NOT_FOUND()
    return shown(changed)
  },
)

export const handleDeleteEndpoint = handle(
  deleteEndpoint,
  async ({ endpointId }, { sql, principal, fail }) => {
    if (!(await readEndpoint(sql, endpointId, ownerSeenBy(principal))))
      throw fail.ENDPOINT_NOT_FOUND()
    await deleteById(sql, endpointId)
    return {}
  },
)

/** What callers see of an endpoint. */
export function shown({
  ownerRole: _,
  ...endpoint
}: Endpoint & { ownerRole: OwnerRole }): Endpoint {
  return endpoint
}
