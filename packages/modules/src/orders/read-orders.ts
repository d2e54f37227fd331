import { fragment, handle, listing, pageOfRows } from '@archwright/kit'
import { Type } from 'typebox'

import { getHistory, getOrder, listOrders } from './contract.ts'
import { orderStream, transitionOf } from './order-stream.ts'
import { actsOnAll, mayActOn } from './owner.ts'
import { readOrders, readSummaries } from './store.ts'

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

export const handleGetHistory = handle(getHistory, async (input, context) => {
  const { orderId, cursor, limit = 20 } = input
  const { sql, principal, fail, cursors } = context
  const [order] = await readOrders(sql, [orderId])
  if (!order || !mayActOn(order, principal)) throw fail.ORDER_NOT_FOUND()
  const list = `orders.history ${orderId}`
  const [after = 0] = cursor === undefined ? [] : cursors.decode(list, cursor, Place)
  const events = await orderStream.read(sql, orderId, { after, limit: limit + 1 })
  const page = pageOfRows(events, limit, ({ version }) => cursors.encode(list, [version]))
  return { ...page, items: page.items.map(transitionOf) }
})

const Place = Type.Tuple([Type.Integer()])
