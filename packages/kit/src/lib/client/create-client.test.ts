import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { Type } from 'typebox'
import { command, query } from '../contract/operation.ts'
import { pageInput, pageOf } from '../contract/page.ts'
import * as parityContract from '../parity/testing/contract.ts'
import { type Parity, startParity } from '../parity/testing/start-parity.ts'
import { ClientFailure } from './client-failure.ts'
import { createClient } from './create-client.ts'

describe('a client of a running backend', () => {
  let parity: Parity
  let token: string
  before(async () => {
    parity = await startParity()
    token = await parity.tokens.of('ann', 'customer')
  })
  after(() => parity[Symbol.asyncDispose]())
  const connect = () => createClient({ parity: parityContract }, { url: parity.url, token })

  it('calls operations with their types, and makes a key for each wish', async () => {
    const { parity: client } = connect()
    const { total }: { total: number } = await client.add({ counter: 'a b/ü', by: 2 })
    assert.equal(total, 2)
    await client.add({ counter: 'a b/ü', by: 2 }, { key: 'k' })
    await client.add({ counter: 'a b/ü', by: 2 }, { key: 'k' })
    assert.deepEqual(await client.total({ counter: 'a b/ü' }), { total: 4 })
    // @ts-expect-error: it has no such field
    await assert.rejects(client.total({ name: 'a' }), /"counter" stands in the path/)
  })

  it('tells declared failures by their code, with what they carry', async () => {
    const { parity: client } = connect()
    await assert.rejects(client.total({ counter: 'nowhere' }), (failure) => {
      assert.ok(failure instanceof ClientFailure)
      assert.deepEqual([failure.code, failure.kind], ['NO_SUCH_COUNTER', 'not-found'])
      return true
    })
    const result = await client.total.result({ counter: 'nowhere' })
    assert.ok(!result.ok)
    const data: undefined | unknown =
      result.failure.code === 'NO_SUCH_COUNTER' && result.failure.data
    assert.equal(data, undefined)
  })

  it('is a guest without a token, and asks for the token of each call where it is a function', async () => {
    const guest = createClient({ parity: parityContract }, { url: parity.url })
    await assert.rejects(guest.parity.staffOnly({}), { code: 'UNAUTHENTICATED' })
    const tokens = [parity.tokens.of('eve', 'staff'), parity.tokens.expired()]
    const changing = createClient(
      { parity: parityContract },
      { url: `${parity.url}/`, token: () => tokens.shift() ?? '' },
    )
    assert.deepEqual(await changing.parity.staffOnly({}), {})
    await assert.rejects(changing.parity.staffOnly({}), { code: 'UNAUTHENTICATED' })
  })

  it('ends a call with its signal, and at its deadline', async () => {
    const { parity: client } = connect()
    const reason = new Error('the page was left')
    const controller = new AbortController()
    setTimeout(() => controller.abort(reason), 200)
    await assert.rejects(client.wait({ id: 'left' }, { signal: controller.signal }), reason)
    await assert.rejects(client.wait({ id: 'late' }, { deadlineMs: 300 }), {
      code: 'DEADLINE_EXCEEDED',
    })
  })
})

const thing = Type.Object({ n: Type.Integer() })
const shop = {
  look: query({
    name: 'shop.look',
    summary: 'Looks.',
    input: Type.Object({}),
    output: thing,
    access: 'public',
    rest: 'GET /look',
  }),
  list: query({
    name: 'shop.list',
    summary: 'Lists.',
    input: Type.Object(pageInput),
    output: pageOf(thing),
    access: 'public',
    rest: 'GET /list',
    paged: true,
  }),
  buy: command({
    name: 'shop.buy',
    summary: 'Buys.',
    input: thing,
    output: thing,
    errors: { SOLD_OUT: { kind: 'conflict', data: Type.Object({ left: Type.Integer() }) } },
    access: ['customer'],
    idempotency: 'key',
    rest: 'POST /buy',
  }),
  shout: command({
    name: 'shop.shout',
    summary: 'Shouts.',
    input: Type.Object({}),
    output: Type.Object({}),
    access: 'public',
    idempotency: 'none',
    rest: 'POST /shout',
  }),
  hidden: query({
    name: 'shop.hidden',
    summary: 'For modules.',
    input: Type.Object({}),
    output: thing,
    access: 'internal',
    rest: 'GET /hidden',
  }),
}

