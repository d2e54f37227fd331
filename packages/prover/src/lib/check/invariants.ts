import type { InvariantEvidence } from '@archwright/model'

import type { Charge, Facts, StoredOrder } from './facts.ts'

const MAX_EXAMPLES = 5

/** The claims that invariants carry, by the last part of their key. */
export const correctnessClaims = ['lost', 'doubled', 'doubleCharged', 'oversold', 'stuck'] as const
export type CorrectnessClaim = (typeof correctnessClaims)[number]

export interface Invariant {
  says: string
  /** The claim it carries: correctness.<claim>; some stand for themselves. */
  claim?: CorrectnessClaim
  /** How many things were looked at, and what is wrong with which. */
  look(facts: Facts): { checked: number; wrong: string[] }
}

/** Everything that must hold once the system is at rest, whatever happened before. */
export const invariants: readonly Invariant[] = [
  { says: 'Every acknowledged order exists', claim: 'lost', look: lookForLost },
  { says: 'An order told to be confirmed stays so', claim: 'lost', look: lookForRetracted },
  { says: 'A key makes one order', claim: 'doubled', look: lookForDoubledKeys },
  { says: 'A key that got its order gets it again', claim: 'doubled', look: lookForForgottenKeys },
  { says: 'A cart makes one order', claim: 'doubled', look: lookForDoubledCarts },
  { says: 'Every order was asked for', claim: 'doubled', look: lookForGhosts },
  { says: 'No order is charged twice', claim: 'doubleCharged', look: lookForDoubleCharges },
  { says: 'What is charged is the total', claim: 'doubleCharged', look: lookForWrongAmounts },
  { says: 'Every charge has its order', claim: 'doubleCharged', look: lookForStrayCharges },
  {
    says: 'Nothing is charged for what was not delivered',
    claim: 'doubleCharged',
    look: lookForKeptMoney,
  },
  { says: 'Every confirmed order is paid for', look: lookForUnpaid },
  { says: 'No more is sold than there was', claim: 'oversold', look: lookForOversold },
  { says: 'Stock adds up: start = sold + available + reserved', look: lookForStockErrors },
  { says: 'Nothing stays pending', claim: 'stuck', look: lookForStuck },
  { says: 'Stock of ended orders is not held', claim: 'stuck', look: lookForHeldStock },
  { says: 'Each confirmed order is told once by mail', look: lookForMails },
]

/** Checks all invariants on what the witnesses say. */
export function checkInvariants(
  facts: Facts,
): (InvariantEvidence & { claim?: CorrectnessClaim })[] {
  return invariants.map(({ says, claim, look }) => {
    const { checked, wrong } = look(facts)
    return {
      invariant: says,
      checked,
      violations: wrong.length,
      examples: wrong.slice(0, MAX_EXAMPLES),
      ...(claim ? { claim } : {}),
    }
  })
}

function lookForLost({ placings, orders }: Facts) {
  const stored = new Set(orders.map(({ orderId }) => orderId))
  const promised = placings.filter(({ acknowledged }) => acknowledged.length > 0)
  const wrong = promised.flatMap(({ key, acknowledged }) =>
    acknowledged
      .filter(({ orderId }) => !stored.has(orderId))
      .map(({ orderId }) => `key ${key}: order ${orderId} was acknowledged and does not exist`),
  )
  return { checked: promised.length, wrong }
}

function lookForRetracted({ placings, orders }: Facts) {
  const statusOf = new Map(orders.map(({ orderId, status }) => [orderId, status]))
  const told = placings
    .flatMap(({ acknowledged }) => acknowledged)
    .filter(({ status }) => status === 'confirmed')
  const wrong = told
    .map(({ orderId }) => ({ orderId, now: statusOf.get(orderId) }))
    .filter(({ now }) => now !== undefined && now !== 'confirmed' && now !== 'cancelled')
    .map(({ orderId, now }) => `order ${orderId} was confirmed to the buyer and is ${now}`)
  return { checked: told.length, wrong }
}

function lookForDoubledKeys({ placings }: Facts) {
  const byKey = Map.groupBy(placings, ({ key }) => key)
  const wrong = [...byKey].flatMap(([key, group]) => {
    const ids = new Set(group.flatMap(({ acknowledged }) => acknowledged.map((a) => a.orderId)))
    return ids.size > 1 ? [`key ${key} made orders ${[...ids].join(', ')}`] : []
  })
  return { checked: byKey.size, wrong }
}

/** What has not answered at all, or asked to come again, has not forgotten. */
const passing = /^(\D|429|5\d\d)/

function lookForForgottenKeys({ placings }: Facts) {
  const byKey = Map.groupBy(placings, ({ key }) => key)
  const repeats = [...byKey.values()].flatMap((group) => {
    const told = group.filter(({ acknowledged }) => acknowledged.length > 0)
    const since = Math.min(...told.map(({ toldAt }) => toldAt))
    return group.filter(({ askedAt }) => askedAt > since)
  })
  const wrong = repeats.flatMap(({ key, refused }) =>
    refused
      .filter((refusal) => !passing.test(refusal))
      .map((refusal) => `key ${key} got an order, and then ${refusal}`),
  )
  return { checked: repeats.length, wrong }
}

function lookForDoubledCarts({ orders }: Facts) {
  const alive = orders.filter(({ status }) => status !== 'rejected')
  const byCart = Map.groupBy(alive, ({ cartId }) => cartId)
  const wrong = [...byCart]
    .filter(([, group]) => group.length > 1)
    .map(([cart, group]) => `cart ${cart} made orders ${group.map((o) => o.orderId).join(', ')}`)
  return { checked: byCart.size, wrong }
}

