import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect as connectHttp2 } from 'node:http2'
import { connect, type Socket } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'

import { startTestProcess, type TestProcess } from '@archwright/kit/testing'
import fc from 'fast-check'

import { create as catalog } from './catalog/index.ts'
import { create as identity } from './identity/index.ts'

/** What strangers send to take a process down or to make it do what they say: through its public doors, all of it refused. */

let shop: TestProcess
let staff: string
before(async () => {
  shop = await startTestProcess({
    modules: { catalog, identity },
    wiring: {
      interfaces: {
        graphql: {
          maxDepth: 8,
          maxCost: 1_000,
          maxCalls: 5,
          documents: 'any',
          maxSubscriptions: 1,
        },
        websocket: { maxSockets: 10, maxCalls: 5, maxFollowed: 5 },
        grpc: {},
      },
      calls: 'fast',
    },
  })
  staff = await shop.tokenFor('sue', 'staff')
})
after(() => shop?.[Symbol.asyncDispose]())

describe('a process that is attacked', { timeout: 300_000, concurrency: false }, () => {
  it('refuses bodies and headers that are larger than allowed', async () => {
    const large = JSON.stringify({ title: 'x'.repeat(2_000_000) })
    const whole = await post('/v1/products', large)
    assert.deepEqual([whole.status, await codeOf(whole)], [413, 'BODY_TOO_LARGE'])
    const endless = new ReadableStream({ pull: (to) => to.enqueue(Buffer.alloc(65_536, 'x')) })
    const streaming = {
      method: 'POST',
      headers: { ...json, authorization: `Bearer ${staff}` },
      body: endless,
      duplex: 'half',
    } as RequestInit // its type does not know `duplex`
    const streamed = await fetch(`${shop.app.url}/v1/products`, streaming).then(
      ({ status }) => status,
      () => 413, // it was told in the middle of the body, which fetch may call a broken connection
    )
    assert.equal(streamed, 413)
    assert.match(
      await speak(`GET / HTTP/1.1\r\nhost: x\r\na: ${'x'.repeat(20_000)}\r\n\r\n`),
      / 431 /,
    )
    const many = 'a: 1\r\n'.repeat(5_000)
    assert.match(await speak(`GET / HTTP/1.1\r\nhost: x\r\n${many}\r\n`), / 431 /)
    const url = await fetch(`${shop.app.url}/v1/products?category=${'x'.repeat(30_000)}`)
    assert.ok([414, 431].includes(url.status), `${url.status}`)
  })

  it('cuts who sends headers or a body a byte at a time', async () => {
    const head = 'POST /v1/products HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n'
    const slow = [
      drip('GET /v1/products HTTP/1.1\r\nhost: x\r\nx-slow: '),
      drip(`${head}content-length: 1000\r\n\r\n{"title":"`),
      drip(`${head}transfer-encoding: chunked\r\n\r\n5\r\n{"tit\r\n`, '1\r\nx\r\n'),
      drip(''),
    ]
    // Meanwhile it answers everybody else.
    assert.equal((await fetch(`${shop.app.url}/v1/products`)).status, 200)
    for (const seconds of await Promise.all(slow)) assert.ok(seconds < 90, `cut after ${seconds} s`)
  })

  it('does not inflate bombs', async () => {
    const bomb = Buffer.concat(Array(8).fill(gzipSync(Buffer.alloc(67_108_864)))) // 512 MiB in 0.5 MiB
    globalThis.gc?.()
    const growth = await memoryGrowthDuring(async () => {
      const packed = await post('/v1/products', bomb, { 'content-encoding': 'gzip' })
      assert.deepEqual([packed.status, await codeOf(packed)], [415, 'UNSUPPORTED_ENCODING'])
      const query = await post('/graphql', bomb, { 'content-encoding': 'gzip' })
      assert.equal(query.status, 415)
      assert.equal(await grpcStatusOf(bomb), '8') // RESOURCE_EXHAUSTED
    })
    assert.ok(growth < 200 * 1_048_576, `${Math.round(growth / 1_048_576)} MiB more`)
  })

  it('refuses JSON that nests without end, in every way in', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
    const rest = await post('/v1/products', `{"title":${deep}}`)
    assert.deepEqual([rest.status, await codeOf(rest)], [400, 'JSON_TOO_DEEP'])
    const graphql = await post('/graphql', `{"query":"{ __typename }","variables":{"a":${deep}}}`)
    assert.equal(graphql.status, 400)
    const answer = await overWebSocket(
      `{"jsonrpc":"2.0","id":1,"method":"catalog.listProducts","params":{"category":${deep}}}`,
    )
    assert.equal(answer.error?.code, -32_700)
  })

  it('refuses GraphQL documents that are deep, wide or costly', async () => {
    let deep = '__typename'
    for (let level = 0; level < 5_000; level++) deep = `a { ${deep} }`
    const aliases = Array.from({ length: 1_000 }, (_, index) => `a${index}: __typename`).join(' ')
    const calls = Array.from(
      { length: 50 },
      (_, index) => `a${index}: catalogListProducts(first: 100) { edges { node { id } } }`,
    ).join(' ')
    const circle = 'query { ...A } fragment A on Query { ...B } fragment B on Query { ...A }'
    for (const query of [`{ ${deep} }`, `{ ${calls} }`, circle, `{ ${aliases} `]) {
      const response = await post('/graphql', JSON.stringify({ query }))
      const { data, errors = [] } = (await response.json()) as { data?: unknown; errors?: object[] }
      const isRefused = errors.length > 0 || (response.status >= 400 && response.status < 500)
      assert.ok(!data && isRefused, `${response.status} ${query.slice(0, 60)}`)
    }
  })

  it('lets nobody into the prototypes of its objects', async () => {
    const poisons = [
      '{"__proto__":{"polluted":true},"title":"x"}',
      '{"constructor":{"prototype":{"polluted":true}},"title":"x"}',
      '{"title":"x","variants":[{"sku":"a","attributes":{"__proto__":{"polluted":"yes"}},"price":{}}]}',
      '{"title":"x","\\u005f_proto__":{"polluted":true}}',
    ]
    for (const poison of poisons) {
      assert.equal((await post('/v1/products', poison)).status, 400, poison)
      const { error } = await overWebSocket(
        `{"jsonrpc":"2.0","id":1,"method":"catalog.listProducts","params":${poison}}`,
      )
      assert.ok(error, poison)
      const graphql = await post('/graphql', `{"query":"{ __typename }","variables":${poison}}`)
      await graphql.text()
    }
    const inQuery = ['__proto__[polluted]=1', 'constructor.prototype.polluted=1', '__proto__=1']
    for (const query of inQuery)
      assert.ok((await fetch(`${shop.app.url}/v1/products?${query}`)).status < 500, query)
    assert.equal(({} as { polluted?: unknown }).polluted, undefined)
    assert.equal(([] as { polluted?: unknown }[] & { polluted?: unknown }).polluted, undefined)
  })

  it('keeps SQL in every string as the text that it is', async () => {
    let made = 0
    const Text = fc.oneof(
      fc.constantFrom(...injections),
      fc.tuple(fc.constantFrom(...injections), fc.string()).map((both) => both.join('')),
      fc.string({ unit: 'grapheme' }),
    )
    const Line = Text.map((text) => `x${text.replaceAll('\0', '')}`.slice(0, 90))
    const run = async (title: string, description: string, attribute: string) => {
      const sku = `attack-${++made}`
      const given = {
        title,
        description,
        variants: [{ sku, attributes: { note: attribute }, price: { amount: 1, currency: 'EUR' } }],
      }
      const created = await post('/v1/products', JSON.stringify(given))
      assert.equal(created.status, 201)
      const { id } = (await created.json()) as { id: string }
      const read = await fetch(`${shop.app.url}/v1/products/${id}`)
      const kept = (await read.json()) as typeof given
      assert.deepEqual([kept.title, kept.description], [title, description])
      assert.deepEqual(kept.variants[0]?.attributes, { note: attribute })
      const found = await ask('/v1/products/search', { q: attribute, category: 'none' })
      assert.equal(found.status, 200)
      for (const param of ['category', 'cursor', 'sort'])
        assert.ok([200, 400].includes((await ask('/v1/products', { [param]: attribute })).status))
      assert.ok(
        [400, 404].includes((await ask(`/v1/products/${encodeURIComponent(title)}`)).status),
      )
      const login = { email: attribute, password: description.padEnd(10, 'x') }
      assert.ok([400, 401].includes((await post('/v1/sessions', JSON.stringify(login))).status))
    }
    await fc.assert(fc.asyncProperty(Line, Line, Line, run), { numRuns: 60 })
    const { items } = (await (await ask('/v1/products', { limit: '100' })).json()) as {
      items: unknown[]
    }
    assert.ok(items.length >= Math.min(made, 60), `${items.length} of ${made} products are there`)
  })

  it('is well afterwards', async () => {
    assert.equal((await fetch(`${shop.app.url}/ready`)).status, 200)
    assert.equal((await fetch(`${shop.app.url}/v1/products`)).status, 200)
    assert.deepEqual((await overWebSocket(normalCall)).error, undefined)
  })
})

