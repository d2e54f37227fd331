import { fragment, handle, listing } from '@archwright/kit'

import { getDelivery, listDeliveries } from './contract.ts'
import { listPage, readAttempts, readDelivery } from './delivery-store.ts'
import { ownerSeenBy } from './owner.ts'

const id = fragment`delivery.id`
const deliveries = listing({
  name: 'deliveries',
  columns: { created: id },
  tie: id,
  sort: '-created',
})

export const handleListDeliveries = handle(
  listDeliveries,
  async (input, { sql, cursors, principal }) => {
    const filter = { ...input, owner: ownerSeenBy(principal) }
    const page = deliveries.page(filter, cursors)
    return page.of(await listPage(sql, filter, page))
  },
)

export const handleGetDelivery = handle(
  getDelivery,
  async ({ deliveryId }, { sql, principal, fail }) => {
    const found = await readDelivery(sql, deliveryId, ownerSeenBy(principal))
    if (!found) throw fail.DELIVERY_NOT_FOUND()
    return { ...found.delivery, log: await readAttempts(sql, deliveryId) }
  },
)
