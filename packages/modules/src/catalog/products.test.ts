import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { guest } from '@archwright/kit'
import { startTestApp } from '@archwright/kit/testing'

import { createProduct, getProduct, quote, setPrice, updateProduct } from './contract.ts'
import { catalog } from './index.ts'
import { addProduct, staff } from './sample-products.ts'

const customer = { id: '0192f3a1-7c1e-7000-8000-00000000cccc', roles: ['customer'] }
const euros = (amount: number) => ({ amount, currency: 'EUR' })
const nobody = '0192f3a1-7c1e-7000-8000-000000000000'

describe('a product', () => {
  it('is given back as it was created, categories and variants in their order', async () => {
    await using app = await startTestApp(catalog)
    const given = {
      title: 'Earl Grey',
      description: 'Black tea with bergamot',
      categories: ['tea', 'black-tea', 'gifts'],
      variants: [
        { sku: 'earl-500', attributes: { size: '500 g' }, price: euros(1900) },
        { sku: 'earl-100', attributes: { size: '100 g' }, price: euros(450) },
      ],
    }

    const created = await app.call(createProduct, given, { as: staff })
    const read = await app.call(getProduct, { productId: created.id }, { as: guest })

    assert.deepEqual(read, created)
    const { id, updatedAt, ...rest } = read
    assert.deepEqual(rest, { ...given, active: true, version: 1 })
  })

  it('cannot take the sku of another one, and leaves nothing behind when it tries', async () => {
    await using app = await startTestApp(catalog)
    await addProduct(app, { title: 'Tea' })
    const variants = ['free', 'tea'].map((sku) => ({ sku, attributes: {}, price: euros(1) }))

    await assert.rejects(addProduct(app, { title: 'Other tea', variants }), {
      code: 'SKU_TAKEN',
      kind: 'conflict',
      data: { skus: ['tea'] },
    })

    assert.deepEqual((await app.call(quote, { skus: ['free', 'tea'] })).items.length, 1)
    assert.deepEqual(await app.sql`select title from catalog.product`, [{ title: 'Tea' }])
  })

  it('cannot name one sku twice', async () => {
    await using app = await startTestApp(catalog)
    const variant = { sku: 'twin', attributes: {}, price: euros(1) }

    await assert.rejects(addProduct(app, { title: 'Twins', variants: [variant, variant] }), {
      code: 'SKU_TAKEN',
      data: { skus: ['twin'] },
    })
  })

  it('that is not active is shown to staff and to nobody else', async () => {
    await using app = await startTestApp(catalog)
    const { id: productId } = await addProduct(app, { title: 'Draft', active: false })

    assert.equal((await app.call(getProduct, { productId }, { as: staff })).title, 'Draft')
    for (const as of [guest, customer]) {
      await assert.rejects(app.call(getProduct, { productId }, { as }), {
        code: 'PRODUCT_NOT_FOUND',
      })
    }
  })

  it('is answered to each of many callers at once, and missing ones are missing', async () => {
    await using app = await startTestApp(catalog)
    const made = await Promise.all(
      Array.from({ length: 10 }, (_, n) => addProduct(app, { title: `Tea ${n}` })),
    )

    const read = await Promise.allSettled(
      [...made, { id: nobody }, ...made].map(({ id }) =>
        app.call(getProduct, { productId: id }, { as: guest }),
      ),
    )

    assert.deepEqual(
      read.map((answer) =>
        answer.status === 'fulfilled' ? answer.value.title : answer.reason.code,
      ),
      [...made.map(({ title }) => title), 'PRODUCT_NOT_FOUND', ...made.map(({ title }) => title)],
    )
  })

  it('is changed by staff only', async () => {
    await using app = await startTestApp(catalog)
    const { id: productId, variants } = await addProduct(app, { title: 'Tea' })
    const price = { productId, sku: 'tea', version: 1, price: euros(1) }

    for (const as of [guest, customer]) {
      const code = as === guest ? 'UNAUTHENTICATED' : 'FORBIDDEN'
      await assert.rejects(app.call(createProduct, { title: 'X', variants }, { as }), { code })
      await assert.rejects(app.call(updateProduct, { productId, version: 1 }, { as }), { code })
      await assert.rejects(app.call(setPrice, price, { as }), { code })
    }
  })
})

