import { randomUUID } from 'node:crypto'

import type { Bench } from '../bench.ts'
import { createCartFiller } from '../scenarios/shop/fill-carts.ts'
import { callPlaceOrder, recordPlacing } from '../scenarios/shop/placing.ts'
import { addItem } from '../scenarios/shop/preparation.ts'
import type { FilledCart } from '../scenarios/shop/state.ts'

const SCARCE = { sku: 'scarce-1', onHand: 15, buyers: 40 }
const IMPATIENT_BUYERS = 15
const CLICKS = 4

/**
 * Two moments that break shops: more buyers than stock, all at once; and buyers who click again and again,
 * each click the same request with the same key, and from two more tabs with other keys. The invariants judge what came of it.
 */
export async function runRaces(bench: Bench): Promise<void> {
  const { api, state, progress } = bench
  await addItem(api, state.staffToken, SCARCE.sku, SCARCE.onHand)
  state.initialStock[SCARCE.sku] = SCARCE.onHand
  const { hurried, impatient } = await bench.withDatabase(async (database) => {
    const filler = createCartFiller(database, state, bench.press)
    return {
      hurried: await filler.fill(SCARCE.buyers, SCARCE.sku),
      impatient: await filler.fill(IMPATIENT_BUYERS),
    }
  })
  const sold = await Promise.all(hurried.map((cart) => order(bench, cart, randomUUID())))
  progress(
    `${SCARCE.buyers} buyers for ${SCARCE.onHand} pieces at once: ` +
      `${sold.filter(Boolean).length} orders accepted`,
  )
  await Promise.all(
    impatient.map(async (cart) => {
      const key = randomUUID()
      const keys = [...Array.from({ length: CLICKS }, () => key), randomUUID(), randomUUID()]
      await Promise.all(keys.map((each) => order(bench, cart, each)))
    }),
  )
  progress(`${IMPATIENT_BUYERS} buyers clicked ${CLICKS} times each, and in two more tabs`)
}

async function order(bench: Bench, cart: FilledCart, key: string): Promise<boolean> {
  const { routes, paymentMethod } = bench.state
  const call = callPlaceOrder(routes, cart, { key, paymentMethod })
  const outcome = await bench.client.send(call)
  const record = recordPlacing(call, outcome)
  bench.history.add([record])
  if (outcome.answer) bench.conformance.check(call.operation, outcome.answer)
  return record.acknowledged.length > 0
}