describe('a client of a service in trouble', () => {
  const busy = () => problem(503, 'OVERLOADED')
  const broken = () => {
    throw new TypeError('fetch failed')
  }

  it('repeats what is harmless, with the same key, until it is answered', async () => {
    const { client, sent } = scripted(busy, broken, () => Response.json({ n: 7 }))
    assert.deepEqual(await client.shop.buy({ n: 7 }), { n: 7 })
    const keys = sent.map(({ headers }) => new Headers(headers).get('idempotency-key'))
    assert.equal(keys.length, 3)
    assert.equal(new Set(keys).size, 1)
    assert.match(keys[0] ?? '', /^[0-9a-f-]{36}$/)
  })

  it('never repeats what is not, nor what was refused for good', async () => {
    const shouting = scripted(broken)
    await assert.rejects(shouting.client.shop.shout({}), { code: 'UNREACHABLE' })
    assert.equal(shouting.sent.length, 1)
    const buying = scripted(() => problem(409, 'SOLD_OUT', { left: 1 }))
    const result = await buying.client.shop.buy.result({ n: 2 })
    assert.equal(buying.sent.length, 1)
    assert.ok(!result.ok && result.failure.code === 'SOLD_OUT')
    const { left }: { left: number } = result.failure.data
    assert.equal(left, 1)
  })

  it('waits as long as it is told, and not past its deadline', async () => {
    const told = scripted(
      () => problem(429, 'RATE_LIMITED', {}, '1'),
      () => Response.json({ n: 1 }),
    )
    const start = Date.now()
    await told.client.shop.look({})
    assert.ok(Date.now() - start >= 990)
    const long = scripted(() => problem(429, 'RATE_LIMITED', {}, '60'))
    await assert.rejects(long.client.shop.look({}, { deadlineMs: 5_000 }), { code: 'RATE_LIMITED' })
    assert.equal(long.sent.length, 1)
  })

  it('stops repeating when most calls fail: the budget is spent', async () => {
    const { client, sent } = scripted(broken)
    for (let call = 0; call < 20; call += 1)
      await assert.rejects(client.shop.look({}), { code: 'UNREACHABLE' })
    assert.ok(sent.length >= 25 && sent.length <= 35, `${sent.length} requests for 20 calls`)
  })

  it('says so when a proxy answers in the place of the service', async () => {
    const { client } = scripted(() => new Response('<h1>Not found</h1>', { status: 404 }))
    await assert.rejects(client.shop.look({}), { code: 'UNREADABLE_ANSWER', kind: 'not-found' })
  })

  it('reads page after page, as they are asked for', async () => {
    const page = (n: number, nextCursor: string | null) => () =>
      Response.json({ items: [{ n }, { n: n + 1 }], nextCursor })
    const { client, sent } = scripted(page(1, 'c1'), page(3, 'c2'), page(5, null))
    const seen: number[] = []
    for await (const { n } of client.shop.list.all({ limit: 2 })) {
      seen.push(n)
      if (n === 4) assert.equal(sent.length, 2)
    }
    assert.deepEqual(seen, [1, 2, 3, 4, 5, 6])
    assert.deepEqual(
      sent.map(({ url }) => new URL(url).search),
      ['?limit=2', '?cursor=c1&limit=2', '?cursor=c2&limit=2'],
    )
  })

  it('offers what the contract offers outside, and nothing else', () => {
    const { client } = scripted(broken)
    assert.deepEqual(Object.keys(client.shop).sort(), ['buy', 'list', 'look', 'shout'])
    // @ts-expect-error: it is internal
    assert.equal(client.shop.hidden, undefined)
    // @ts-expect-error: it has no pages
    assert.equal(typeof client.shop.look.all, 'function')
  })
})

/** A client whose requests are answered in turn; the last answer is given again. */
function scripted(...answers: (() => Response)[]) {
  const sent: { url: string; headers: HeadersInit | undefined }[] = []
  const fetch: typeof globalThis.fetch = async (url, init) => {
    const answer = answers[Math.min(sent.length, answers.length - 1)]
    sent.push({ url: String(url), headers: init?.headers })
    return answer?.() ?? Response.error()
  }
  const client = createClient({ shop }, { url: 'http://shop.test', fetch, random: () => 0 })
  return { client, sent }
}

function problem(status: number, code: string, data?: object, retryAfter?: string): Response {
  const headers = { ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }) }
  return Response.json({ code, status, data }, { status, headers })
}