function lookForGhosts({ placings, orders }: Facts) {
  const asked = new Set(placings.map(({ cartId }) => cartId))
  const wrong = orders
    .filter(({ cartId }) => !asked.has(cartId))
    .map(({ orderId, cartId }) => `order ${orderId}: nobody ordered cart ${cartId}`)
  return { checked: orders.length, wrong }
}

function lookForDoubleCharges({ charges }: Facts) {
  const wrong = charges
    .filter(({ captures }) => captures > 1)
    .map(({ orderId, captures }) => `order ${orderId} was charged ${captures} times`)
  return { checked: charges.length, wrong }
}

function lookForWrongAmounts({ orders, charges }: Facts) {
  const paid = pair(orders, charges).filter(({ charge }) => charge.captures > 0)
  const wrong = paid
    .filter(
      ({ order, charge }) =>
        charge.captured !== order.total * charge.captures || charge.currency !== order.currency,
    )
    .map(
      ({ order, charge }) =>
        `order ${order.orderId}: total ${order.total} ${order.currency}, ` +
        `charged ${charge.captured} ${charge.currency}`,
    )
  return { checked: paid.length, wrong }
}

function lookForStrayCharges({ orders, charges }: Facts) {
  const known = new Set(orders.map(({ orderId }) => orderId))
  const wrong = charges
    .filter(({ orderId, captured }) => captured > 0 && !known.has(orderId))
    .map(
      ({ orderId, captured }) => `${captured} charged for order ${orderId}, which does not exist`,
    )
  return { checked: charges.length, wrong }
}

function lookForKeptMoney({ orders, charges }: Facts) {
  const ended = pair(orders, charges).filter(({ order }) => isUndone(order))
  const wrong = ended
    .filter(({ charge }) => charge.captured !== charge.refunded)
    .map(
      ({ order, charge }) =>
        `order ${order.orderId} is ${order.status}; charged ${charge.captured}, ` +
        `given back ${charge.refunded}`,
    )
  return { checked: ended.length, wrong }
}

function lookForUnpaid({ orders, charges }: Facts) {
  const kept = new Map(charges.map((charge) => [charge.orderId, charge.captured - charge.refunded]))
  const confirmed = orders.filter(({ status }) => status === 'confirmed')
  const wrong = confirmed
    .filter(({ orderId, total }) => total > 0 && (kept.get(orderId) ?? 0) <= 0)
    .map(({ orderId }) => `order ${orderId} is confirmed and not paid for`)
  return { checked: confirmed.length, wrong }
}

function lookForOversold({ orders, stock }: Facts) {
  const sold = quantitiesOf(orders)
  const wrong = stock
    .filter(({ sku, initial }) => (sold.get(sku) ?? 0) > initial)
    .map(({ sku, initial }) => `${sku}: ${sold.get(sku)} sold of ${initial}`)
  return { checked: stock.length, wrong }
}

function lookForStockErrors({ orders, stock }: Facts) {
  const sold = quantitiesOf(orders)
  const wrong = stock
    .filter(({ sku, initial, ...now }) => {
      const gone = sold.get(sku) ?? 0
      return (
        now.available < 0 || now.sold !== gone || initial !== gone + now.available + now.reserved
      )
    })
    .map(
      ({ sku, initial, available, reserved, sold: counted }) =>
        `${sku}: start ${initial}, confirmed orders hold ${sold.get(sku) ?? 0}, ` +
        `counted as sold ${counted}, available ${available}, reserved ${reserved}`,
    )
  return { checked: stock.length, wrong }
}

function lookForStuck({ orders }: Facts) {
  const wrong = orders
    .filter(({ status }) => status === 'pending' || status === 'authorized')
    .map(({ orderId, status }) => `order ${orderId} is still ${status}`)
  return { checked: orders.length, wrong }
}

function lookForHeldStock({ orders, stock }: Facts) {
  const isAllEnded = orders.every(({ status }) => status === 'confirmed' || isUndoneStatus(status))
  const wrong = stock
    .filter(({ reserved }) => isAllEnded && reserved !== 0)
    .map(({ sku, reserved }) => `${sku}: ${reserved} held for nobody`)
  return { checked: stock.length, wrong }
}

function lookForMails({ orders, confirmationMails }: Facts) {
  const confirmed = orders.filter(({ status }) => status === 'confirmed')
  const wrong = confirmed
    .filter(({ orderId }) => confirmationMails.get(orderId) !== 1)
    .map(({ orderId }) => `order ${orderId}: ${confirmationMails.get(orderId) ?? 0} mails`)
  return { checked: confirmed.length, wrong }
}

function pair(orders: readonly StoredOrder[], charges: readonly Charge[]) {
  const byOrder = new Map(charges.map((charge) => [charge.orderId, charge]))
  return orders.flatMap((order) => {
    const charge = byOrder.get(order.orderId)
    return charge ? [{ order, charge }] : []
  })
}

const isUndone = ({ status }: StoredOrder) => isUndoneStatus(status)

function isUndoneStatus(status: string): boolean {
  return status === 'rejected' || status === 'cancelled'
}

function quantitiesOf(orders: readonly StoredOrder[]): Map<string, number> {
  const sums = new Map<string, number>()
  for (const { status, lines } of orders) {
    if (status !== 'confirmed') continue
    for (const { sku, quantity } of lines) sums.set(sku, (sums.get(sku) ?? 0) + quantity)
  }
  return sums
}