describe('updateProduct', () => {
  it('changes the given fields and leaves the others', async () => {
    await using app = await startTestApp(catalog)
    const before = await addProduct(app, { title: 'Tea', categories: ['tea', 'hot', 'old'] })
    app.advance(1000)

    const change = { productId: before.id, version: 1, categories: ['hot', 'tea', 'new'] }
    const after = await app.call(updateProduct, change, { as: staff })

    const { updatedAt, ...rest } = after
    assert.deepEqual(rest, { ...without(before), categories: ['hot', 'tea', 'new'], version: 2 })
    assert.ok(updatedAt > before.updatedAt)
  })

  it('lets one of many editors with the same version win and tells the others the new version', async () => {
    await using app = await startTestApp(catalog)
    const { id: productId } = await addProduct(app, { title: 'Tea' })

    const edits = await Promise.allSettled(
      ['One', 'Two', 'Three'].map((title) =>
        app.call(updateProduct, { productId, version: 1, title }, { as: staff }),
      ),
    )

    const refused = edits.filter((edit) => edit.status === 'rejected').map(({ reason }) => reason)
    assert.deepEqual(
      refused.map(({ code, kind, data }) => ({ code, kind, data })),
      Array(2).fill({ code: 'VERSION_MISMATCH', kind: 'precondition', data: { version: 2 } }),
    )
    const [winner] = edits.flatMap((edit) => (edit.status === 'fulfilled' ? edit.value : []))
    assert.deepEqual(await app.call(getProduct, { productId }), winner)
  })

  it('says when there is no such product', async () => {
    await using app = await startTestApp(catalog)

    await assert.rejects(
      app.call(updateProduct, { productId: nobody, version: 1 }, { as: staff }),
      { code: 'PRODUCT_NOT_FOUND' },
    )
  })
})

describe('setPrice', () => {
  it('changes what a quote says and keeps every earlier price with who set it', async () => {
    await using app = await startTestApp(catalog)
    const { id: productId } = await addProduct(app, { title: 'Tea' })
    app.advance(1000)

    const change = { productId, sku: 'tea', version: 1, price: euros(999) }
    const { version, variants } = await app.call(setPrice, change, { as: staff })

    assert.deepEqual([version, variants[0]?.price], [2, euros(999)])
    const { items } = await app.call(quote, { skus: ['tea'] })
    assert.deepEqual(items[0]?.price, euros(999))
    assert.deepEqual(
      await app.sql`
        select changed_by, price_amount from catalog.price_history
        where sku = 'tea' order by changed_at`,
      [
        { changed_by: staff.id, price_amount: 450 },
        { changed_by: staff.id, price_amount: 999 },
      ],
    )
  })

  it('refuses a stale version and the sku of another product, and changes nothing', async () => {
    await using app = await startTestApp(catalog)
    const tea = await addProduct(app, { title: 'Tea' })
    await addProduct(app, { title: 'Cup' })
    const change = { productId: tea.id, sku: 'tea', version: 1, price: euros(1) }

    await assert.rejects(app.call(setPrice, { ...change, sku: 'cup' }, { as: staff }), {
      code: 'VARIANT_NOT_FOUND',
    })
    await assert.rejects(app.call(setPrice, { ...change, version: 7 }, { as: staff }), {
      code: 'VERSION_MISMATCH',
      data: { version: 1 },
    })
    await assert.rejects(app.call(setPrice, { ...change, productId: nobody }, { as: staff }), {
      code: 'PRODUCT_NOT_FOUND',
    })

    assert.deepEqual(await app.call(getProduct, { productId: tea.id }), tea)
  })
})

describe('quote', () => {
  it('answers known skus in the order asked, also those not for sale', async () => {
    await using app = await startTestApp(catalog)
    const tea = await addProduct(app, { title: 'Tea' })
    const cup = await addProduct(app, { title: 'Cup', active: false })

    const { items } = await app.call(quote, { skus: ['cup', 'missing', 'tea'] })

    assert.deepEqual(items, [
      { sku: 'cup', productId: cup.id, title: 'Cup', active: false, price: euros(450) },
      { sku: 'tea', productId: tea.id, title: 'Tea', active: true, price: euros(450) },
    ])
  })

  it('is not offered to people', async () => {
    await using app = await startTestApp(catalog)

    await assert.rejects(app.call(quote, { skus: ['tea'] }, { as: staff }), { code: 'FORBIDDEN' })
  })
})

function without<Row extends { updatedAt: string }>({ updatedAt: _, ...rest }: Row) {
  return rest
}
