import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { guest } from '@archwright/kit'
import { startTestApp } from '@archwright/kit/testing'
import fc from 'fast-check'

import { claimCart, createCart, getCart, maxLines, maxQuantity, setLine } from './contract.ts'
import { carts } from './index.ts'
import { mergeLines } from './merge-lines.ts'
import { ann, bob, customerCart, guestCart, staff } from './sample-carts.ts'

describe('claimCart', () => {
  it("adds the guest's lines to the customer's own cart", async () => {
    await using app = await startTestApp(carts)
    const own = await customerCart(app, ann, { cup: 1, tea: 2 })
    const { cartId, secret } = await guestCart(app, { pot: 1, tea: 3 })

    const claimed = await app.call(claimCart, { cartId, secret }, { as: ann })

    assert.equal(claimed.id, own.id)
    assert.deepEqual(claimed.lines, [
      { sku: 'cup', quantity: 1 },
      { sku: 'pot', quantity: 1 },
      { sku: 'tea', quantity: 5 },
    ])
  })

  it('opens a cart for a customer who has none', async () => {
    await using app = await startTestApp(carts)
    const { cartId, secret, cart } = await guestCart(app, { tea: 3 })

    const claimed = await app.call(claimCart, { cartId, secret }, { as: ann })

    assert.deepEqual([claimed.owner, claimed.status], ['customer', 'open'])
    assert.deepEqual(claimed.lines, cart.lines)
    assert.equal((await app.call(createCart, {}, { as: ann })).id, claimed.id)
  })

  it('adds the lines once, however often and at once it is asked', async () => {
    await using app = await startTestApp(carts)
    await customerCart(app, ann, { tea: 1 })
    const { cartId, secret } = await guestCart(app, { tea: 3 })
    const claim = () => app.call(claimCart, { cartId, secret }, { as: ann })

    const atOnce = await Promise.all([claim(), claim(), claim(), claim()])
    const later = await claim()

    for (const cart of [...atOnce, later]) {
      assert.deepEqual(cart.lines, [{ sku: 'tea', quantity: 4 }])
    }
  })

  it('merges several guest carts claimed at once and more than once, each of them once', async () => {
    await using app = await startTestApp(carts)
    const guests = await Promise.all([1, 2, 3, 4].map(() => guestCart(app, { tea: 1 })))
    const claims = guests.flatMap((guest) => [guest, guest, guest])

    await Promise.all(
      claims.map(({ cartId, secret }) => app.call(claimCart, { cartId, secret }, { as: ann })),
    )

    const own = await app.call(createCart, {}, { as: ann })
    assert.deepEqual(own.lines, [{ sku: 'tea', quantity: 4 }])
  })

  it('closes the guest cart', async () => {
    await using app = await startTestApp(carts)
    const { cartId, secret } = await guestCart(app, { tea: 3 })
    await app.call(claimCart, { cartId, secret }, { as: ann })

    const line = { cartId, secret, sku: 'tea', quantity: 1 }
    await assert.rejects(app.call(setLine, line, { as: guest }), { code: 'CART_CLOSED' })
    assert.equal((await app.call(getCart, { cartId, secret }, { as: guest })).status, 'merged')
    await assert.rejects(app.call(claimCart, { cartId, secret }, { as: bob }), {
      code: 'CART_CLOSED',
    })
  })

  it('is refused without the right secret, for the cart of another customer, and to others', async () => {
    await using app = await startTestApp(carts)
    const { cartId, secret } = await guestCart(app, { tea: 3 })
    const { id: bobs } = await customerCart(app, bob, { tea: 1 })
    const notFound = { code: 'CART_NOT_FOUND' }

    await assert.rejects(app.call(claimCart, { cartId }, { as: ann }), notFound)
    const wrong = { cartId, secret: 'A'.repeat(43) }
    await assert.rejects(app.call(claimCart, wrong, { as: ann }), notFound)
    await assert.rejects(app.call(claimCart, { cartId: bobs, secret }, { as: ann }), notFound)
    await assert.rejects(app.call(claimCart, { cartId, secret }, { as: guest }), {
      code: 'UNAUTHENTICATED',
    })
    await assert.rejects(app.call(claimCart, { cartId, secret }, { as: staff }), {
      code: 'FORBIDDEN',
    })
  })

  it("leaves the customer's own cart as it is", async () => {
    await using app = await startTestApp(carts)
    const own = await customerCart(app, ann, { tea: 1 })

    assert.deepEqual(await app.call(claimCart, { cartId: own.id }, { as: ann }), own)
  })

  it('is refused as a whole when the lines of both have no room in one cart', async () => {
    await using app = await startTestApp(carts)
    const own = await customerCart(app, ann, { tea: 1 })
    const { cartId, secret, cart } = await guestCart(app, { pot: 1 })
    await app.sql`
      update carts.cart set lines = (
        select jsonb_object_agg('sku-' || n, 1) from generate_series(1, ${maxLines}::int) as n
      ) where id = ${own.id}`

    await assert.rejects(app.call(claimCart, { cartId, secret }, { as: ann }), {
      code: 'CART_FULL',
    })

    assert.deepEqual(await app.call(getCart, { cartId, secret }, { as: guest }), cart)
  })
})

describe('mergeLines', () => {
  const lines = fc.dictionary(
    fc.constantFrom('tea', 'cup', 'pot', 'constructor', 'toString', '7'),
    fc.integer({ min: 1, max: maxQuantity }),
    { noNullPrototype: true },
  )

  it('holds every sku of both with the sum of its quantities, to the most a line may hold', () => {
    fc.assert(
      fc.property(lines, lines, (own, guests) => {
        const merged = mergeLines(own, guests)
        const skus = new Set([...Object.keys(own), ...Object.keys(guests)])
        assert.deepEqual(new Set(Object.keys(merged)), skus)
        const held = (of: object, sku: string) =>
          Number(Object.entries(of).find(([s]) => s === sku)?.[1] ?? 0)
        for (const sku of skus) {
          const sum = held(own, sku) + held(guests, sku)
          assert.equal(held(merged, sku), Math.min(sum, maxQuantity))
        }
      }),
    )
  })

  it('does not depend on who is merged into whom, nor on the order of several', () => {
    fc.assert(
      fc.property(lines, lines, lines, (one, two, three) => {
        assert.deepEqual(mergeLines(one, two), mergeLines(two, one))
        assert.deepEqual(
          mergeLines(mergeLines(one, two), three),
          mergeLines(one, mergeLines(two, three)),
        )
      }),
    )
  })

  it('leaves what it was given alone', () => {
    const own = Object.freeze({ tea: 1 })
    assert.deepEqual(mergeLines(own, Object.freeze({ tea: 2 })), { tea: 3 })
    assert.deepEqual(own, { tea: 1 })
  })
})
