import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Facts } from './facts.ts'
import { checkInvariants } from './invariants.ts'

describe('checkInvariants', () => {
  it('finds nothing wrong with a shop that kept its word', () => {
    const results = checkInvariants(soundShop())

    assert.deepEqual(
      results.filter(({ violations }) => violations > 0),
      [],
    )
    assert.ok(results.every(({ checked }) => checked > 0))
  })

  const planted: Record<string, { plant: (facts: MutableFacts) => void; finds: string }> = {
    'an acknowledged order that is gone': {
      plant: ({ orders }) => orders.shift(),
      finds: 'Every acknowledged order exists',
    },
    'a confirmed order that was taken back': {
      plant: ({ orders }) => Object.assign(orders[0] ?? {}, { status: 'rejected' }),
      finds: 'An order told to be confirmed stays so',
    },
    'a key with two orders': {
      plant: ({ placings }) =>
        placings[0]?.acknowledged.push({ orderId: 'o-2', status: 'confirmed', total: 500 }),
      finds: 'A key makes one order',
    },
    'a key that is refused after it got its order': {
      plant: ({ placings }) =>
        Object.assign(placings[4] ?? {}, { acknowledged: [], refused: ['409 CART_CLOSED'] }),
      finds: 'A key that got its order gets it again',
    },
    'a cart with two orders': {
      plant: ({ orders }) => Object.assign(orders[1] ?? {}, { cartId: 'c-1' }),
      finds: 'A cart makes one order',
    },
    'an order that nobody asked for': {
      plant: ({ orders }) => orders.push({ ...confirmed('o-9', 'c-9', 0), lines: [] }),
      finds: 'Every order was asked for',
    },
    'a double charge': {
      plant: ({ charges }) => Object.assign(charges[0] ?? {}, { captures: 2, captured: 2_000 }),
      finds: 'No order is charged twice',
    },
    'a charge of another amount': {
      plant: ({ charges }) => Object.assign(charges[0] ?? {}, { captured: 999 }),
      finds: 'What is charged is the total',
    },
    'a charge in another currency': {
      plant: ({ charges }) => Object.assign(charges[0] ?? {}, { currency: 'USD' }),
      finds: 'What is charged is the total',
    },
    'a charge without an order': {
      plant: ({ charges }) => charges.push({ ...charge('o-77'), captured: 10 }),
      finds: 'Every charge has its order',
    },
    'money kept for a rejected order': {
      plant: ({ charges }) => Object.assign(charges[2] ?? {}, { captures: 1, captured: 700 }),
      finds: 'Nothing is charged for what was not delivered',
    },
    'a confirmed order that nobody paid for': {
      plant: ({ charges }) => Object.assign(charges[0] ?? {}, { captures: 0, captured: 0 }),
      finds: 'Every confirmed order is paid for',
    },
    'a sku sold beyond what there was': {
      plant: ({ orders }) => Object.assign(orders[0]?.lines[0] ?? {}, { quantity: 101 }),
      finds: 'No more is sold than there was',
    },
    'stock that does not add up': {
      plant: ({ stock }) => Object.assign(stock[0] ?? {}, { available: 98 }),
      finds: 'Stock adds up: start = sold + available + reserved',
    },
    'an order that stays pending': {
      plant: ({ orders }) => Object.assign(orders[1] ?? {}, { status: 'pending' }),
      finds: 'Nothing stays pending',
    },
    'stock held for nobody': {
      plant: ({ stock }) => Object.assign(stock[0] ?? {}, { reserved: 2, available: 95 }),
      finds: 'Stock of ended orders is not held',
    },
    'a buyer who was not told': {
      plant: ({ confirmationMails }) => confirmationMails.delete('o-1'),
      finds: 'Each confirmed order is told once by mail',
    },
    'a buyer who was told twice': {
      plant: ({ confirmationMails }) => confirmationMails.set('o-1', 2),
      finds: 'Each confirmed order is told once by mail',
    },
  }
  for (const [what, { plant, finds }] of Object.entries(planted)) {
    it(`finds ${what}`, () => {
      const facts = soundShop()
      plant(facts)

      const found = checkInvariants(facts).find(({ invariant }) => invariant === finds)

      assert.equal(found?.violations, 1)
      assert.equal(found?.examples.length, 1)
    })
  }
})

type MutableFacts = ReturnType<typeof soundShop>

/** Two orders that were paid for, a rejected one and a cancelled one. */
function soundShop() {
  return {
    placings: [
      placing('k-1', 'c-1', 'o-1', 1_000),
      placing('k-2', 'c-2', 'o-2', 500),
      { ...placing('k-3', 'c-3', 'o-3', 700), acknowledged: [], refused: ['402 PAYMENT_DECLINED'] },
      placing('k-4', 'c-4', 'o-4', 300),
      { ...placing('k-2', 'c-2', 'o-2', 500), askedAt: 2_000, toldAt: 2_100 },
    ],
    orders: [
      confirmed('o-1', 'c-1', 1_000),
      confirmed('o-2', 'c-2', 500),
      { ...confirmed('o-3', 'c-3', 700), status: 'rejected' },
      { ...confirmed('o-4', 'c-4', 300), status: 'cancelled' },
    ],
    charges: [
      { ...charge('o-1'), captures: 1, captured: 1_000 },
      { ...charge('o-2'), captures: 1, captured: 500 },
      charge('o-3'),
      { ...charge('o-4'), captures: 1, captured: 300, refunded: 300 },
    ],
    stock: [{ sku: 'tea', initial: 100, available: 97, reserved: 0, sold: 3 }],
    confirmationMails: new Map([
      ['o-1', 1],
      ['o-2', 1],
    ]),
  } satisfies Facts
}

function placing(key: string, cartId: string, orderId: string, total: number) {
  const acknowledged = [{ orderId, status: 'confirmed', total }]
  const times = { askedAt: 1_000, toldAt: 1_100 }
  return { key, cartId, customerId: 'u-1', ...times, acknowledged, refused: [] as string[] }
}

function confirmed(orderId: string, cartId: string, total: number) {
  const quantity = orderId === 'o-1' ? 2 : 1
  const lines = [{ sku: 'tea', quantity }]
  return { orderId, cartId, status: 'confirmed', total, currency: 'EUR', lines }
}

function charge(orderId: string) {
  return { orderId, captures: 0, captured: 0, refunded: 0, currency: 'EUR' }
}
