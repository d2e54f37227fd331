import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, it } from 'node:test'

import { startTestApp, type TestApp } from '@archwright/kit/testing'

import {
  commitReservation,
  expireReservations,
  getStock,
  release,
  reserve,
  returnStock,
  type StockLine,
  setStock,
} from './contract.ts'
import { inventory } from './index.ts'

describe('reserving stock', () => {
  it('takes every line of the order from what is available', async () => {
    await using app = await shelf({ tea: 5, cup: 3 })

    await app.call(reserve, order({ tea: 2, cup: 3 }))

    assert.deepEqual(await levels(app), { cup: [0, 3, 0], tea: [3, 2, 0] })
    assert.deepEqual(await app.call(getStock, { sku: 'cup' }), { sku: 'cup', available: 0 })
  })

  it('takes nothing when one line runs short, and says which', async () => {
    await using app = await shelf({ tea: 5, cup: 0 })

    await assert.rejects(app.call(reserve, order({ tea: 2, cup: 1 })), {
      code: 'OUT_OF_STOCK',
      data: { sku: 'cup' },
    })

    assert.deepEqual(await levels(app), { cup: [0, 0, 0], tea: [5, 0, 0] })
  })

  it('counts a sku that stands on two lines together', async () => {
    await using app = await shelf({ tea: 5 })
    const twice = [line('tea', 3), line('tea', 3)]

    await assert.rejects(app.call(reserve, { orderId: randomUUID(), lines: twice }), {
      code: 'OUT_OF_STOCK',
    })
  })

  it('is out of stock for a sku that was never stocked', async () => {
    await using app = await shelf({ tea: 5 })

    await assert.rejects(app.call(reserve, order({ ghost: 1 })), { data: { sku: 'ghost' } })
  })

  it('takes once however often the order asks, also at the same time', async () => {
    await using app = await shelf({ tea: 5 })
    const same = order({ tea: 2 })

    await Promise.all(Array.from({ length: 20 }, () => app.call(reserve, same)))

    assert.deepEqual(await levels(app), { tea: [3, 2, 0] })
  })

  it('sells the only unit to exactly one of 200 buyers', async () => {
    await using app = await shelf({ tea: 1 })

    const results = await Promise.allSettled(
      Array.from({ length: 200 }, () => app.call(reserve, order({ tea: 1 }))),
    )

    assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1)
    const codes = new Set(
      results.flatMap((result) => (result.status === 'rejected' ? [result.reason.code] : [])),
    )
    assert.deepEqual(codes, new Set(['OUT_OF_STOCK']))
    assert.deepEqual(await levels(app), { tea: [0, 1, 0] })
  })

  it('sells on to small orders when a big one among them runs short', async () => {
    await using app = await shelf({ tea: 10 })
    const asked = [4, 9, 3, 2, 5, 1]

    const results = await Promise.allSettled(
      asked.map((quantity) => app.call(reserve, order({ tea: quantity }))),
    )

    const taken = asked.filter((_, index) => results[index]?.status === 'fulfilled')
    const sum = taken.reduce((total, quantity) => total + quantity, 0)
    assert.deepEqual(await levels(app), { tea: [10 - sum, sum, 0] })
    const refused = asked.filter((_, index) => results[index]?.status === 'rejected')
    for (const quantity of refused) assert.ok(quantity > 10 - sum, `${quantity} would have fitted`)
  })

  it('does not deadlock on carts that list the same items in opposite order', async () => {
    const skus = ['a', 'b', 'c', 'd', 'e']
    await using app = await shelf(Object.fromEntries(skus.map((sku) => [sku, 1_000])))
    const forth = skus.map((sku) => line(sku, 1))
    const back = forth.toReversed()
    const held = Array.from({ length: 150 }, () => randomUUID())

    await Promise.all(
      held.map((orderId, n) => app.call(reserve, { orderId, lines: n % 2 ? forth : back })),
    )
    await Promise.all([
      ...held.slice(0, 50).map((orderId) => app.call(release, { orderId })),
      ...held.slice(50).map((orderId) => app.call(commitReservation, { orderId, lines: forth })),
      ...Array.from({ length: 50 }, () => app.call(reserve, order({ e: 1, a: 1 }))),
    ])

    assert.deepEqual(await levels(app), {
      a: [850, 50, 100],
      b: [900, 0, 100],
      c: [900, 0, 100],
      d: [900, 0, 100],
      e: [850, 50, 100],
    })
  })
})

describe('releasing stock', () => {
  it('gives back what was held, once', async () => {
    await using app = await shelf({ tea: 5 })
    const { orderId, lines } = order({ tea: 2 })
    await app.call(reserve, { orderId, lines })

    await Promise.all([app.call(release, { orderId }), app.call(release, { orderId })])

    assert.deepEqual(await levels(app), { tea: [5, 0, 0] })
  })

  it('does nothing before the reservation, and refuses it when it comes late', async () => {
    await using app = await shelf({ tea: 5 })
    const late = order({ tea: 2 })
    await app.call(release, { orderId: late.orderId })

    await assert.rejects(app.call(reserve, late), { code: 'RESERVATION_CLOSED' })

    assert.deepEqual(await levels(app), { tea: [5, 0, 0] })
  })

  it('leaves nothing held, whichever of release and reserve comes first', async () => {
    await using app = await shelf({ tea: 1_000 })
    const orders = Array.from({ length: 100 }, () => order({ tea: 1 }))

    const results = await Promise.allSettled(
      orders.flatMap((held, n) => {
        const calls = [
          () => app.call(reserve, held),
          () => app.call(release, { orderId: held.orderId }),
        ]
        return (n % 2 ? calls : calls.toReversed()).map((call) => call())
      }),
    )

    for (const result of results) {
      if (result.status === 'rejected') assert.equal(result.reason.code, 'RESERVATION_CLOSED')
    }
    assert.deepEqual(await levels(app), { tea: [1_000, 0, 0] })
  })
})

