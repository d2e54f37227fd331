import { randomUUID } from 'node:crypto'

import { createCartFiller } from './fill-carts.ts'
import { callPlaceOrder, recordPlacing } from './placing.ts'
import { addItem } from './preparation.ts'
import type { Shop } from './shop.ts'
import type { FilledCart } from './state.ts'

const SCARCE = { sku: 'scarce-1', onHand: 15, buyers: 40 }
const IMPATIENT_BUYERS = 15
const CLICKS = 4

/**
 * Two moments that break shops: more buyers than stock, all at once; and buyers who click again and again,
 * each click the same request with the same key, and from two more tabs with other keys, and once more when all is done. The invariants judge what came of it.
 */
export async function raceForGoods(shop: Shop): Promise<void> {
  const { api, state, progress } = shop
  await addItem(api, state.staffToken, SCARCE.sku, SCARCE.onHand)
  state.initialStock[SCARCE.sku] = SCARCE.onHand
  const { hurried, impatient } = await shop.withDatabase(async (database) => {
    const filler = createCartFiller(database, state, shop.press)
    return {
      hurried: await filler.fill(SCARCE.buyers, SCARCE.sku),
      impatient: await filler.fill(IMPATIENT_BUYERS),
    }
  })
  const sold = await Promise.all(hurried.map((cart) => order(shop, cart, randomUUID())))
  progress(
    `${SCARCE.buyers} buyers for ${SCARCE.onHand} pieces at once: ` +
      `${sold.filter(Boolean).length} orders accepted`,
  )
  await Promise.all(
    impatient.map(async (cart) => {
      const key = randomUUID()
      const keys = [...Array.from({ length: CLICKS }, () => key), randomUUID(), randomUUID()]
      await Promise.all(keys.map((each) => order(shop, cart, each)))
      await order(shop, cart, key)
    }),
  )
  progress(`${IMPATIENT_BUYERS} buyers clicked ${CLICKS} times each, and in two more tabs`)
}

async function order(shop: Shop, cart: FilledCart, key: string): Promise<boolean> {
  const { routes, paymentMethod } = shop.state
  const call = callPlaceOrder(routes, cart, { key, paymentMethod })
  const outcome = await shop.client.send(call)
  const record = recordPlacing(call, outcome)
  shop.history.add([record])
  if (outcome.answer) shop.conformance.check(call.operation, outcome.answer)
  return record.acknowledged.length > 0
}
