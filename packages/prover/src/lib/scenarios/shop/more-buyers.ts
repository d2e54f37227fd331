import { randomUUID } from 'node:crypto'

import type { Client } from 'pg'
import type { TokenPress } from '../token-press.ts'
import { addMailAddresses, fillCartsOf } from './fill-carts.ts'
import type { ShopState } from './state.ts'

/** Gives the shop more buyers than were registered, and everybody a token that outlives the proof. */
export async function addBuyers(
  database: Pick<Client, 'query'>,
  state: ShopState,
  { count, press }: { count: number; press: TokenPress },
): Promise<ShopState> {
  const ids = Array.from({ length: count }, () => randomUUID())
  await addMailAddresses(database, ids)
  const customers = state.customers.map((customer) => ({
    ...customer,
    token: press(customer.customerId),
  }))
  const more = ids.map((customerId, index) => ({
    customerId,
    token: press(customerId),
    client: customers.length + index,
  }))
  const filledCarts = await fillCartsOf(database, { buyers: more.slice(0, count / 2), state })
  return { ...state, customers, buyers: [...customers, ...more], filledCarts }
}