const json = { 'content-type': 'application/json' }
const normalCall = '{"jsonrpc":"2.0","id":1,"method":"catalog.listProducts","params":{}}'

const injections = [
  `'; drop table catalog.product; --`,
  `' or '1'='1`,
  `$1; delete from catalog.product`,
  `\\'; truncate catalog.product cascade; --`,
  `"; select pg_sleep(30); --`,
  `') union select * from identity.account --`,
  `%27%3B drop schema catalog cascade`,
  `$$; drop table catalog.variant; $$`,
  `{"$ne": null}`,
  `ʼ; drop table catalog.product`,
  `/*!50000 or */ 1=1`,
  `x\\u0027; --`,
]

function post(path: string, body: string | Buffer, headers: Record<string, string> = {}) {
  const authorization = `Bearer ${staff}`
  return fetch(shop.app.url + path, {
    method: 'POST',
    headers: { ...json, authorization, ...headers },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  })
}

function ask(path: string, query: Record<string, string> = {}) {
  return fetch(`${shop.app.url}${path}?${new URLSearchParams(query)}`)
}

async function codeOf(response: Response): Promise<unknown> {
  return ((await response.json()) as { code?: unknown }).code
}

function open(): Socket {
  const { port, hostname } = new URL(shop.app.url)
  return connect(Number(port), hostname)
}

