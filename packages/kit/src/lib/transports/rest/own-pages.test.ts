import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { teaShop } from '../../contracts-out/tea-shop.fixture.ts'
import { createHealth } from '../../health/health.ts'
import { createRestServer, type RestServer } from './rest-server.ts'

const teaId = '01938d5e-7c1a-7b3e-9f64-2f1c0a5d8e11'
const health = createHealth()
let server: RestServer
let url: string

before(async () => {
  server = await createRestServer({
    dispatcher: { dispatch: async () => ({ output: { items: [] }, replayed: false }) },
    modules: [teaShop],
    title: 'Tea shop',
    health,
    metrics: { contentType: 'text/plain; version=0.0.4', text: async () => 'up 1\n' },
    jwks: () => ({ keys: [] }),
    http: { corsOrigins: ['https://shop.example'] },
  })
  url = await server.listen(0)
})
after(() => server.close())

describe('browsers', () => {
  it('lets a listed origin call and read the headers it needs', async () => {
    const preflight = await fetch(`${url}/v1/teas/${teaId}/price`, {
      method: 'OPTIONS',
      headers: { origin: 'https://shop.example', 'access-control-request-method': 'PUT' },
    })
    assert.equal(preflight.status, 204)
    assert.equal(preflight.headers.get('access-control-allow-origin'), 'https://shop.example')
    assert.match(preflight.headers.get('access-control-allow-headers') ?? '', /idempotency-key/)
    assert.match(preflight.headers.get('access-control-allow-headers') ?? '', /garden-signature/)
    const { headers } = await get('/v1/teas', { origin: 'https://shop.example' })
    assert.match(headers.get('access-control-expose-headers') ?? '', /etag/)
    assert.equal(headers.get('vary'), 'Origin')
  })

  it('tells no other origin anything', async () => {
    const { headers } = await get('/v1/teas', { origin: 'https://evil.example' })
    assert.equal(headers.get('access-control-allow-origin'), null)
  })
})

describe('pages of its own', () => {
  it('serves its contract, an explaining page from local files, metrics and public keys', async () => {
    const document = await get('/v1/openapi.json')
    assert.equal(JSON.parse(document.text).openapi, '3.1.0')
    const page = await fetch(`${url}/v1/docs`)
    assert.equal(page.status, 200)
    const html = await page.text()
    assert.match(html, /Tea shop/)
    const [, script = ''] = /<script[^>]* src="([^"]+)"/.exec(html) ?? []
    const source = await fetch(new URL(script, page.url))
    assert.equal(new URL(source.url).origin, url)
    assert.ok((await source.text()).length > 1_000_000)
    for (const path of ['/v1/docsx', '/v1/docs/unknown.js']) {
      const unknown = await get(path)
      assert.equal(JSON.parse(unknown.text).code, 'ROUTE_NOT_FOUND', path)
    }
    assert.equal((await get('/metrics')).text, 'up 1\n')
    assert.deepEqual(JSON.parse((await get('/.well-known/jwks.json')).text), { keys: [] })
  })

  it('is live at once, started and ready when told, and not ready while draining', async () => {
    const statuses = async () =>
      Promise.all(
        ['/live', '/started', '/ready'].map(async (path) => (await fetch(url + path)).status),
      )
    assert.deepEqual(await statuses(), [200, 503, 503])
    health.markStarted()
    assert.deepEqual(await statuses(), [200, 200, 200])
    health.startDraining()
    assert.deepEqual(await statuses(), [200, 200, 503])
    const { headers } = await get('/v1/teas')
    assert.equal(headers.get('connection'), 'close')
  })
})

async function get(path: string, headers: Record<string, string> = {}) {
  const response = await fetch(url + path, { headers })
  return { status: response.status, headers: response.headers, text: await response.text() }
}
