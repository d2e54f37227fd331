import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'

import { builtIn, failuresOf } from '../../contract/failure.ts'
import { brewTea, teaShop } from '../../contracts-out/tea-shop.fixture.ts'
import type { Call, Reply } from '../../dispatch/call.ts'
import { createRestServer, type RestServer } from './rest-server.ts'

const teaId = '01938d5e-7c1a-7b3e-9f64-2f1c0a5d8e11'
const pot = { potId: teaId, cups: 1 }
const fail = failuresOf(brewTea.errors)
const reported: unknown[] = []
let calls: Call[] = []
let answer: (call: Call) => Promise<Partial<Reply>>
let server: RestServer
let url: string

before(async () => {
  server = await createRestServer({
    dispatcher: {
      async dispatch(call) {
        calls.push(call)
        return { output: pot, replayed: false, ...(await answer(call)) }
      },
    },
    modules: [teaShop],
    onError: (error) => reported.push(error),
  })
  url = await server.listen(0)
})
after(() => server.close())
beforeEach(() => {
  calls = []
  answer = async () => ({})
})

describe('a batch', () => {
  it('sends each item down the path with its own key, and answers in their order', async () => {
    answer = async ({ input }) => {
      const { cups } = input as { cups: number }
      if (cups === 2) throw fail.OUT_OF_TEA({ cupsLeft: 1 })
      if (cups === 3) throw new TypeError('a bug')
      return { replayed: cups === 1, limit: limit(cups) }
    }
    const { status, headers, json } = await send({
      items: [1, 2, 3].map((cups) => ({ idempotencyKey: `k-${cups}`, input: { teaId, cups } })),
    })
    assert.equal(status, 200)
    assert.deepEqual(
      calls.map(({ idempotencyKey, input, credentials }) => [idempotencyKey, input, credentials]),
      [1, 2, 3].map((cups) => [`k-${cups}`, { teaId, cups }, { bearer: 'abc' }]),
    )
    assert.deepEqual(json.items?.[0], { status: 201, output: pot, replayed: true })
    assert.deepEqual(
      json.items?.map((item) => [item.status, item.problem?.code, item.problem?.data]),
      [
        [201, undefined, undefined],
        [409, 'OUT_OF_TEA', { cupsLeft: 1 }],
        [500, 'INTERNAL', undefined],
      ],
    )
    assert.equal(headers.get('ratelimit'), '"write";r=9;t=1')
    assert.match(String(reported.pop()), /a bug/)
  })

  it('is refused as a whole when its envelope is wrong, before any call', async () => {
    const item = { input: { teaId, cups: 1 }, idempotencyKey: 'k' }
    const wrong = [
      {},
      { items: [] },
      { items: [item, item, item, item] },
      { items: [{ ...item, extra: 1 }] },
      { items: [{ input: item.input }] },
      { items: [{ ...item, idempotencyKey: '' }] },
      [item],
    ]
    for (const body of wrong) {
      const { status, json } = await send(body)
      assert.deepEqual([status, json.code], [400, 'INVALID_INPUT'], JSON.stringify(body))
    }
    assert.deepEqual(calls, [])
  })

  it('is refused as a whole when its caller may not ask', async () => {
    const item = { input: { teaId, cups: 1 }, idempotencyKey: 'k' }
    for (const [code, expected] of [
      ['UNAUTHENTICATED', 401],
      ['FORBIDDEN', 403],
      ['UNKNOWN_VERSION', 400],
    ] as const) {
      answer = () => Promise.reject(builtIn(code))
      const { status, json } = await send({ items: [item, item] })
      assert.deepEqual([status, json.code], [expected, code])
    }
  })

  it('runs a few at a time what the handler does not gather', async () => {
    let running = 0
    let most = 0
    answer = async () => {
      most = Math.max(most, ++running)
      await new Promise((resolve) => setTimeout(resolve, 5))
      running -= 1
      return {}
    }
    const { json } = await send({
      items: [1, 2, 3].map((cups) => ({ idempotencyKey: 'k', input: { teaId, cups } })),
    })
    assert.equal(json.items?.length, 3)
    assert.ok(most > 1 && most <= 4, `${most} at once`)
  })
})

function limit(remaining: number): NonNullable<Reply['limit']> {
  const at = { allowed: true, limit: 10, windowSeconds: 1, resetSeconds: 1, retryAfterSeconds: 0 }
  return remaining === 1 ? { ...at, remaining: 9 } : { ...at, remaining }
}

interface BatchAnswer {
  readonly code?: string
  readonly items?: {
    status: number
    output?: unknown
    replayed?: boolean
    problem?: { code: string; data?: unknown }
  }[]
}

async function send(body: unknown) {
  const response = await fetch(`${url}/v1/batch/tea.brewTea`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer abc' },
    body: JSON.stringify(body),
  })
  const { status, headers } = response
  return { status, headers, json: (await response.json()) as BatchAnswer }
}
