import { fragment, type Handler, handle, listing } from '@archwright/kit'

import { shown } from './change-endpoint.ts'
import { getEndpoint, listEndpoints, listEventTypes } from './contract.ts'
import { listPage, readEndpoint } from './endpoint-store.ts'
import { type Offered, roleOf } from './offer.ts'
import { ownerSeenBy } from './owner.ts'

export const handleGetEndpoint = handle(
  getEndpoint,
  async ({ endpointId }, { sql, principal, fail }) => {
    const endpoint = await readEndpoint(sql, endpointId, ownerSeenBy(principal))
    if (!endpoint) throw fail.ENDPOINT_NOT_FOUND()
    return shown(endpoint)
  },
)

const id = fragment`id`
const endpoints = listing({
  name: 'endpoints',
  columns: { created: id },
  tie: id,
  sort: '-created',
})

export const handleListEndpoints = handle(
  listEndpoints,
  async (input, { sql, cursors, principal }) => {
    const owner = ownerSeenBy(principal)
    const page = endpoints.page({ ...input, owner }, cursors)
    return page.of(await listPage(sql, owner, page))
  },
)

export function handleListEventTypes(offered: Offered): Handler {
  return handle(listEventTypes, async (_, { principal }) => ({
    items: [...offered.values()]
      .filter(({ roles }) => roles.includes(roleOf(principal)))
      .map(({ event: { name, summary } }) => ({ name, summary })),
  }))
}
