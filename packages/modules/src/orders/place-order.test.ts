import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Input } from '@archwright/kit/contract'

import { getCart } from '../carts/contract.ts'
import { createFakeProvider, lost } from '../payments/testing/fake-provider.ts'
import {
  getHistory,
  getOrder,
  listOrders,
  orderConfirmed,
  orderRejected,
  placeOrder,
} from './contract.ts'
import { eur, openShop, staff } from './testing/shop.ts'

describe('placing an order', () => {
  it('takes stock and money, confirms, tells, and closes the cart', async () => {
    await using shop = await openShop({ tea: 5, cup: 3 })
    const ann = await shop.buyer({ tea: 2, cup: 1 })

    const order = await ann.order()

    assert.equal(order.status, 'confirmed')
    assert.deepEqual(order.total, eur(1_350))
    assert.deepEqual(await shop.stock(), { cup: [2, 0, 1], tea: [3, 0, 2] })
    assert.deepEqual(shop.provider.movements(order.orderId), ['hold', 'charge'])
    const cart = await shop.app.call(getCart, { cartId: ann.cartId }, { as: ann.as })
    assert.equal(cart.status, 'ordered')
    await shop.app.settle()
    assert.deepEqual(await shop.app.published(orderConfirmed), [
      { orderId: order.orderId, customerId: ann.as.id, total: eur(1_350), lines: order.lines },
    ])
  })

  it('keeps a history of who did what', async () => {
    await using shop = await openShop({ tea: 5 })
    const ann = await shop.buyer({ tea: 1 })
    const { orderId } = await ann.order()

    const { items: transitions } = await shop.app.call(getHistory, { orderId }, { as: ann.as })

    assert.deepEqual(
      transitions.map(({ version, from, to, by }) => [version, from, to, by]),
      [
        [1, null, 'pending', ann.as.id],
        [2, 'pending', 'authorized', 'orders'],
        [3, 'authorized', 'confirmed', 'orders'],
      ],
    )
  })

  it('gives its history page by page', async () => {
    await using shop = await openShop({ tea: 5 })
    const ann = await shop.buyer({ tea: 1 })
    const { orderId } = await ann.order()
    const page = (cursor: object) =>
      shop.app.call(getHistory, { orderId, limit: 2, ...cursor }, { as: ann.as })

    const first = await page({})
    const second = await page({ cursor: first.nextCursor })

    assert.deepEqual(
      [...first.items, ...second.items].map(({ version }) => version),
      [1, 2, 3],
    )
    assert.equal(second.nextCursor, null)
  })

  it('is rejected when a line is out of stock, and holds nothing', async () => {
    await using shop = await openShop({ tea: 5, cup: 0 })
    const ann = await shop.buyer({ tea: 1, cup: 1 })

    await assert.rejects(ann.order(), { code: 'OUT_OF_STOCK', data: { sku: 'cup' } })

    assert.deepEqual(await shop.stock(), { cup: [0, 0, 0], tea: [5, 0, 0] })
    await shop.app.settle()
    const [told] = await shop.app.published(orderRejected)
    assert.equal(told?.code, 'OUT_OF_STOCK')
    assert.deepEqual(shop.provider.asked(told?.orderId ?? ''), [])
  })

  it('is rejected when the payment is declined, and returns the stock', async () => {
    await using shop = await openShop({ tea: 5 })
    const ann = await shop.buyer({ tea: 1 })

    const rejection = { code: 'PAYMENT_DECLINED', data: { code: 'insufficient_funds' } }
    await assert.rejects(ann.order({ paymentMethod: 'tok_declined', key: 'k' }), rejection)
    await assert.rejects(ann.order({ paymentMethod: 'tok_declined', key: 'k' }), rejection)

    assert.deepEqual(await shop.stock(), { tea: [5, 0, 0] })
  })

  it('frees the hold when the money cannot be taken', async () => {
    await using shop = await openShop({ tea: 5 })
    const ann = await shop.buyer({ tea: 1 })

    await assert.rejects(ann.order({ paymentMethod: 'tok_capture_refused' }), {
      code: 'PAYMENT_DECLINED',
      data: { code: 'hold_expired' },
    })

    const [order] = (await shop.app.call(listOrders, {}, { as: ann.as })).items
    assert.equal(order?.status, 'rejected')
    assert.deepEqual(shop.provider.movements(order?.orderId ?? ''), ['hold', 'release'])
    assert.deepEqual(await shop.stock(), { tea: [5, 0, 0] })
  })

  it('lets the buyer order the same cart again after a rejection', async () => {
    await using shop = await openShop({ tea: 5 })
    const ann = await shop.buyer({ tea: 1 })
    await assert.rejects(ann.order({ paymentMethod: 'tok_declined' }))

    assert.equal((await ann.order()).status, 'confirmed')
  })

  it('makes one order of one cart, however often and with whatever keys it is placed', async () => {
    await using shop = await openShop({ tea: 50 })
    const ann = await shop.buyer({ tea: 1 })

    const results = await Promise.allSettled(
      Array.from({ length: 12 }, (_, n) => ann.order({ key: `key ${n % 4}` })),
    )

    const placed = results.flatMap((result) =>
      result.status === 'fulfilled' ? [result.value.orderId] : [],
    )
    assert.equal(new Set(placed).size, 1)
    assert.equal(placed.length, 3)
    const codes = results.flatMap((result) =>
      result.status === 'rejected' ? [result.reason.code] : [],
    )
    assert.deepEqual(new Set(codes), new Set(['CART_CLOSED']))
    assert.deepEqual(await shop.stock(), { tea: [49, 0, 1] })
    assert.deepEqual(shop.provider.movements(placed[0] ?? ''), ['hold', 'charge'])
  })

  it('serves many buyers at once, and sells the last unit once', async () => {
    await using shop = await openShop({ tea: 30, cup: 1 })
    const buyers = await Promise.all(
      Array.from({ length: 40 }, (_, n) => shop.buyer(n < 25 ? { tea: 1 } : { cup: 1, tea: 1 })),
    )

    const results = await Promise.allSettled(buyers.map((buyer) => buyer.order()))

    const confirmed = results.filter((result) => result.status === 'fulfilled')
    assert.equal(confirmed.length, 26)
    assert.deepEqual(await shop.stock(), { cup: [0, 0, 1], tea: [4, 0, 26] })
  })

  it('finds a charge whose answer was lost, and does not charge again', async () => {
    const toLose = new Set(['authorize answer', 'capture answer', 'capture request'])
    const provider = createFakeProvider(async ({ step, phase }) => {
      if (toLose.delete(`${step} ${phase}`)) throw lost()
    })
    await using shop = await openShop({ tea: 5 }, provider)
    const ann = await shop.buyer({ tea: 1 })

    const order = await ann.order()

    assert.equal(order.status, 'confirmed')
    assert.deepEqual(provider.movements(order.orderId), ['hold', 'charge'])
    assert.ok(provider.asked(order.orderId).length >= 5)
  })

  it('is finished after a crash, wherever it stood with the provider, with one charge', async () => {
    const points = ['authorize request', 'authorize answer', 'capture request', 'capture answer']
    const stuckAt = new Map<string, string>()
    const reached = new Set<string>()
    const allReached = Promise.withResolvers<void>()
    let crashed = false
    const provider = createFakeProvider(async ({ paymentId, step, phase }) => {
      const point = stuckAt.get(paymentId) ?? points[stuckAt.size] ?? ''
      stuckAt.set(paymentId, point)
      if (crashed || `${step} ${phase}` !== point) return
      reached.add(point)
      if (reached.size === points.length) allReached.resolve()
      await new Promise(() => {})
    })
    await using shop = await openShop({ tea: 5 }, provider)
    const buyers = await Promise.all(points.map(() => shop.buyer({ tea: 1 })))
    const unanswered = buyers.map((buyer) => buyer.order({ key: 'k' }).catch(() => 'no answer'))
    await allReached.promise

    crashed = true
    await shop.app.restart()
    const orders = await Promise.all(buyers.map((buyer) => buyer.order({ key: 'k' })))

    await Promise.all(unanswered)
    for (const { orderId, status } of orders) {
      assert.equal(status, 'confirmed', stuckAt.get(orderId))
      assert.deepEqual(provider.movements(orderId), ['hold', 'charge'], stuckAt.get(orderId))
    }
    assert.deepEqual(await shop.stock(), { tea: [1, 0, 4] })
  })

  it('refuses a cart that is empty, unknown, of somebody else, or holds what is not for sale', async () => {
    await using shop = await openShop({ tea: 5 })
    const ann = await shop.buyer({})
    const bob = await shop.buyer({ tea: 1 })
    const eve = await shop.buyer({ ghost: 1 })

    await assert.rejects(ann.order(), { code: 'CART_EMPTY' })
    const input = { cartId: bob.cartId, paymentMethod: 'tok_ok' }
    await assert.rejects(shop.app.call(placeOrder, input, { as: ann.as, key: 'k' }), {
      code: 'CART_NOT_FOUND',
    })
    await assert.rejects(eve.order(), { code: 'NOT_FOR_SALE', data: { sku: 'ghost' } })
  })
})

