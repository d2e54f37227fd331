import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { after, before, beforeEach, describe, it } from 'node:test'

import { builtIn, Failure } from '../../contract/failure.ts'
import { teaShop } from '../../contracts-out/tea-shop.fixture.ts'
import type { Call, Reply } from '../../dispatch/call.ts'
import { createRestServer, type RestServer } from './rest-server.ts'

const teaId = '01938d5e-7c1a-7b3e-9f64-2f1c0a5d8e11'
const tea = { teaId, name: 'Sencha', cents: 450, version: 7, extra: 'not in the schema' }

let server: RestServer
let url: string
let calls: Call[] = []
let answer: (call: Call) => Promise<Partial<Reply>>
const reported: unknown[] = []

before(async () => {
  server = await createRestServer({
    dispatcher: {
      async dispatch(call) {
        calls.push(call)
        return { output: null, replayed: false, ...(await answer(call)) }
      },
    },
    modules: [teaShop],
    onError: (error) => reported.push(error),
    http: { bodyLimitBytes: 1_000 },
  })
  url = await server.listen(0)
})
after(() => server.close())
beforeEach(() => {
  calls = []
  answer = async () => ({ output: tea })
})

describe('what goes in', () => {
  it('joins path and body into one input and passes key, token, trace and correlation on', async () => {
    await send('POST', `/v1/teas/${teaId}/pots`, {
      body: { cups: 2, teaId: 'from the body' },
      headers: {
        authorization: 'bearer abc.def.ghi',
        'idempotency-key': '"k-1"',
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
        'x-correlation-id': 'given-by-client',
      },
    })

    const { signal, ...call } = only(calls)
    assert.equal(signal, undefined, 'a command is not cut off when its caller leaves')
    assert.deepEqual(call, {
      operation: 'tea.brewTea',
      input: { cups: 2, teaId },
      credentials: { bearer: 'abc.def.ghi' },
      idempotencyKey: 'k-1',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      correlationId: 'given-by-client',
      from: { transport: 'rest', address: '127.0.0.1' },
    })
  })

  it('reads query text as the types of the contract and leaves what cannot be read', async () => {
    await send('GET', '/v1/teas?limit=5&inStock=true&tag=green&belowCents=900&other=x')
    assert.deepEqual(only(calls).input, {
      limit: 5,
      inStock: true,
      tag: ['green'],
      belowCents: 900,
      other: 'x',
    })

    calls = []
    await send('GET', '/v1/teas?limit=many&inStock=maybe&tag=a&tag=b&limit=2&__proto__=x')
    assert.deepEqual(only(calls).input, { limit: ['many', '2'], inStock: 'maybe', tag: ['a', 'b'] })
  })

  it('takes a mapped header without its quotes, and nothing but the header', async () => {
    const price = { method: 'PUT', path: `/v1/teas/${teaId}/price` } as const
    await send(price.method, price.path, { body: { cents: 1 }, headers: { 'if-match': '"7"' } })
    assert.deepEqual(only(calls).input, { teaId, cents: 1, version: 7 })

    calls = []
    const without = await send(price.method, price.path, { body: { cents: 1, version: 9 } })
    assert.deepEqual([without.status, without.json.code], [428, 'PRECONDITION_REQUIRED'])
    assert.deepEqual(calls, [])
  })

  it('gives a signed webhook the very text that was sent', async () => {
    const text = '{ "leaves" : 1.0 }\n'
    for (const type of ['application/json', 'text/plain', 'application/x-garden']) {
      calls = []
      await fetch(`${url}/v1/harvests/uji`, {
        method: 'POST',
        body: text,
        headers: { 'content-type': type, 'garden-signature': 's1' },
      })
      assert.deepEqual(only(calls).input, { garden: 'uji', payload: text, signature: 's1' })
    }
  })

  it('takes a missing or empty body as no fields, and leaves what is no object to validation', async () => {
    const json = { 'content-type': 'application/json' }
    await fetch(`${url}/v1/teas/${teaId}/pots`, { method: 'POST', headers: json })
    await fetch(`${url}/v1/teas/${teaId}/pots`, { method: 'POST' })
    await send('POST', `/v1/teas/${teaId}/pots`, { body: [1] })
    assert.deepEqual(
      calls.map(({ input }) => input),
      [{ teaId }, { teaId }, [1]],
    )
  })

  it('aborts a query, whose caller leaves', async () => {
    const leave = new AbortController()
    const aborted = Promise.withResolvers<void>()
    answer = ({ signal }) => {
      signal?.addEventListener('abort', () => aborted.resolve())
      leave.abort()
      return aborted.promise.then(() => ({ output: tea }))
    }
    await assert.rejects(fetch(`${url}/v1/teas/${teaId}`, { signal: leave.signal }))
    await aborted.promise
  })

  it('does not offer internal operations', async () => {
    assert.equal((await send('GET', '/v1/tea.countLeaves')).status, 404)
    assert.equal(calls.length, 0)
  })
})

