import assert from 'node:assert/strict'
import { it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'

import { getSales } from './contract.ts'
import { openShop, staff } from './testing/shop.ts'

it('tells staff what was sold in each minute, and customers nothing', async () => {
  await using shop = await openShop({ tea: 9 })
  const ann = await shop.buyer({ tea: 2 })
  const bob = await shop.buyer({ tea: 1 })
  const totals = [(await ann.order()).total, (await bob.order()).total]
  await told(async () => {
    const [open] = await shop.app.sql<{ orders: number }>`
      select sum((total->>'orders')::int)::int as orders from kit.open_window`
    return open?.orders === 2 || undefined
  })
  // As if an hour had passed since: the minute is over, and nobody is on the way.
  await shop.app
    .sql`update kit.open_window set starts_at = starts_at - 3600000, ends_at = ends_at - 3600000
    where name = 'orders.salesByMinute'`

  const sales = await told(async () => {
    const answer = await shop.app.call(getSales, { minutes: 120 }, { as: staff })
    return answer.sales.reduce((sum, { orders }) => sum + orders, 0) === 2
      ? answer.sales
      : undefined
  })

  assert.equal(
    sales.reduce((sum, { revenue }) => sum + revenue.amount, 0),
    totals.reduce((sum, { amount }) => sum + amount, 0),
  )
  assert.deepEqual(
    new Set(sales.map(({ revenue }) => revenue.currency)),
    new Set(totals.map(({ currency }) => currency)),
  )
  await assert.rejects(shop.app.call(getSales, {}, { as: ann.as }), { code: 'FORBIDDEN' })
})

async function told<Answer>(look: () => Promise<Answer | undefined>): Promise<Answer> {
  const deadlineAt = performance.now() + 60_000
  for (;;) {
    const answer = await look()
    if (answer) return answer
    assert.ok(performance.now() < deadlineAt, 'nothing was told in 60 s')
    await pause(50)
  }
}
