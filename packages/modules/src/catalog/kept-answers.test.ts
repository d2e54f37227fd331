import assert from 'node:assert/strict'
import { it } from 'node:test'
import { setTimeout } from 'node:timers/promises'

import { guest } from '@archwright/kit'
import { startTestApp, type TestApp } from '@archwright/kit/testing'

import {
  getProduct,
  listProducts,
  quote,
  searchProducts,
  setPrice,
  updateProduct,
} from './contract.ts'
import { catalog } from './index.ts'
import { addProduct, staff } from './sample-products.ts'

const as = guest
const euros = (amount: number) => ({ amount, currency: 'EUR' })

it('shows a new price everywhere as soon as setPrice has answered', async () => {
  await using app = await startTestApp(catalog)
  const tea = await addProduct(app, { title: 'Tea' })
  await addProduct(app, { title: 'Coffee' })
  const price = { productId: tea.id, sku: 'tea' }
  for (let version = 1; version <= 5; version += 1) {
    await shown(app, tea.id) // whatever is kept now must fall
    await app.call(setPrice, { ...price, version, price: euros(100 + version) }, { as: staff })
    assert.deepEqual(await shown(app, tea.id), Array(4).fill(100 + version))
  }
})

it('shows a product that was added, renamed, hidden and shown again as it is', async () => {
  await using app = await startTestApp(catalog)
  const titles = async () =>
    (await app.call(listProducts, {}, { as })).items.map(({ title }) => title)
  assert.deepEqual(await titles(), [])
  const { id: productId } = await addProduct(app, { title: 'Tea' })
  assert.deepEqual(await titles(), ['Tea'])
  await app.call(updateProduct, { productId, version: 1, title: 'Mate' }, { as: staff })
  assert.deepEqual(await titles(), ['Mate'])
  await app.call(updateProduct, { productId, version: 2, active: false }, { as: staff })
  assert.deepEqual(await titles(), [])
  await assert.rejects(app.call(getProduct, { productId }, { as }), { code: 'PRODUCT_NOT_FOUND' })
  assert.equal((await app.call(getProduct, { productId }, { as: staff })).title, 'Mate')
  await app.call(updateProduct, { productId, version: 3, active: true }, { as: staff })
  assert.equal((await app.call(getProduct, { productId }, { as })).title, 'Mate')
})

it('answers from memory, but never prices an order from it', async () => {
  await using app = await startTestApp(catalog)
  const { id } = await addProduct(app, { title: 'Tea' })
  const deadlineAt = performance.now() + 60_000
  // What has just changed is kept as soon as no transaction is open that was open then.
  for (let amount = 451; ; amount += 1) {
    const before = await shown(app, id)
    await app.sql`update catalog.variant set price_amount = ${amount}` // untold, as no command does it
    const after = await shown(app, id)
    assert.equal(after[3], amount)
    if (after.slice(0, 3).every((price, index) => price === before[index])) break
    assert.ok(performance.now() < deadlineAt, 'nothing was kept')
    await setTimeout(10)
  }
})

/** What the four queries say a product costs. */
async function shown(app: TestApp, productId: string): Promise<(number | undefined)[]> {
  const [one, list, found, quoted] = await Promise.all([
    app.call(getProduct, { productId }, { as }),
    app.call(listProducts, {}, { as }),
    app.call(searchProducts, { q: 'tea' }, { as }),
    app.call(quote, { skus: ['tea'] }),
  ])
  const listed = [list, found].map(({ items }) => items.find(({ id }) => id === productId))
  return [
    one.variants[0]?.price.amount,
    ...listed.map((item) => item?.priceFrom.amount),
    quoted.items[0]?.price.amount,
  ]
}
