import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { gunzipSync, zstdDecompressSync } from 'node:zlib'

import { Type } from 'typebox'

import { command, query } from '../../contract/operation.ts'
import { pageInput, pageOf } from '../../contract/page.ts'
import { refersTo } from '../../contract/reference.ts'
import { change, revision } from '../../contract/revision.ts'
import type { Call, Reply } from '../../dispatch/call.ts'
import { defineModule } from '../../module/define-module.ts'
import { handle } from '../../module/handle.ts'
import { createRestServer, type RestServer } from './rest-server.ts'

const Pot = Type.Object({
  id: Type.String(),
  lid: Type.Object({ color: Type.String(), weight: Type.Integer() }),
  cups: Type.Array(Type.Object({ size: Type.Integer(), full: Type.Boolean() })),
  labels: Type.Record(Type.String(), Type.String()),
  teaId: refersTo(Type.String(), { tea: 'pots.getTea' }),
  version: Type.Integer(),
})
const shared = { access: 'public' } as const
const getPot = query({
  ...shared,
  name: 'pots.getPot',
  summary: 'Shows a pot.',
  input: Type.Object({ potId: Type.String() }),
  output: Pot,
  rest: { route: 'GET /pots/{potId}', etag: 'version' },
  cacheSeconds: 5,
})
const listPots = query({
  ...shared,
  name: 'pots.listPots',
  summary: 'Lists pots.',
  input: Type.Object(pageInput),
  output: pageOf(Pot),
  rest: 'GET /pots',
  paged: true,
})
const getTea = query({
  ...shared,
  name: 'pots.getTea',
  summary: 'Shows a tea.',
  input: Type.Object({ teaId: Type.String() }),
  output: Type.Object({ teaId: Type.String() }),
  rest: 'GET /teas/{teaId}',
})
const addPot = command({
  ...shared,
  name: 'pots.addPot',
  summary: 'Adds a pot.',
  input: Type.Object({ color: Type.String() }),
  output: Pot,
  rest: { route: 'POST /pots', status: 201 },
  idempotency: 'none',
})
const breakPot = command({
  name: 'pots.breakPot',
  summary: 'Breaks a pot.',
  input: Type.Object({ potId: Type.String(), version: Type.Integer() }),
  output: Pot,
  access: ['staff'],
  rest: { route: 'DELETE /pots/{potId}', headers: { version: 'If-Match' } },
  idempotency: 'natural',
  deprecatedSince: '2026-10-01',
  sunset: '2027-10-01',
})
const unasked = async (): Promise<never> => Promise.reject(new Error('the dispatcher is a fake'))
const pots = defineModule({
  name: 'pots',
  summary: 'Pots.',
  migrations: new URL('./', import.meta.url),
  handlers: [getPot, listPots, getTea, addPot, breakPot].map((one) => handle(one, unasked)),
  revisions: [
    revision({
      from: '2026-06-01',
      to: '2026-11-01',
      summary: 'A lid has a weight.',
      deprecatedSince: '2026-11-01',
      sunset: '2027-11-01',
      changes: [
        change(addPot, {
          input: Type.Object({ colour: Type.String() }),
          lift: ({ colour }) => ({ color: colour }),
        }),
      ],
    }),
  ],
})

const pot = {
  id: 'p 1',
  lid: { color: 'red', weight: 10 },
  cups: [{ size: 1, full: true }],
  labels: { en: 'pot' },
  teaId: 't1',
  version: 3,
}
const staff = { id: 's', roles: ['staff'] }
const guest = { id: 'anonymous', roles: ['guest'] }
let calls: Call[] = []
let outcome: Partial<Reply> = {}
let server: RestServer
let url: string

before(async () => {
  server = await createRestServer({
    dispatcher: {
      async dispatch(call) {
        calls.push(call)
        return { output: pot, replayed: false, principal: guest, ...outcome }
      },
    },
    modules: [pots],
  })
  url = await server.listen(0)
})
after(() => server.close())
beforeEach(() => {
  calls = []
  outcome = {}
})

describe('fields of an answer', () => {
  const asked: Record<string, unknown> = {
    id: { id: 'p 1' },
    'id,lid.color': { id: 'p 1', lid: { color: 'red' } },
    'lid,lid.color': { lid: pot.lid },
    'lid.color,lid.weight,cups.size': { lid: pot.lid, cups: [{ size: 1 }] },
    'labels.en,labels.de': { labels: { en: 'pot' } },
  }
  for (const [fields, expected] of Object.entries(asked)) {
    it(`are those of ?fields=${fields}, which is no input`, async () => {
      const { json } = await get(`/v1/pots/p1?fields=${fields}`)
      assert.deepEqual(json, expected)
      assert.deepEqual(
        calls.map(({ input }) => input),
        [{ potId: 'p1' }],
      )
    })
  }

  it('can be chosen inside a page', async () => {
    outcome = { output: { items: [pot, pot], nextCursor: null } }
    const { json } = await get('/v1/pots?fields=items.version')
    assert.deepEqual(json, { items: [{ version: 3 }, { version: 3 }] })
  })

  it('that there are not are refused with those that there are', async () => {
    for (const [fields, right] of [
      ['price', 'id, lid, cups'],
      ['lid.size', 'lid.color, lid.weight'],
      ['id.x', ''],
      ['', 'id, lid'],
      ['id,', 'id, lid'],
      ['__proto__', 'id, lid'],
    ]) {
      const { status, text } = await get(`/v1/pots/p1?fields=${fields}`)
      assert.equal(status, 400, fields)
      assert.match(text, /INVALID_INPUT/)
      assert.ok(text.includes(right ?? ''), text)
    }
    assert.deepEqual(calls, [])
  })
})