describe('what comes out', () => {
  it('answers with the declared status, all fields of the output and no caching', async () => {
    const response = await send('POST', `/v1/teas/${teaId}/pots`, { body: { cups: 1 } })
    assert.equal(response.status, 201)
    assert.deepEqual(response.json, tea)
    assert.equal(response.headers.get('cache-control'), 'no-store')
    assert.match(response.headers.get('x-correlation-id') ?? '', /^[0-9a-f-]{36}$/)
    assert.equal(response.headers.get('x-content-type-options'), 'nosniff')
    assert.equal(response.headers.get('idempotency-replayed'), null)
  })

  it('answers 204 without a body', async () => {
    const response = await send('DELETE', `/v1/teas/${teaId}`)
    assert.deepEqual([response.status, response.text], [204, ''])
  })

  it('sends the entity tag and 304 while the client has the current one', async () => {
    const tagsToStatus = {
      '"7"': 304,
      'W/"7"': 304,
      '"1", "7"': 304,
      '*': 304,
      '"6"': 200,
      '7': 200,
    }
    for (const [tag, status] of Object.entries(tagsToStatus)) {
      const response = await send('GET', `/v1/teas/${teaId}`, { headers: { 'if-none-match': tag } })
      assert.equal(response.status, status, tag)
      assert.equal(response.headers.get('etag'), '"7"')
      assert.equal(response.headers.get('cache-control'), 'private, no-cache')
      if (status === 304) assert.equal(response.text, '')
    }
  })

  it('never answers 304 to a command', async () => {
    const response = await send('PUT', `/v1/teas/${teaId}/price`, {
      body: { cents: 1 },
      headers: { 'if-match': '"6"', 'if-none-match': '"7"' },
    })
    assert.deepEqual([response.status, response.headers.get('etag')], [200, '"7"'])
  })

  it('lets shared caches keep a public answer for as long as the contract says', async () => {
    const { headers } = await send('GET', '/v1/teas')
    assert.equal(headers.get('cache-control'), 'public, max-age=30')
  })

  it('lets no cache keep what it answers to somebody who signed in', async () => {
    const { headers } = await send('GET', '/v1/teas', {
      headers: { authorization: 'Bearer a.b.c' },
    })
    assert.equal(headers.get('cache-control'), 'private, no-cache')
  })

  it('tells replays, limits and deprecation', async () => {
    const limit = {
      allowed: true,
      limit: 50,
      windowSeconds: 1,
      remaining: 49,
      resetSeconds: 0.02,
      retryAfterSeconds: 0,
    }
    answer = async () => ({ output: tea, replayed: true, limit })
    const { headers } = await send('PUT', `/v1/teas/${teaId}/price`, {
      body: { cents: 1 },
      headers: { 'if-match': '"7"' },
    })
    assert.equal(headers.get('idempotency-replayed'), 'true')
    assert.equal(headers.get('ratelimit-policy'), '"write";q=50;w=1')
    assert.equal(headers.get('ratelimit'), '"write";r=49;t=1')
    assert.equal(headers.get('deprecation'), '@1769817600')
  })
})

