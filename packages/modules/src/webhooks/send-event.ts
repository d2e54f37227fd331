import { handle } from '@archwright/kit'

import { ping, sendEvent } from './contract.ts'
import { insertDeliveries } from './delivery-store.ts'
import { endRest, readEndpoint } from './endpoint-store.ts'
import { fanOut } from './fan-out.ts'
import { messageOf } from './message.ts'
import { ownerRoles, roleOf } from './offer.ts'
import { ownerSeenBy } from './owner.ts'

const mostBytes = 20_480

/**
 * Partners reach their own endpoints and none of staff, which would take what they say for ours; staff reach those of an
 * owner beside their own, or all that chose the event.
 */
export const handleSendEvent = handle(
  sendEvent,
  async ({ event, data, ownerId }, { principal, fail, ...context }) => {
    if (Buffer.byteLength(JSON.stringify(data)) > mostBytes) throw fail.DATA_TOO_LARGE()
    const isStaff = roleOf(principal) === 'staff'
    if (!isStaff && ownerId !== undefined && ownerId !== principal.id)
      throw fail.NOT_YOUR_ENDPOINTS()
    const messageId = context.newId()
    const owner = isStaff ? ownerId : principal.id
    const roles = isStaff ? ownerRoles : (['partner'] as const)
    const audience = { event, roles, owners: [owner] }
    return { messageId, deliveries: await fanOut(audience, [{ id: messageId, data }], context) }
  },
)

export const handlePing = handle(
  ping,
  async ({ endpointId }, { sql, principal, newId, now, fail }) => {
    const endpoint = await readEndpoint(sql, endpointId, ownerSeenBy(principal))
    if (!endpoint) throw fail.ENDPOINT_NOT_FOUND()
    if (!endpoint.enabled) throw fail.ENDPOINT_DISABLED()
    const message = messageOf('webhooks.ping', { id: newId(), data: { endpointId } })
    const deliveryId = newId()
    const delivery = { id: deliveryId, messageId: message.id, endpointId, event: 'webhooks.ping' }
    await insertDeliveries(sql, [message], [delivery], now())
    await endRest(sql, endpointId)
    return { deliveryId }
  },
)
