import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { guest } from '@archwright/kit'
import { startTestApp, type TestApp } from '@archwright/kit/testing'
import fc from 'fast-check'

import { listProducts, searchProducts } from './contract.ts'
import { catalog } from './index.ts'
import { addProduct } from './sample-products.ts'
import { beginningsIn } from './search-words.ts'

describe('listProducts', () => {
  it('shows active products, newest first, with their cheapest variant', async () => {
    await using app = await startTestApp(catalog)
    const price = (amount: number) => ({ amount, currency: 'EUR' })
    await addProduct(app, { title: 'Old' })
    await addProduct(app, { title: 'Hidden', active: false })
    const variants = [
      { sku: 'big', attributes: {}, price: price(900) },
      { sku: 'small', attributes: {}, price: price(300) },
    ]
    const fresh = await addProduct(app, { title: 'New', categories: ['tea'], variants })

    const { items, nextCursor } = await app.call(listProducts, {}, { as: guest })

    assert.deepEqual(titles(items), ['New', 'Old'])
    assert.deepEqual(items[0], {
      id: fresh.id,
      title: 'New',
      categories: ['tea'],
      sku: 'small',
      priceFrom: price(300),
    })
    assert.equal(nextCursor, null)
  })

  it('pages through a category without gap or repeat while products are added', async () => {
    await using app = await startTestApp(catalog)
    for (let n = 0; n < 7; n += 1) {
      await addProduct(app, { title: `Tea ${n}`, categories: ['tea', 'hot'] })
      await addProduct(app, { title: `Cup ${n}`, categories: ['cups'] })
    }

    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await app.call(listProducts, {
        category: 'tea',
        limit: 3,
        ...(cursor ? { cursor } : {}),
      })
      seen.push(...titles(page.items))
      cursor = page.nextCursor ?? undefined
      await addProduct(app, { title: `Tea added at ${seen.length}`, categories: ['tea'] })
    } while (cursor)

    assert.deepEqual(
      seen,
      [6, 5, 4, 3, 2, 1, 0].map((n) => `Tea ${n}`),
    )
  })

  it('refuses a cursor of another category', async () => {
    await using app = await startTestApp(catalog)
    for (const title of ['Tea', 'Tee']) await addProduct(app, { title, categories: ['tea'] })
    const { nextCursor } = await app.call(listProducts, { category: 'tea', limit: 1 })

    assert.ok(nextCursor)
    await assert.rejects(app.call(listProducts, { cursor: nextCursor }), { code: 'INVALID_INPUT' })
  })
})

describe('searchProducts', () => {
  const wanted: Record<string, { q: string; category?: string; finds: string[] }> = {
    'a word in any form': { q: 'shoe', finds: ['Running shoes'] },
    'the beginning of the last word': { q: 'running sh', finds: ['Running shoes'] },
    'all words, in any order': { q: 'grey earl', finds: ['Earl Grey', 'Earl Grey mug'] },
    'words of the description, behind those of the title': {
      q: 'bergamot',
      finds: ['Bergamot soap', 'Earl Grey'],
    },
    'a phrase': { q: '"grey mug"', finds: ['Earl Grey mug'] },
    'a word but not another': { q: 'grey -mug', finds: ['Earl Grey'] },
    'one word or another': { q: 'soap or shoes', finds: ['Running shoes', 'Bergamot soap'] },
    'letters beyond ASCII': { q: 'crème', finds: ['Crème brûlée tea'] },
    'only what is in the category': { q: 'grey', category: 'mugs', finds: ['Earl Grey mug'] },
    'nothing for what is not active': { q: 'secret', finds: [] },
    'nothing for marks alone': { q: '!!! & | :* ( )', finds: [] },
  }

  it('finds what is meant', async () => {
    await using app = await shelf()

    for (const [what, { finds, ...input }] of Object.entries(wanted)) {
      const { items } = await app.call(searchProducts, input, { as: guest })
      assert.deepEqual(titles(items).sort(), [...finds].sort(), what)
    }
  })

  it('puts the better match first', async () => {
    await using app = await shelf()

    const { items } = await app.call(searchProducts, { q: 'bergamot' })

    assert.deepEqual(titles(items), ['Bergamot soap', 'Earl Grey'])
  })

  it('pages by rank without gap or repeat while products are added', async () => {
    await using app = await startTestApp(catalog)
    const expected: string[] = []
    for (let n = 0; n < 7; n += 1) {
      const title = n % 2 ? `Tea ${n}` : `Cup ${n}`
      expected.push(title)
      await addProduct(app, { title, description: 'Good with tea' })
    }

    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await app.call(searchProducts, {
        q: 'tea',
        limit: 2,
        ...(cursor ? { cursor } : {}),
      })
      seen.push(...titles(page.items))
      cursor = page.nextCursor ?? undefined
      await addProduct(app, { title: `Tea tea added at ${seen.length}` })
    } while (cursor)

    assert.deepEqual(seen.filter((title) => !title.includes('added')).sort(), expected.sort())
    assert.equal(new Set(seen).size, seen.length)
  })

  it('takes any text as words, never as SQL or as a broken query', async () => {
    await using app = await shelf()
    const text = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }),
      fc.string({
        unit: fc.constantFrom(...'\'":*&|!()<->\\%_;-- tea'),
        minLength: 1,
        maxLength: 60,
      }),
    )

    await fc.assert(
      fc.asyncProperty(text, async (words) => {
        const q = words.replaceAll('\0', ' ')
        const { items } = await app.call(searchProducts, { q }, { as: guest })
        assert.ok(!titles(items).includes('Secret plan'))
      }),
      { numRuns: 150 },
    )
  })
})

describe('beginningsIn', () => {
  const cases: Record<string, string> = {
    tea: "'tea':*",
    ' earl  gr ': "'earl' & 'gr':*",
    'crème 7': "'crème' & '7':*",
    'tea -green': '',
    "o'clock": '',
    '   ': '',
  }
  for (const [text, query] of Object.entries(cases)) {
    it(`makes ${query || 'nothing'} of ${JSON.stringify(text)}`, () => {
      assert.equal(beginningsIn(text), query)
    })
  }
})

function titles(items: readonly { title: string }[]): string[] {
  return items.map(({ title }) => title)
}

async function shelf(): Promise<TestApp> {
  const app = await startTestApp(catalog)
  await addProduct(app, { title: 'Running shoes' })
  await addProduct(app, { title: 'Earl Grey', description: 'Black tea with bergamot' })
  await addProduct(app, { title: 'Earl Grey mug', categories: ['mugs'] })
  await addProduct(app, { title: 'Bergamot soap' })
  await addProduct(app, { title: 'Crème brûlée tea' })
  await addProduct(app, { title: 'Secret plan', active: false })
  return app
}