describe('failures', () => {
  it('answers a declared failure as problem+json with its evidence', async () => {
    answer = async () => {
      throw new Failure('OUT_OF_TEA', 'conflict', { data: { cupsLeft: 1 }, says: 'Not enough.' })
    }
    const response = await send('POST', `/v1/teas/${teaId}/pots?secret=1`, {
      body: { cups: 2 },
      headers: { 'x-correlation-id': 'c-1' },
    })
    assert.equal(response.headers.get('content-type'), 'application/problem+json; charset=utf-8')
    assert.deepEqual(
      [response.status, response.json],
      [
        409,
        {
          type: '/v1/problems/OUT_OF_TEA',
          title: 'Out of tea',
          status: 409,
          detail: 'Not enough.',
          instance: `/v1/teas/${teaId}/pots`,
          code: 'OUT_OF_TEA',
          data: { cupsLeft: 1 },
          correlationId: 'c-1',
        },
      ],
    )
    const page = await send('GET', '/v1/problems/OUT_OF_TEA')
    assert.deepEqual(page.json, {
      code: 'OUT_OF_TEA',
      title: 'Out of tea',
      status: 409,
      says: 'There is not enough tea.',
      operations: ['tea.brewTea'],
    })
  })

  it('says when to come back', async () => {
    const data = {
      allowed: false,
      limit: 50,
      windowSeconds: 1,
      remaining: 0,
      resetSeconds: 2,
      retryAfterSeconds: 1.2,
    }
    answer = async () => {
      throw builtIn('RATE_LIMITED', { data, retryAfterSeconds: data.retryAfterSeconds })
    }
    const { status, headers } = await send('GET', '/v1/teas')
    assert.deepEqual([status, headers.get('retry-after')], [429, '2'])
    assert.equal(headers.get('ratelimit'), '"read";r=0;t=2')
  })

  it('challenges with 401, and says so when the token was the fault', async () => {
    answer = async () => {
      throw builtIn('UNAUTHENTICATED')
    }
    const without = await send('GET', '/v1/teas')
    const withToken = await send('GET', '/v1/teas', { headers: { authorization: 'Bearer x' } })
    assert.deepEqual([without.status, without.headers.get('www-authenticate')], [401, 'Bearer'])
    assert.equal(withToken.headers.get('www-authenticate'), 'Bearer error="invalid_token"')
  })

  it('keeps the cause of an unexpected error to itself and reports it', async () => {
    const cause = new Error('password=hunter2')
    answer = async () => {
      throw cause
    }
    const response = await send('GET', '/v1/teas')
    assert.deepEqual([response.status, response.json.code], [500, 'INTERNAL'])
    assert.doesNotMatch(response.text, /hunter2/)
    assert.equal(reported.at(-1), cause)
  })

  const pots = `/v1/teas/${teaId}/pots`
  const json = { 'content-type': 'application/json' }
  const refused: Record<
    string,
    [init: RequestInit & { path: string }, status: number, code: string]
  > = {
    'an unknown path': [{ path: '/v1/coffee' }, 404, 'ROUTE_NOT_FOUND'],
    'an unknown method': [{ path: pots, method: 'PATCH' }, 405, 'METHOD_NOT_ALLOWED'],
    'a path that cannot be decoded': [{ path: '/v1/teas/%ff' }, 400, 'MALFORMED_URL'],
    'broken JSON': [
      { path: pots, method: 'POST', body: '{', headers: json },
      400,
      'MALFORMED_BODY',
    ],
    'a body that would poison prototypes': [
      { path: pots, method: 'POST', body: '{"__proto__":{"a":1}}', headers: json },
      400,
      'MALFORMED_BODY',
    ],
    'a body too large': [
      {
        path: pots,
        method: 'POST',
        body: JSON.stringify({ note: 'x'.repeat(1_000) }),
        headers: json,
      },
      413,
      'BODY_TOO_LARGE',
    ],
    'a type that is not JSON': [
      { path: pots, method: 'POST', body: 'a=1', headers: { 'content-type': 'text/plain' } },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
  }
  for (const [reason, [{ path, ...init }, status, code]] of Object.entries(refused)) {
    it(`refuses ${reason} with problem+json`, async () => {
      const response = await fetch(url + path, init)
      assert.equal(response.headers.get('content-type'), 'application/problem+json; charset=utf-8')
      const problem = (await response.json()) as Record<string, unknown>
      assert.deepEqual([response.status, problem.status, problem.code], [status, status, code])
      assert.equal(problem.correlationId, response.headers.get('x-correlation-id'))
      assert.equal(calls.length, 0)
    })
  }

  it('answers bytes that are no HTTP with problem+json too', async () => {
    const text = await speak('NONSENSE\r\n\r\n')
    assert.match(
      text,
      /^HTTP\/1\.1 400 [\s\S]*application\/problem\+json[\s\S]*"code":"BAD_REQUEST"/,
    )
  })
})

interface Sent {
  status: number
  headers: Headers
  text: string
  json: Record<string, unknown>
}

async function send(
  method: string,
  path: string,
  { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<Sent> {
  const response = await fetch(url + path, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') && text !== ''
  const json = isJson ? (JSON.parse(text) as Record<string, unknown>) : {}
  return { status: response.status, headers: response.headers, text, json }
}

function speak(bytes: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const { port, hostname } = new URL(url)
  const socket = connect(Number(port), hostname, () => socket.write(bytes))
  let heard = ''
  socket.on('data', (chunk) => {
    heard += chunk
  })
  socket.on('end', () => resolve(heard)).on('error', reject)
  return promise
}

function only<Item>(items: Item[]): Item {
  assert.equal(items.length, 1)
  return items[0] as Item // there is one, see above
}
