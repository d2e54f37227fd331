import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'

import { startTestProcess, type TestProcess } from '@archwright/kit/testing'

import { catalog } from './index.ts'

let running: TestProcess
let staffToken: string
before(async () => {
  running = await startTestProcess({ modules: { catalog: () => catalog } })
  staffToken = await running.tokenFor('sue', 'staff')
})
after(() => running[Symbol.asyncDispose]())

describe('the catalog over REST', () => {
  it('serves who was written for the version with one category', async () => {
    const past = { 'api-version': '2026-06-01' }
    const added = await send('POST', '/v1/products', {
      headers: past,
      body: { title: 'Old', category: 'green-tea', variants: [variant('old')] },
    })
    assert.deepEqual([added.status, added.json.category], [201, 'green-tea'])
    assert.equal(added.headers.get('deprecation'), '@1793491200')
    const path = added.headers.get('location') ?? ''
    assert.deepEqual((await send('GET', path)).json.categories, ['green-tea'])

    const body = { category: null }
    const tag = added.headers.get('etag') ?? ''
    const changed = await send('PATCH', path, { headers: { ...past, 'if-match': tag }, body })
    assert.deepEqual([changed.status, changed.json.category], [200, null])
    assert.deepEqual((await send('GET', path)).json.categories, [])

    const wrong = { title: 'New', categories: ['a'], variants: [variant('new')] }
    const refused = await send('POST', '/v1/products', { headers: past, body: wrong })
    assert.deepEqual([refused.status, refused.json.code], [400, 'INVALID_INPUT'])
  })

  it('refuses a change of what somebody else changed, by its tag', async () => {
    const body = { title: 'Shared', variants: [variant('shared')] }
    const added = await send('POST', '/v1/products', { body })
    const path = added.headers.get('location') ?? ''
    const change = (tag: string) =>
      send('PATCH', path, { headers: { 'if-match': tag }, body: { title: 'Mine' } })
    assert.equal((await change('"1"')).status, 200)
    const late = await change('"1"')
    assert.deepEqual([late.status, late.json.data], [412, { version: 2 }])
  })

  it('sets many prices in one request, each with its own outcome', async () => {
    const body = { title: 'Many', variants: ['m1', 'm2'].map(variant) }
    const { json } = await send('POST', '/v1/products', { body })
    const price = { amount: 700, currency: 'EUR' }
    const input = (sku: string, version: number) => ({ productId: json.id, sku, version, price })
    const items = [input('m1', 1), input('m2', 1), input('none', 3)].map((one) => ({ input: one }))
    const batch = await send('POST', '/v1/batch/catalog.setPrice', { body: { items } })
    const statuses = (batch.json.items as { status: number }[]).map(({ status }) => status)
    assert.equal(batch.status, 200)
    assert.deepEqual(statuses.toSorted(), [200, 412, 412])
  })

  it('imports thousands of lines while its starter waits for nothing, and tells of each refused', async () => {
    const line = (index: number) => ({ title: `Tea ${index}`, variants: [variant(`i${index}`)] })
    const products = [...Array.from({ length: 1_200 }, (_, index) => line(index)), line(7)]
    const started = await send('POST', '/v1/products/imports', {
      headers: { 'idempotency-key': 'import-1' },
      body: { products },
    })
    const path = started.headers.get('location') ?? ''
    assert.deepEqual([started.status, path], [202, `/v1/operations/${started.json.id}`])
    const ended = await ends(path)
    assert.deepEqual(
      [ended.state, ended.progress, ended.result],
      [
        'done',
        1,
        {
          handled: 1_201,
          added: 1_200,
          refused: [{ line: 1_201, code: 'SKU_TAKEN', skus: ['i7'] }],
        },
      ],
    )
    const { json, headers } = await send(
      'GET',
      '/v1/products?sort=title&limit=2&fields=items.title',
    )
    assert.deepEqual(json, { items: [{ title: 'Many' }, { title: 'Mine' }] })
    assert.match(headers.get('link') ?? '', /&cursor=\S+>; rel="next"/)
  })

  it('names the sorts that there are to who asks for another', async () => {
    const { status, json } = await send('GET', '/v1/products?sort=price')
    assert.equal(status, 400)
    assert.match(JSON.stringify(json.data), /-added, added, title, -title/)
  })
})

function variant(sku: string) {
  return { sku, attributes: {}, price: { amount: 450, currency: 'EUR' } }
}

async function ends(path: string): Promise<Record<string, unknown>> {
  for (const started = performance.now(); performance.now() - started < 90_000; await wait(100)) {
    const { json } = await send('GET', path)
    if (json.state !== 'running') return json
  }
  throw new Error('the import did not end in 90 s')
}

interface Sent {
  readonly headers?: Record<string, string>
  readonly body?: unknown
}

async function send(method: string, path: string, { headers = {}, body }: Sent = {}) {
  const response = await fetch(`${running.app.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${staffToken}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const json = (await response.json()) as Record<string, unknown>
  return { status: response.status, headers: response.headers, json }
}