describe('committing a reservation', () => {
  it('turns reserved into sold, once', async () => {
    await using app = await shelf({ tea: 5 })
    const paid = order({ tea: 2 })
    await app.call(reserve, paid)

    for (let times = 0; times < 2; times += 1) {
      assert.equal((await app.call(commitReservation, paid)).shortfall, false)
    }

    assert.deepEqual(await levels(app), { tea: [3, 0, 2] })
  })

  it('takes the stock anew when the reservation has expired', async () => {
    await using app = await shelf({ tea: 5 })
    const paid = order({ tea: 2 })
    await app.call(reserve, paid)
    await expire(app)

    assert.equal((await app.call(commitReservation, paid)).shortfall, false)

    assert.deepEqual(await levels(app), { tea: [3, 0, 2] })
  })

  it('notes for staff what is missing when the stock is gone, instead of failing a paid order', async () => {
    await using app = await shelf({ tea: 5 })
    const paid = order({ tea: 4 })
    await app.call(reserve, paid)
    await expire(app)
    await app.call(reserve, order({ tea: 3 }))

    assert.equal((await app.call(commitReservation, paid)).shortfall, true)

    assert.deepEqual(await levels(app), { tea: [0, 3, 2] })
    assert.deepEqual(await app.sql`select order_id, sku, quantity from inventory.shortfalls`, [
      { order_id: paid.orderId, sku: 'tea', quantity: 2 },
    ])
  })

  it('keeps every unit accounted for while expiry races it', async () => {
    await using app = await shelf({ tea: 100 })
    const orders = Array.from({ length: 60 }, () => order({ tea: 1 }))
    await Promise.all(orders.map((held) => app.call(reserve, held)))
    await app.sql`update inventory.reservations set expires_at = now()`

    await Promise.all([
      ...orders.slice(0, 40).map((paid) => app.call(commitReservation, paid)),
      app.call(expireReservations, {}),
      app.call(expireReservations, {}),
    ])

    await app.call(expireReservations, {})
    assert.deepEqual(await levels(app), { tea: [60, 0, 40] })
    assert.deepEqual(await app.sql`select from inventory.shortfalls`, [])
  })
})

describe('expiry', () => {
  it('releases only what is past its time', async () => {
    await using app = await shelf({ tea: 5 })
    const old = order({ tea: 2 })
    await app.call(reserve, old)
    await app.call(reserve, order({ tea: 1 }))
    await app.sql`
      update inventory.reservations set expires_at = now() where order_id = ${old.orderId}`

    assert.deepEqual(await app.call(expireReservations, {}), { expired: 1 })

    assert.deepEqual(await levels(app), { tea: [4, 1, 0] })
  })
})

describe('returning stock', () => {
  it('puts back what was sold, but not what never left the shelf', async () => {
    await using app = await shelf({ tea: 3 })
    const paid = order({ tea: 4 })
    await app.call(commitReservation, paid)
    assert.deepEqual(await levels(app), { tea: [0, 0, 3] })

    await app.call(returnStock, { orderId: paid.orderId })
    await app.call(returnStock, { orderId: paid.orderId })

    assert.deepEqual(await levels(app), { tea: [3, 0, 0] })
    assert.deepEqual(await app.sql`select from inventory.shortfalls`, [])
  })
})

describe('setting stock', () => {
  it('sets what is on hand and leaves reservations alone', async () => {
    await using app = await shelf({ tea: 5 })
    await app.call(reserve, order({ tea: 2 }))

    const level = await app.call(setStock, { sku: 'tea', onHand: 12 })

    assert.deepEqual(level, { sku: 'tea', onHand: 12, available: 10, reserved: 2, sold: 0 })
  })

  it('refuses to count fewer than orders hold', async () => {
    await using app = await shelf({ tea: 5 })
    await app.call(reserve, order({ tea: 2 }))

    await assert.rejects(app.call(setStock, { sku: 'tea', onHand: 1 }), {
      code: 'STOCK_RESERVED',
      data: { sku: 'tea', reserved: 2 },
    })
  })

  it('is for staff only', async () => {
    await using app = await shelf({})
    const customer = { id: randomUUID(), roles: ['customer'] }

    await assert.rejects(app.call(setStock, { sku: 'tea', onHand: 1 }, { as: customer }), {
      code: 'FORBIDDEN',
    })
    await assert.rejects(app.call(reserve, order({ tea: 1 }), { as: customer }), {
      code: 'FORBIDDEN',
    })
  })
})

/** An inventory of its own with so many of each sku on the shelf. */
async function shelf(items: Record<string, number>): Promise<TestApp> {
  const app = await startTestApp(inventory)
  for (const [sku, onHand] of Object.entries(items)) await app.call(setStock, { sku, onHand })
  return app
}

function line(sku: string, quantity: number): StockLine {
  return { sku, quantity }
}

function order(items: Record<string, number>) {
  const lines = Object.entries(items).map(([sku, quantity]) => line(sku, quantity))
  return { orderId: randomUUID(), lines }
}

/** [available, reserved, sold] of each sku. */
async function levels(app: TestApp): Promise<Record<string, [number, number, number]>> {
  const rows = await app.sql<{ sku: string; available: number; reserved: number; sold: number }>`
    select sku, available, reserved, sold from inventory.stock order by sku`
  return Object.fromEntries(rows.map((row) => [row.sku, [row.available, row.reserved, row.sold]]))
}

async function expire(app: TestApp): Promise<void> {
  await app.sql`update inventory.reservations set expires_at = now() where state = 'reserved'`
  await app.call(expireReservations, {})
}
