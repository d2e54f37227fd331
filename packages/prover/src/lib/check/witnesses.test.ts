import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { after, before, describe, it } from 'node:test'

import { openTestDatabase, type TestDatabase } from '../testing/database.ts'
import { listen } from '../testing/listen.ts'
import type { Facts } from './facts.ts'
import { checkInvariants } from './invariants.ts'
import { countConfirmations } from './mails.ts'
import { countOpen, countPendingOf, readOrders, readStock } from './read-database.ts'
import { readCharges } from './read-ledger.ts'

const ids = {
  first: '01890a5d-ac96-774b-bcce-b302099a8051',
  second: '01890a5d-ac96-774b-bcce-b302099a8052',
  cart: '01890a5d-ac96-774b-bcce-b302099a8053',
  otherCart: '01890a5d-ac96-774b-bcce-b302099a8054',
}

describe('the witnesses of a proof', () => {
  let database: TestDatabase

  before(async () => {
    database = await openTestDatabase(['orders', 'inventory'])
    await database.client.query(`
      insert into inventory.stock (sku, available, reserved, sold, received) values ('tea', 7, 1, 2, 10)`)
    await placeOrder(ids.first, ids.cart, 'confirmed')
    await placeOrder(ids.second, ids.otherCart, 'pending')
  })
  after(() => database[Symbol.asyncDispose]())

  const placeOrder = async (orderId: string, cartId: string, status: string) => {
    await database.client.query(
      `insert into orders.orders (order_id, customer_id, cart_id, status, currency, total, placed_at)
       values ($1, 'ada', $2, $3, 'EUR', 900, now() - interval '1 minute')`,
      [orderId, cartId, status],
    )
    await database.client.query(`insert into orders.order_lines values ($1, 1, 'tea', 2, 450)`, [
      orderId,
    ])
  }

  it('read orders, stock and what is still open from the database', async () => {
    const { client } = database

    const order = (await readOrders(client)).find(({ orderId }) => orderId === ids.first)
    const lines = [{ sku: 'tea', quantity: 2 }]
    const expected = { orderId: ids.first, cartId: ids.cart, status: 'confirmed', lines }
    assert.deepEqual(order, { ...expected, currency: 'EUR', total: 900 })
    assert.deepEqual(await readStock(client, { tea: 10, gone: 5 }), [
      { sku: 'tea', initial: 10, available: 7, reserved: 1, sold: 2 },
      { sku: 'gone', initial: 5, available: 0, reserved: 0, sold: 0 },
    ])
    assert.deepEqual(await countOpen(client), { open: 1, confirmed: 1 })
    assert.equal(await countPendingOf(client, Date.now()), 1)
    assert.equal(await countPendingOf(client, Date.now() - 3_600_000), 0)
  })

  it('sum up the provider’s ledger over all its pages', async () => {
    await using provider = await openProvider([
      [entry('hold', ids.first), entry('charge', ids.first)],
      [entry('charge', ids.first), entry('charge', ids.second), entry('refund', ids.second)],
    ])

    assert.deepEqual(await readCharges(provider.url), [
      { orderId: ids.first, captures: 2, captured: 1_800, refunded: 0, currency: 'EUR' },
      { orderId: ids.second, captures: 1, captured: 900, refunded: 900, currency: 'EUR' },
    ])
  })

  it('together show a double charge, a lost order and one that is stuck', async () => {
    await using provider = await openProvider([
      [entry('charge', ids.first), entry('charge', ids.first)],
    ])
    const acknowledged = [{ orderId: 'gone', status: 'confirmed', total: 900 }]
    const placing = { key: 'k', customerId: 'ada', askedAt: 1_000, toldAt: 1_100, refused: [] }
    const facts: Facts = {
      placings: [
        { ...placing, cartId: ids.cart, acknowledged },
        { ...placing, cartId: ids.otherCart, acknowledged: [] },
      ],
      orders: await readOrders(database.client),
      stock: await readStock(database.client, { tea: 10 }),
      charges: await readCharges(provider.url),
      confirmationMails: new Map([[ids.first, 1]]),
    }

    const broken = checkInvariants(facts).filter(({ violations }) => violations > 0)

    assert.deepEqual(
      broken.map(({ invariant }) => invariant),
      ['Every acknowledged order exists', 'No order is charged twice', 'Nothing stays pending'],
    )
  })

  it('count a mail that was delivered twice once, and a second mail twice', () => {
    const known = new Set([ids.first, ids.second])

    const counts = countConfirmations(
      [
        mail('a', 'Order 1 is confirmed', ids.first),
        mail('a', 'Order 1 is confirmed', ids.first),
        mail('b', 'Order 2 is confirmed', ids.second),
        mail('c', 'Order 2 is confirmed', ids.second),
        mail('d', 'Order 1 is cancelled', ids.first),
      ],
      known,
    )

    assert.deepEqual(
      [...counts],
      [
        [ids.first, 1],
        [ids.second, 2],
      ],
    )
  })
})

function entry(kind: string, reference: string) {
  return { kind, reference, amount: 900, currency: 'EUR' }
}

function mail(messageId: string, subject: string, orderId: string) {
  return {
    messageId,
    text: `Subject: ${subject}\r\n\r\nYour order ${orderId.slice(0, 20)}=\r\n${orderId.slice(20)}.`,
  }
}

/** A provider whose ledger has these pages; a page is asked for by what was read before. */
async function openProvider(pages: object[][]) {
  const server = createServer((request, response) => {
    const after = Number(new URL(request.url ?? '', 'http://provider').searchParams.get('after'))
    const read = pages.findIndex((_, index) => pages.slice(0, index).flat().length === after)
    const end = pages.slice(0, read + 1).flat().length
    const next = end < pages.flat().length ? end : null
    response.end(JSON.stringify({ entries: pages[read], next }))
  })
  return await listen(server)
}
