import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { createFakeProvider, type Passage } from '../payments/testing/fake-provider.ts'
import {
  cancelOrder,
  getHistory,
  listOrders,
  type Order,
  orderCancelled,
  orderConfirmed,
} from './contract.ts'
import { type Buyer, eur, openShop, type Shop, staff } from './testing/shop.ts'

describe('cancelling a confirmed order', () => {
  it('gives the money back, returns the stock, and tells', async () => {
    await using shop = await openShop({ tea: 5 })
    const ann = await shop.buyer({ tea: 2 })
    const { orderId } = await ann.order()

    const cancelled = await cancel(shop, ann, orderId)

    assert.equal(cancelled.status, 'cancelled')
    assert.deepEqual(shop.provider.movements(orderId), ['hold', 'charge', 'refund'])
    assert.deepEqual(await shop.stock(), { tea: [5, 0, 0] })
    await shop.app.settle()
    assert.deepEqual(await shop.app.published(orderCancelled), [
      { orderId, customerId: ann.as.id, total: eur(900), refunded: true },
    ])
    const { items: transitions } = await shop.app.call(getHistory, { orderId }, { as: ann.as })
    assert.deepEqual(transitions.at(-1)?.by, ann.as.id)
  })

  it('is done once, however often it is asked for', async () => {
    await using shop = await openShop({ tea: 5 })
    const ann = await shop.buyer({ tea: 2 })
    const { orderId } = await ann.order()

    const answers = await Promise.all(Array.from({ length: 5 }, () => cancel(shop, ann, orderId)))
    answers.push(await cancel(shop, ann, orderId))

    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set(['cancelled']))
    assert.deepEqual(shop.provider.movements(orderId), ['hold', 'charge', 'refund'])
    assert.deepEqual(await shop.stock(), { tea: [5, 0, 0] })
    await shop.app.settle()
    assert.equal((await shop.app.published(orderCancelled)).length, 1)
  })

  it('leaves it confirmed when the money cannot be given back, also the second time', async () => {
    await using shop = await openShop({ tea: 5 })
    const ann = await shop.buyer({ tea: 2 })
    const { orderId } = await ann.order({ paymentMethod: 'tok_refund_refused' })

    for (let times = 0; times < 2; times += 1) {
      await assert.rejects(cancel(shop, ann, orderId), {
        code: 'NOT_CANCELLABLE',
        data: { status: 'confirmed' },
      })
    }

    assert.deepEqual(await shop.stock(), { tea: [3, 0, 2] })
    const { items: transitions } = await shop.app.call(getHistory, { orderId }, { as: ann.as })
    assert.deepEqual(
      transitions.slice(3).map(({ why }) => why),
      ['REFUND_REFUSED', 'REFUND_REFUSED'],
    )
  })

  it('is for its buyer and for staff', async () => {
    await using shop = await openShop({ tea: 5 })
    const ann = await shop.buyer({ tea: 2 })
    const bob = await shop.buyer({ tea: 2 })
    const { orderId } = await ann.order()

    await assert.rejects(cancel(shop, bob, orderId), { code: 'ORDER_NOT_FOUND' })
    const cancelled = await shop.app.call(cancelOrder, { orderId }, { as: staff })

    assert.equal(cancelled.status, 'cancelled')
  })
})