describe('reading orders', () => {
  it('lists them by total and by status, and names the sorts there are to who asks for another', async () => {
    await using shop = await openShop({ tea: 9 })
    const [small, large] = [await shop.buyer({ tea: 1 }), await shop.buyer({ tea: 3 })]
    const [first, second] = [await large.order(), await small.order()]
    const declined = await shop.buyer({ tea: 2 })
    await assert.rejects(declined.order({ paymentMethod: 'tok_declined' }))
    const totals = async (input: Input<typeof listOrders>) =>
      (await shop.app.call(listOrders, input, { as: staff })).items.map(({ total }) => total.amount)

    assert.deepEqual(await totals({ sort: 'total' }), [450, 900, 1_350])
    assert.deepEqual(await totals({ sort: '-total', status: 'confirmed' }), [1_350, 450])
    assert.deepEqual(await totals({ status: 'rejected' }), [900])
    assert.deepEqual([first.total.amount, second.total.amount], [1_350, 450])
    const wrong = { sort: 'customer' } as unknown as Input<typeof listOrders>
    await assert.rejects(totals(wrong), ({ data }: { data?: object }) =>
      JSON.stringify(data).includes('-placedAt, placedAt, -total, total'),
    )
  })

  it('shows customers their own, newest first and page by page, and staff all', async () => {
    await using shop = await openShop({ tea: 50 })
    const ann = await shop.buyer({ tea: 1 })
    const bob = await shop.buyer({ tea: 2 })
    const placed = [await ann.order(), await bob.order()]
    const [annsOrder, bobsOrder] = placed.map(({ orderId }) => orderId)

    const own = await shop.app.call(listOrders, {}, { as: ann.as })
    const first = await shop.app.call(listOrders, { limit: 1 }, { as: staff })
    const cursor = first.nextCursor ?? ''
    const second = await shop.app.call(listOrders, { limit: 1, cursor }, { as: staff })

    assert.deepEqual(
      own.items.map(({ orderId }) => orderId),
      [annsOrder],
    )
    assert.deepEqual(
      [...first.items, ...second.items].map(({ orderId }) => orderId),
      [bobsOrder, annsOrder],
    )
    assert.equal(second.nextCursor, null)
    await assert.rejects(shop.app.call(listOrders, { cursor }, { as: ann.as }), {
      code: 'INVALID_INPUT',
    })
  })

  it("does not tell somebody else's order from none", async () => {
    await using shop = await openShop({ tea: 5 })
    const ann = await shop.buyer({ tea: 1 })
    const bob = await shop.buyer({ tea: 1 })
    const { orderId } = await ann.order()

    for (const read of [getOrder, getHistory]) {
      await assert.rejects(shop.app.call(read, { orderId }, { as: bob.as }), {
        code: 'ORDER_NOT_FOUND',
      })
    }
    assert.equal((await shop.app.call(getOrder, { orderId }, { as: staff })).version, 3)
  })
})