/** What is answered to these bytes. */
async function speak(bytes: string): Promise<string> {
  const socket = open()
  let heard = ''
  socket.on('data', (chunk) => {
    heard += chunk
  })
  socket.on('error', () => {})
  socket.write(bytes)
  await once(socket, 'close')
  return heard
}

/** Says something and then a byte a second. Resolves to the seconds after which it was cut. */
async function drip(begin: string, byte = 'x'): Promise<number> {
  const start = performance.now()
  const socket = open().resume()
  socket.on('error', () => {})
  socket.write(begin)
  const timer = setInterval(() => begin !== '' && socket.write(byte), 1_000)
  await once(socket, 'close')
  clearInterval(timer)
  return (performance.now() - start) / 1_000
}

/** How much larger the process is at most while something runs. */
async function memoryGrowthDuring(run: () => Promise<void>): Promise<number> {
  const before = process.memoryUsage.rss()
  let most = before
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss())
  }, 5)
  await run()
  clearInterval(timer)
  return Math.max(most, process.memoryUsage.rss()) - before
}

/** gRPC's status for a message that says it is packed. */
async function grpcStatusOf(packed: Buffer): Promise<string> {
  const client = connectHttp2((shop.app.urls.grpc ?? '').replace('grpc:', 'http:'))
  const call = client.request({
    ':method': 'POST',
    ':path': '/test.catalog.v1.CatalogService/ListProducts',
    'content-type': 'application/grpc',
    te: 'trailers',
    'grpc-encoding': 'gzip',
  })
  const head = Buffer.alloc(5)
  head.writeUInt8(1, 0)
  head.writeUInt32BE(packed.length, 1)
  let status: unknown
  const note = (headers: Record<string, unknown>) => {
    status ??= headers['grpc-status']
  }
  call
    .on('response', note)
    .on('trailers', note)
    .on('error', () => {})
    .resume()
  call.end(Buffer.concat([head, packed]))
  await once(call, 'close')
  client.close()
  return String(status)
}

interface RpcAnswer {
  readonly error?: { readonly code: number }
}

async function overWebSocket(message: string): Promise<RpcAnswer> {
  const socket = new WebSocket((shop.app.urls.websocket ?? '').replace('http', 'ws'))
  await once(socket, 'open')
  socket.send(message)
  const [event] = (await once(socket, 'message')) as [MessageEvent<string>]
  socket.close()
  return JSON.parse(event.data) as RpcAnswer
}
