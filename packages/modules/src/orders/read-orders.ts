import { decodeCursor, encodeCursor, handle, pageOfRows } from '@archwright/kit'
import { Type } from 'typebox'

import { getHistory, getOrder, listOrders } from './contract.ts'
import { actsOnAll, mayActOn } from './owner.ts'
import { listAll, listOfCustomer, readHistory, readOrders } from './store.ts'

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

const Key = Type.Tuple([Type.String({ format: 'uuid' })])
const afterAll = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

export const handleListOrders = handle(
  listOrders,
  async ({ cursor, limit = 20 }, { sql, principal }) => {
    const all = actsOnAll(principal)
    const list = all ? 'orders' : `orders ${principal.id}`
    const [before] = cursor ? decodeCursor(list, cursor, Key) : [afterAll]
    const keyset = { before, limit: limit + 1 }
    const rows = await (all ? listAll(sql, keyset) : listOfCustomer(sql, principal.id, keyset))
    return pageOfRows(rows, limit, ({ orderId }) => encodeCursor(list, [orderId]))
  },
)

export const handleGetHistory = handle(getHistory, async ({ orderId }, context) => {
  const { sql, principal, fail } = context
  const [order] = await readOrders(sql, [orderId])
  if (!order || !mayActOn(order, principal)) throw fail.ORDER_NOT_FOUND()
  return { orderId, transitions: await readHistory(sql, orderId) }
})
