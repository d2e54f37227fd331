import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'

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

  const meant: Record<string, string[]> = {
    bergamott: ['Bergamot soap'],
    'earl grai': ['Earl Grey', 'Earl Grey mug'],
    'creme brulee': ['Crème brûlée tea'],
    'CREME BRULE': ['Crème brûlée tea'],
    'secrett plan': [],
    'zzzz qqqq': [],
    '"earl grai"': [],
  }

  it('forgives typos and missing accents where the words find nothing', async () => {
    await using app = await shelf()

    for (const [q, finds] of Object.entries(meant)) {
      const { items } = await app.call(searchProducts, { q }, { as: guest })
      assert.deepEqual(titles(items).sort(), finds, q)
    }
    const mugs = await app.call(searchProducts, { q: 'earl grai', category: 'mugs' })
    assert.deepEqual(titles(mugs.items), ['Earl Grey mug'])
  })

  it('pages through what is near without gap or repeat', async () => {
    await using app = await startTestApp(catalog)
    for (let n = 0; n < 5; n += 1) await addProduct(app, { title: `Bergamot soap ${n}` })

    const seen: string[] = []
    for (let cursor: string | undefined; ; ) {
      const asked = { q: 'bergamott', limit: 2, ...(cursor ? { cursor } : {}) }
      const { items, nextCursor } = await app.call(searchProducts, asked)
      seen.push(...titles(items))
      if (!nextCursor) break
      cursor = nextCursor
    }

    assert.deepEqual(
      seen.toSorted(),
      Array.from({ length: 5 }, (_, n) => `Bergamot soap ${n}`),
    )
  })

  it('reads indexes, for what matches and for what is near, and never all products', async () => {
    await using app = await startTestApp(catalog)
    await app.sql`
      insert into catalog.product (id, title, description, active, updated_at)
      select gen_random_uuid(), md5(n::text) || ' ' || md5((n + 1)::text), '', true, now()
      from generate_series(1, 4000) as n`
    await addProduct(app, { title: 'Bergamot soap' })
    await app.sql`vacuum analyze catalog.product`
    const plan = async (q: string) => {
      const before = await scans(app)
      const { items } = await app.call(searchProducts, { q })
      assert.deepEqual(titles(items), ['Bergamot soap'])
      return await eventually(async () => {
        const after = await scans(app)
        return after.search > before.search ? { before, after } : undefined
      })
    }

    const exact = await plan('bergamot')
    assert.equal(exact.after.near, exact.before.near)
    assert.equal(exact.after.all, exact.before.all)
    const near = await plan('bergamott')
    assert.equal(near.after.near, near.before.near + 1)
    assert.equal(near.after.all, near.before.all)
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

/** How often the indexes of the search and the whole table were read; servers tell it with some delay. */
async function scans(app: TestApp): Promise<{ search: number; near: number; all: number }> {
  const read = async (index: string) => {
    const [row] = await app.sql<{ times: number }>`
      select idx_scan as times from pg_stat_user_indexes where indexrelname = ${index}`
    return row?.times ?? 0
  }
  const [table] = await app.sql<{ times: number }>`
    select seq_scan as times from pg_stat_user_tables where relid = 'catalog.product'::regclass`
  return {
    search: await read('product_search'),
    near: await read('product_near'),
    all: table?.times ?? 0,
  }
}

async function eventually<Value>(look: () => Promise<Value | undefined>): Promise<Value> {
  for (const started = performance.now(); performance.now() - started < 60_000; await wait(100)) {
    const value = await look()
    if (value !== undefined) return value
  }
  throw new Error('waited for 60 s')
}
