import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { guest, type Principal } from '@archwright/kit'
import { startTestApp, type TestApp } from '@archwright/kit/testing'

import { createCart, getCart, maxLines, setLine } from './contract.ts'
import { forgetAbandoned } from './forget-abandoned.ts'
import { carts } from './index.ts'
import { ann, bob, fill, guestCart, staff } from './sample-carts.ts'

describe('a guest cart', () => {
  it('belongs to whoever holds its secret, and only the hash of that is kept', async () => {
    await using app = await startTestApp(carts)
    const { id: cartId, secret, ...cart } = await app.call(createCart, {}, { as: guest })
    assert.ok(secret)

    const read = await app.call(getCart, { cartId, secret }, { as: guest })

    assert.deepEqual(read, { id: cartId, ...cart })
    assert.equal(read.owner, 'guest')
    const rows = await app.sql<{ row: string }>`select cart::text as row from carts.cart`
    assert.ok(rows.length === 1 && !rows[0]?.row.includes(secret))
  })

  const wrong: Record<string, { secret?: string }> = {
    'without the secret': {},
    'with another secret': { secret: 'A'.repeat(43) },
  }
  for (const [how, proof] of Object.entries(wrong)) {
    for (const [who, as] of Object.entries({ guest, customer: ann, staff })) {
      it(`is not there for a ${who} ${how}`, async () => {
        await using app = await startTestApp(carts)
        const { cartId } = await guestCart(app, { tea: 1 })
        const line = { cartId, ...proof, sku: 'tea', quantity: 5 }

        await assert.rejects(app.call(getCart, { cartId, ...proof }, { as }), {
          code: 'CART_NOT_FOUND',
        })
        await assert.rejects(app.call(setLine, line, { as }), { code: 'CART_NOT_FOUND' })
      })
    }
  }
})

describe("a customer's cart", () => {
  it('is the same one however often and at once it is asked for', async () => {
    await using app = await startTestApp(carts)
    const ask = (as: Principal) => app.call(createCart, {}, { as })

    const answers = await Promise.all([ann, ann, bob, ann, guest, ann, bob, guest].map(ask))

    const [a1, a2, b1, a3, g1, a4, b2, g2] = answers.map(({ id }) => id)
    assert.deepEqual([a2, a3, a4, b2], [a1, a1, a1, b1])
    assert.equal(new Set([a1, b1, g1, g2]).size, 4)
  })

  it('is there for its owner only', async () => {
    await using app = await startTestApp(carts)
    const { id: cartId } = await app.call(createCart, {}, { as: ann })
    await fill(app, { cartId, lines: { tea: 2 }, as: ann })

    for (const as of [bob, guest, staff]) {
      await assert.rejects(app.call(getCart, { cartId }, { as }), { code: 'CART_NOT_FOUND' })
      await assert.rejects(app.call(setLine, { cartId, sku: 'tea', quantity: 1 }, { as }), {
        code: 'CART_NOT_FOUND',
      })
    }
    assert.deepEqual((await app.call(getCart, { cartId }, { as: ann })).lines, [
      { sku: 'tea', quantity: 2 },
    ])
  })
})

describe('setLine', () => {
  it('sets quantities, keeps lines by sku, and removes a line with 0', async () => {
    await using app = await startTestApp(carts)
    const { cartId, secret } = await guestCart(app, { tea: 1, cup: 2, '9-volt': 1 })

    await app.call(setLine, { cartId, secret, sku: 'tea', quantity: 7 }, { as: guest })
    await app.call(setLine, { cartId, secret, sku: 'cup', quantity: 0 }, { as: guest })
    const cart = await app.call(
      setLine,
      { cartId, secret, sku: 'absent', quantity: 0 },
      { as: guest },
    )

    assert.deepEqual(cart.lines, [
      { sku: '9-volt', quantity: 1 },
      { sku: 'tea', quantity: 7 },
    ])
    assert.equal(cart.version, 7)
  })

  it('loses no line when many are set at once', async () => {
    await using app = await startTestApp(carts)
    const { cartId, secret } = await guestCart(app, {})
    const skus = Array.from({ length: 20 }, (_, n) => `sku-${n}`)

    await Promise.all(
      skus.map((sku) => app.call(setLine, { cartId, secret, sku, quantity: 3 }, { as: guest })),
    )

    const cart = await app.call(getCart, { cartId, secret }, { as: guest })
    assert.deepEqual(cart.lines.map(({ sku }) => sku).sort(), skus.sort())
    assert.equal(cart.version, 21)
  })

  it('refuses a line too many, but still changes and removes those that are there', async () => {
    await using app = await startTestApp(carts)
    const { cartId, secret } = await guestCart(app, {})
    await app.sql`
      update carts.cart set lines = (
        select jsonb_object_agg('sku-' || n, 1) from generate_series(1, ${maxLines}::int) as n
      )`
    const set = (sku: string, quantity: number) =>
      app.call(setLine, { cartId, secret, sku, quantity }, { as: guest })

    await assert.rejects(set('one-more', 1), { code: 'CART_FULL', kind: 'conflict' })
    assert.equal((await set('sku-1', 9)).lines.length, maxLines)
    assert.equal((await set('sku-2', 0)).lines.length, maxLines - 1)
    assert.equal((await set('one-more', 1)).lines.length, maxLines)
  })

  const refused: Record<string, { sku: string; quantity: number }> = {
    'less than nothing': { sku: 'tea', quantity: -1 },
    'half a cup': { sku: 'cup', quantity: 0.5 },
    'a thousand': { sku: 'tea', quantity: 1000 },
    'a sku that is SQL': { sku: "tea'; drop table carts.cart; --", quantity: 1 },
    'a sku that is a path': { sku: '../tea', quantity: 1 },
    'a sku that is a prototype': { sku: '__proto__', quantity: 1 },
  }
  for (const [what, line] of Object.entries(refused)) {
    it(`refuses ${what}`, async () => {
      await using app = await startTestApp(carts)
      const { cartId, secret } = await guestCart(app, {})

      await assert.rejects(app.call(setLine, { cartId, secret, ...line }, { as: guest }), {
        code: 'INVALID_INPUT',
      })
    })
  }

  it('takes a sku named like a property of every object as any other', async () => {
    await using app = await startTestApp(carts)

    const { cart } = await guestCart(app, { constructor: 2 })

    assert.deepEqual(cart.lines, [{ sku: 'constructor', quantity: 2 }])
  })
})

describe('forgetAbandoned', () => {
  it('deletes guest carts untouched for 30 days, and no others', async () => {
    await using app = await startTestApp(carts)
    const old = await guestCart(app, { tea: 1 })
    const own = await app.call(createCart, {}, { as: ann })
    app.advance(31 * 86_400_000)
    const fresh = await guestCart(app, { tea: 1 })

    await forget(app)

    const left = await app.sql<{ id: string }>`select id from carts.cart`
    assert.deepEqual(left.map(({ id }) => id).sort(), [own.id, fresh.cartId].sort())
    assert.ok(!left.some(({ id }) => id === old.cartId))
  })
})

/** Runs the job as its schedule would, at the time of the test's youngest cart. */
async function forget({ sql, call }: TestApp): Promise<void> {
  const [row] = await sql<{ at: string }>`select max(updated_at) as at from carts.cart`
  const now = () => new Date(row?.at ?? 0)
  const signal = new AbortController().signal
  await forgetAbandoned.run({}, { sql, now, signal, attempt: 1, newId: crypto.randomUUID, call })
}