describe('cancelling an order that is being placed', () => {
  it('turns the placing back when the wish comes before the money is on record', async () => {
    const gate = gateAt(({ step, phase }) => step === 'authorize' && phase === 'answer')
    await using shop = await openShop({ tea: 5 }, createFakeProvider(gate.pass))
    const ann = await shop.buyer({ tea: 2 })
    const placing = ann.order().catch((error: unknown) => error)
    const { paymentId: orderId } = await gate.reached

    const cancelling = cancel(shop, ann, orderId)
    await until(async () => (await wished(shop, orderId)) === ann.as.id)
    gate.open()

    assert.equal((await cancelling).status, 'cancelled')
    assert.equal(Object(await placing).code, 'ORDER_CANCELLED')
    assert.deepEqual(shop.provider.movements(orderId), ['hold', 'release'])
    assert.deepEqual(await shop.stock(), { tea: [5, 0, 0] })
    await shop.app.settle()
    assert.deepEqual(await shop.app.published(orderCancelled), [
      { orderId, customerId: ann.as.id, total: eur(900), refunded: false },
    ])
  })

  it('is refused while the money is being taken, and the order is completed', async () => {
    const gate = gateAt(({ step, phase }) => step === 'capture' && phase === 'request')
    await using shop = await openShop({ tea: 5 }, createFakeProvider(gate.pass))
    const ann = await shop.buyer({ tea: 2 })
    const placing = ann.order()
    const { paymentId: orderId } = await gate.reached

    await assert.rejects(cancel(shop, ann, orderId), {
      code: 'NOT_CANCELLABLE',
      data: { status: 'authorized' },
    })
    gate.open()

    assert.equal((await placing).status, 'confirmed')
  })

  it('has one winner, whenever the wish comes', async () => {
    await using shop = await openShop({ tea: 100 })
    const buyers = await Promise.all(Array.from({ length: 40 }, () => shop.buyer({ tea: 1 })))

    await Promise.all(
      buyers.map(async (ann, n) => {
        const placing = ann.order().catch(() => {})
        const orderId = await firstOrder(shop, ann)
        await new Promise((resolve) => setTimeout(resolve, n))
        await cancel(shop, ann, orderId).catch(() => {})
        await placing
      }),
    )

    await shop.app.settle()
    const orders = (await shop.app.call(listOrders, { limit: 100 }, { as: staff })).items
    const confirmed = orders.filter(({ status }) => status === 'confirmed').length
    const cancelled = orders.filter(({ status }) => status === 'cancelled').length
    assert.equal(confirmed + cancelled, 40)
    assert.deepEqual(await shop.stock(), { tea: [100 - confirmed, 0, confirmed] })
    assert.equal((await shop.app.published(orderCancelled)).length, cancelled)
    const refunded = (await shop.app.published(orderCancelled)).filter((told) => told.refunded)
    const everConfirmed = (await shop.app.published(orderConfirmed)).length
    assert.equal(everConfirmed, confirmed + refunded.length)
    for (const { orderId, status } of orders) {
      const money = shop.provider.movements(orderId).join()
      const right =
        status === 'confirmed' ? ['hold,charge'] : ['', 'hold,release', 'hold,charge,refund']
      assert.ok(right.includes(money), `${status}: ${money}`)
    }
  })
})

function cancel({ app }: Shop, { as }: Buyer, orderId: string): Promise<Order> {
  return app.call(cancelOrder, { orderId }, { as })
}

/** Holds up the first passage that fits until it is opened. */
function gateAt(fits: (passage: Passage) => boolean) {
  const reached = Promise.withResolvers<Passage>()
  const opened = Promise.withResolvers<void>()
  return {
    reached: reached.promise,
    open: () => opened.resolve(),
    async pass(passage: Passage) {
      if (!fits(passage)) return
      reached.resolve(passage)
      await opened.promise
    },
  }
}

async function wished({ app }: Shop, orderId: string): Promise<string | null | undefined> {
  const [row] = await app.sql<{ wished_by: string | null }>`
    select wished_by from orders.orders where order_id = ${orderId}`
  return row?.wished_by
}

async function firstOrder({ app }: Shop, { as }: Buyer): Promise<string> {
  let found: string | undefined
  await until(async () => {
    const { items } = await app.call(listOrders, {}, { as })
    found = items[0]?.orderId
    return found !== undefined
  })
  return found ?? ''
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const endAt = Date.now() + 5_000
  while (!(await isSo())) {
    assert.ok(Date.now() < endAt, 'it did not come true within 5 s')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
