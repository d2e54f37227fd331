import { fragment, handle, listing } from '@archwright/kit'

import { getHistory, getOrder, listOrders } from './contract.ts'
import { actsOnAll, mayActOn } from './owner.ts'
import { readHistory, readOrders, readSummaries } from './store.ts'

export const handleGetOrder = handle(getOrder, {
  async runMany(members, { sql, fail }) {
    const ids = members.map(({ input }) => input.orderId)
    const orders = new Map((await readOrders(sql, ids)).map((order) => [order.orderId, order]))
    return members.map(({ input, principal }) => {
      const order = orders.get(input.orderId)
      // Somebody else's order is not told from none, so that ids cannot be tried out.
      return order && mayActOn(order, principal) ? order : fail.ORDER_NOT_FOUND()
    })
  },
})

const id = fragment`order_id`
const orders = listing({
  name: 'orders',
  columns: { placedAt: id, total: fragment`total` },
  tie: id,
  sort: '-placedAt',
})

export const handleListOrders = handle(listOrders, async (input, { sql, cursors, principal }) => {
  const { status } = input
  const customerId = actsOnAll(principal) ? undefined : principal.id
  const page = orders.page({ ...input, customerId }, cursors)
  return page.of(await readSummaries(sql, { status, customerId }, page))
})

export const handleGetHistory = handle(getHistory, async ({ orderId }, context) => {
  const { sql, principal, fail } = context
  const [order] = await readOrders(sql, [orderId])
  if (!order || !mayActOn(order, principal)) throw fail.ORDER_NOT_FOUND()
  return { orderId, transitions: await readHistory(sql, orderId) }
})
