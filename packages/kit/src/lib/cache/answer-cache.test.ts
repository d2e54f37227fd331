import assert from 'node:assert/strict'
import { it } from 'node:test'
import { setTimeout } from 'node:timers/promises'

import { startTestApp } from '../app/test-app.ts'
import { guest } from '../dispatch/principal.ts'
import { getPrice, greet, prices, setPrice, watchPrice } from './testing/prices.ts'

const ann = { id: 'ann', roles: ['customer'] }
const bob = { id: 'bob', roles: ['customer'] }
const staff = { id: 'eve', roles: ['staff', 'customer'], sessionId: 's1' }
const tea = { sku: 'tea' }

it('asks the handler once for a thousand callers at once, and for those who come later', async () => {
  let ran = 0
  await using app = await startTestApp(prices(() => void ran++))
  await app.sql`insert into prices.price values ('tea', 3)`

  const answers = await Promise.all(
    Array.from({ length: 1_000 }, () => app.call(getPrice, tea, { as: ann })),
  )
  await app.call(getPrice, tea, { as: bob })

  assert.equal(ran, 1)
  assert.deepEqual(new Set(answers.map(({ amount }) => amount)), new Set([3]))
})

it('shows a change to whoever asks after its command was answered', async () => {
  await using app = await startTestApp(prices())
  for (let amount = 1; amount <= 20; amount += 1) {
    await app.call(setPrice, { ...tea, amount }, { as: ann })
    for (const as of [ann, bob])
      assert.equal((await app.call(getPrice, tea, { as })).amount, amount)
  }
})

it('lets no one who comes after a change wait for a read that began before it', async () => {
  const gates: (() => void)[] = []
  await using app = await startTestApp(prices(() => new Promise((open) => gates.push(open))))
  const before = app.call(getPrice, tea, { as: ann }).catch(({ code }) => code)
  await until(() => gates.length === 1)

  await app.call(setPrice, { ...tea, amount: 5 }, { as: ann })
  const after = app.call(getPrice, tea, { as: bob })
  await until(() => gates.length === 2)
  for (const open of gates) open()

  assert.equal((await after).amount, 5)
  await before // either answer is right: it asked before the change was done
})

it('keeps what is missing for a short time of its own, and until it is there', async () => {
  let ran = 0
  await using app = await startTestApp(prices(() => void ran++))
  const missing = () => assert.rejects(app.call(getPrice, tea), { code: 'NO_PRICE' })

  await missing()
  await missing()
  assert.equal(ran, 1)
  app.advance(5_001)
  await missing()
  assert.equal(ran, 2)
  await app.call(setPrice, { ...tea, amount: 4 })
  assert.equal((await app.call(getPrice, tea)).amount, 4)
})

it('shows the handler no more of a caller than what answers differ by', async () => {
  const seen: unknown[] = []
  await using app = await startTestApp(prices((_, as) => void seen.push(as)))
  await app.sql`insert into prices.price values ('tea', 3)`

  for (const as of [ann, guest, bob])
    assert.equal((await app.call(getPrice, tea, { as })).to, 'guest')
  assert.equal((await app.call(getPrice, tea, { as: staff })).to, 'staff')

  assert.deepEqual(seen, [guest, { id: 'anonymous', roles: ['staff'] }])
})

it('keeps for each caller apart what is not declared to be the same for many', async () => {
  const seen: string[] = []
  await using app = await startTestApp(prices((_, { id }) => void seen.push(id)))
  for (const as of [ann, bob, ann, bob]) assert.equal((await app.call(greet, {}, { as })).to, as.id)
  assert.deepEqual(seen, ['ann', 'bob'])
})

it('renews an answer near its end while it gives it, and gives none after its end', async () => {
  let ran = 0
  await using app = await startTestApp(prices(() => void ran++))
  const write = (amount: number) => app.sql`
    insert into prices.price values ('tea', ${amount}) on conflict (sku) do update set amount = ${amount}`
  const read = async () => (await app.call(getPrice, tea)).amount
  await write(1)
  assert.equal(await read(), 1)
  await write(2) // untold: only time shows it

  app.advance(20_000)
  assert.equal(await read(), 1)
  assert.equal(ran, 1)
  app.advance(4_000)
  assert.equal(await read(), 1)
  await until(() => ran === 2)
  while ((await read()) !== 2) await setTimeout(5)
  assert.equal(ran, 2)

  await write(3)
  app.advance(30_001)
  assert.equal(await read(), 3)
})

it('asks again for what has changed before anybody waits for it, where that is declared', async () => {
  const ran: string[] = []
  await using app = await startTestApp(prices((what) => void ran.push(what)))
  await app.call(setPrice, { ...tea, amount: 1 })
  // Until the change is known to be over, nothing is kept of it.
  for (let before = -1; ran.length !== before; ) {
    before = ran.length
    await app.call(watchPrice, tea)
  }
  for (let amount = 2; amount <= 5; amount += 1) {
    const before = ran.length
    await app.call(setPrice, { ...tea, amount })
    await until(() => ran.length === before + 1) // nobody asked
    assert.equal((await app.call(watchPrice, tea)).amount, amount)
  }
})

it('keeps no error, and gives nobody the right to change an answer', async () => {
  let failing = true
  await using app = await startTestApp(
    prices(() => {
      if (failing) throw new Error('away')
    }),
  )
  await app.sql`insert into prices.price values ('tea', 3)`
  await assert.rejects(app.call(getPrice, tea), { message: 'away' })
  failing = false
  const first = await app.call(getPrice, tea)
  assert.throws(() => Object.assign(first, { amount: 0 }), TypeError)
  assert.equal((await app.call(getPrice, tea)).amount, 3)
})

async function until(holds: () => boolean): Promise<void> {
  const deadlineAt = performance.now() + 15_000
  while (!holds()) {
    if (performance.now() > deadlineAt) throw new Error('not within 15 s')
    await setTimeout(5)
  }
}
