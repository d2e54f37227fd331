import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { guest, type Principal } from '@archwright/kit'

import { orderChanges } from './contract.ts'
import { openShop, staff } from './testing/shop.ts'

describe('following orders', () => {
  it('tells customers what becomes of theirs, and staff of all', async () => {
    await using shop = await openShop({ tea: 5 })
    const ann = await shop.buyer({ tea: 1 })
    const bob = await shop.buyer({ tea: 9 })
    const anns = await shop.app.follow(orderChanges, {}, { as: ann.as })
    const all = await shop.app.follow(orderChanges, {}, { as: staff })

    await assert.rejects(bob.order(), { code: 'OUT_OF_STOCK' })
    const { orderId } = await ann.order()

    assert.deepEqual(await next(all), ['orders.orderRejected', bob.as.id])
    assert.deepEqual(await next(all), ['orders.orderConfirmed', ann.as.id])
    assert.deepEqual(await next(anns), ['orders.orderConfirmed', ann.as.id])
    const one = await shop.app.follow(orderChanges, { orderId }, { as: ann.as, after: '0' })
    assert.deepEqual(await next(one), ['orders.orderConfirmed', ann.as.id])
  })

  it('is not for guests', async () => {
    await using shop = await openShop({ tea: 1 })
    const refused = (as: Principal) => shop.app.follow(orderChanges, {}, { as })
    await assert.rejects(refused(guest), { code: 'UNAUTHENTICATED' })
  })
})

/** The next event's name and whose it is. */
async function next(following: Awaited<ReturnType<Follow>>): Promise<[string, string]> {
  const { value } = await following.next()
  return [value?.event ?? 'the end', Object(value?.data).customerId]
}

type Follow = Awaited<ReturnType<typeof openShop>>['app']['follow']