describe('links of an answer', () => {
  it('name itself and what its reader may do next', async () => {
    const { headers } = await get('/v1/pots/p1?fields=id')
    assert.deepEqual(linksOf(headers), [
      '</v1/pots/p1?fields=id>; rel="self"',
      '</v1/teas/t1>; rel="related"; title="pots.getTea"; method="GET"',
    ])
    outcome = { principal: staff }
    const ofStaff = await get('/v1/pots/p1')
    assert.ok(
      linksOf(ofStaff.headers).includes(
        '</v1/pots/p1>; rel="related"; title="pots.breakPot"; method="DELETE"',
      ),
    )
  })

  it('lead to the next page with all that was asked', async () => {
    outcome = { output: { items: [], nextCursor: 'a+b' } }
    const { headers } = await get('/v1/pots?limit=5&cursor=x')
    assert.equal(linksOf(headers)[1], '</v1/pots?limit=5&cursor=a%2Bb>; rel="next"')
  })

  it('tell where a new thing is', async () => {
    const { status, headers } = await get('/v1/pots', { method: 'POST' })
    assert.deepEqual([status, headers.get('location')], [201, '/v1/pots/p%201'])
  })
})

describe('versions', () => {
  it('are named in each answer, and an old one with its end', async () => {
    const now = await get('/v1/pots/p1')
    assert.equal(now.headers.get('api-version'), '2026-11-01')
    assert.equal(now.headers.get('vary'), 'API-Version')
    const old = await get('/v1/pots/p1', { headers: { 'api-version': '2026-06-01' } })
    assert.deepEqual(
      ['api-version', 'deprecation', 'sunset'].map((name) => old.headers.get(name)),
      ['2026-06-01', '@1793491200', 'Mon, 01 Nov 2027 00:00:00 GMT'],
    )
    assert.deepEqual(
      calls.map(({ version }) => version),
      [undefined, '2026-06-01'],
    )
  })

  it('have a document each; one that there is not is refused with those there are', async () => {
    const at = (version: string) => get('/v1/openapi.json', { headers: { 'api-version': version } })
    assert.match(
      (await at('2026-11-01')).text,
      /"color":\{"type":"string"\}\},"required":\["color"\]|"required":\["color"\]/,
    )
    assert.match((await at('2026-06-01')).text, /"colour"/)
    const { status, json } = await at('2026-01-01')
    assert.deepEqual(
      [status, json.code, json.data],
      [400, 'UNKNOWN_VERSION', { known: ['2026-06-01', '2026-11-01'] }],
    )
  })

  it('of an operation end too', async () => {
    const { headers } = await get('/v1/pots/p1', {
      method: 'DELETE',
      headers: { 'if-match': '"3"' },
    })
    assert.deepEqual(
      [headers.get('deprecation'), headers.get('sunset')],
      ['@1790812800', 'Fri, 01 Oct 2027 00:00:00 GMT'],
    )
  })
})

describe('If-Match', () => {
  const refused = { 'W/"3"': 412, '"abc"': 412, '*': 400, '"1", "2"': 400, '3': 400, '': 428 }
  for (const [tag, expected] of Object.entries(refused)) {
    it(`${tag || 'that is missing'} is answered with ${expected}`, async () => {
      const { status } = await get('/v1/pots/p1', {
        method: 'DELETE',
        headers: tag ? { 'if-match': tag } : {},
      })
      assert.deepEqual([status, calls], [expected, []])
    })
  }
})

describe('a method that a path does not take', () => {
  for (const [method, path, allow] of [
    ['PUT', '/v1/pots', 'GET, POST, HEAD'],
    ['TRACE', '/v1/pots/p1', 'GET, DELETE, HEAD'],
    ['QUERY', '/v1/teas/t1', 'GET, HEAD'],
  ] as const) {
    it(`is refused with those it takes: ${method} ${path}`, async () => {
      const { statusCode, headers } = await server.fastify.inject({
        method: method as 'PUT',
        url: path,
      })
      assert.deepEqual([statusCode, headers.allow], [405, allow])
    })
  }
})

describe('compression', () => {
  const large = { ...pot, labels: { en: 'tea '.repeat(1_000) } }

  it('packs large answers of queries as the client can read, small ones not', async () => {
    outcome = { output: large }
    const unpack = { gzip: gunzipSync, zstd: zstdDecompressSync }
    for (const [encoding, read] of Object.entries(unpack)) {
      const response = await server.fastify.inject({
        url: '/v1/pots/p1',
        headers: { 'accept-encoding': encoding },
      })
      assert.equal(response.headers['content-encoding'], encoding)
      assert.deepEqual(JSON.parse(read(response.rawPayload).toString()), large)
    }
    outcome = {}
    assert.equal((await get('/v1/pots/p1')).headers.get('content-encoding'), null)
  })

  it('leaves what commands answer as it is, and takes no packed body', async () => {
    outcome = { output: large }
    const { headers } = await get('/v1/pots', { method: 'POST' })
    assert.equal(headers.get('content-encoding'), null)
    const packed = await get('/v1/pots', {
      method: 'POST',
      headers: { 'content-encoding': 'gzip', 'content-type': 'application/json' },
    })
    assert.deepEqual([packed.status, packed.json.code], [415, 'UNSUPPORTED_ENCODING'])
  })
})

function linksOf(headers: Headers): string[] {
  return (headers.get('link') ?? '').split(/, (?=<)/)
}

async function get(path: string, init: RequestInit = {}) {
  const response = await fetch(`${url}${path}`, init)
  const text = await response.text()
  const json = JSON.parse(text || 'null') as Record<string, unknown>
  return { status: response.status, headers: response.headers, text, json }
}
