import { handle, job } from '@archwright/kit'
import { Type } from 'typebox'

import { replayDelivery, replayFailed } from './contract.ts'
import { countDead, readDelivery, requeueDead, requeueDelivery } from './delivery-store.ts'
import { endRest, readEndpoint } from './endpoint-store.ts'
import { ownerSeenBy } from './owner.ts'

export const handleReplayDelivery = handle(
  replayDelivery,
  async ({ deliveryId }, { sql, principal, now, fail }) => {
    const owner = ownerSeenBy(principal)
    const found = await readDelivery(sql, deliveryId, owner)
    if (!found) throw fail.DELIVERY_NOT_FOUND()
    if (!found.enabled) throw fail.ENDPOINT_DISABLED()
    await requeueDelivery(sql, deliveryId, now())
    await endRest(sql, found.delivery.endpointId)
    const queued = await readDelivery(sql, deliveryId, owner)
    return queued?.delivery ?? found.delivery
  },
)

export const handleReplayFailed = handle(
  replayFailed,
  async ({ endpointId, since }, { sql, principal, enqueue, fail }) => {
    const endpoint = await readEndpoint(sql, endpointId, ownerSeenBy(principal))
    if (!endpoint) throw fail.ENDPOINT_NOT_FOUND()
    if (!endpoint.enabled) throw fail.ENDPOINT_DISABLED()
    await endRest(sql, endpointId)
    enqueue(replaying, { endpointId, since })
    return { dead: await countDead(sql, endpointId, since) }
  },
)

const replaying = {
  name: 'webhooks.replayFailed',
  payload: Type.Object({ endpointId: Type.String(), since: Type.String() }),
} as const

const batch = 500
const first = '00000000-0000-0000-0000-000000000000'

/** Queues dead letters again, batch by batch; a second run finds those of the first queued already. */
export const replayJob = job(replaying, async ({ endpointId, since }, { sql, now, signal }) => {
  for (let after: string | undefined = first; after !== undefined; ) {
    signal.throwIfAborted()
    const ids: string[] = await requeueDead(sql, { endpointId, since, after, limit: batch }, now())
    after = ids.at(-1)
  }
})
