import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { guest, type Principal } from '@archwright/kit'
import { startTestApp } from '@archwright/kit/testing'

import { checkOut, completeCart, createCart, getCart, setLine } from './contract.ts'
import { carts } from './index.ts'
import { ann, bob, customerCart, guestCart, staff } from './sample-carts.ts'

const orderId = (n: number) => `0192f3a1-7c1e-7000-9000-${String(n).padStart(12, '0')}`

describe('checkOut', () => {
  it('gives the lines of the open cart, by sku', async () => {
    await using app = await startTestApp(carts)
    const { id: cartId, version } = await customerCart(app, ann, { tea: 2, cup: 1 })

    assert.deepEqual(await app.call(checkOut, { cartId, customerId: ann.id }), {
      version,
      lines: [
        { sku: 'cup', quantity: 1 },
        { sku: 'tea', quantity: 2 },
      ],
    })
  })

  it('answers each of many callers at once for itself', async () => {
    await using app = await startTestApp(carts)
    const full = await customerCart(app, ann, { tea: 2 })
    const empty = await customerCart(app, bob, {})
    const guests = await guestCart(app, { tea: 1 })
    const asked = [
      { cartId: full.id, customerId: ann.id },
      { cartId: full.id, customerId: bob.id },
      { cartId: empty.id, customerId: bob.id },
      { cartId: guests.cartId, customerId: ann.id },
      { cartId: orderId(0), customerId: ann.id },
      { cartId: full.id, customerId: ann.id },
    ]

    const answers = await Promise.allSettled(asked.map((input) => app.call(checkOut, input)))

    assert.deepEqual(
      answers.map((answer) => (answer.status === 'fulfilled' ? 'lines' : answer.reason.code)),
      ['lines', 'CART_NOT_FOUND', 'CART_EMPTY', 'CART_NOT_FOUND', 'CART_NOT_FOUND', 'lines'],
    )
  })

  it('is not offered to people', async () => {
    await using app = await startTestApp(carts)
    const { id: cartId } = await customerCart(app, ann, { tea: 2 })

    for (const as of [guest, ann, staff]) {
      const input = { cartId, customerId: ann.id }
      await assert.rejects(app.call(checkOut, input, { as }), { code: 'FORBIDDEN' })
      const order = { ...input, orderId: orderId(1) }
      await assert.rejects(app.call(completeCart, order, { as }), { code: 'FORBIDDEN' })
    }
  })
})

describe('completeCart', () => {
  it('closes the cart, and the customer is given a new one', async () => {
    await using app = await startTestApp(carts)
    const { id: cartId } = await customerCart(app, ann, { tea: 2 })
    const customerId = ann.id

    await app.call(completeCart, { cartId, customerId, orderId: orderId(1) })

    assert.equal((await app.call(getCart, { cartId }, { as: ann })).status, 'ordered')
    await assert.rejects(app.call(checkOut, { cartId, customerId }), { code: 'CART_CLOSED' })
    await assert.rejects(app.call(setLine, { cartId, sku: 'tea', quantity: 1 }, { as: ann }), {
      code: 'CART_CLOSED',
    })
    const next = await app.call(createCart, {}, { as: ann })
    assert.notEqual(next.id, cartId)
    assert.deepEqual(next.lines, [])
  })

  it('changes nothing when it is repeated for the same order', async () => {
    await using app = await startTestApp(carts)
    const { id: cartId } = await customerCart(app, ann, { tea: 2 })
    const complete = () =>
      app.call(completeCart, { cartId, customerId: ann.id, orderId: orderId(1) })

    await Promise.all([complete(), complete(), complete()])
    const once = await app.call(getCart, { cartId }, { as: ann })
    await complete()

    assert.deepEqual(await app.call(getCart, { cartId }, { as: ann }), once)
  })

  it('lets one of many orders have the cart', async () => {
    await using app = await startTestApp(carts)
    const { id: cartId } = await customerCart(app, ann, { tea: 2 })

    const answers = await Promise.allSettled(
      Array.from({ length: 8 }, (_, n) =>
        app.call(completeCart, { cartId, customerId: ann.id, orderId: orderId(n) }),
      ),
    )

    const winners = answers.flatMap(({ status }, n) => (status === 'fulfilled' ? orderId(n) : []))
    const reasons = answers.flatMap((answer) =>
      answer.status === 'rejected' ? answer.reason.code : [],
    )
    assert.deepEqual(reasons, Array(7).fill('CART_CLOSED'))
    const [row] = await app.sql<{ order_id: string }>`select order_id from carts.cart`
    assert.deepEqual([row?.order_id], winners)
  })

  it('closes many carts at once, each for its own order', async () => {
    await using app = await startTestApp(carts)
    const customers = Array.from({ length: 20 }, (_, n): Principal => ({ ...ann, id: orderId(n) }))
    const made = await Promise.all(customers.map((as) => customerCart(app, as, { tea: 1 })))

    await Promise.all(
      made.map(({ id: cartId }, n) =>
        app.call(completeCart, { cartId, customerId: orderId(n), orderId: orderId(100 + n) }),
      ),
    )

    const rows = await app.sql<{
      id: string
      order_id: string
    }>`select id, order_id from carts.cart`
    assert.deepEqual(
      new Map(rows.map(({ id, order_id }) => [id, order_id])),
      new Map(made.map(({ id }, n) => [id, orderId(100 + n)])),
    )
  })

  it('is refused for the cart of another customer', async () => {
    await using app = await startTestApp(carts)
    const { id: cartId } = await customerCart(app, ann, { tea: 2 })

    await assert.rejects(
      app.call(completeCart, { cartId, customerId: bob.id, orderId: orderId(1) }),
      { code: 'CART_NOT_FOUND' },
    )
  })
})
