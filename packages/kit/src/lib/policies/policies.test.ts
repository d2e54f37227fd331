import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'

import { Type } from 'typebox'

import { readAudit } from '../access/audit.ts'
import { startTestProcess, type TestProcess } from '../app/test-process.ts'
import { event } from '../contract/event.ts'
import { command, query } from '../contract/operation.ts'
import { subscription } from '../contract/subscription.ts'
import type { Sql } from '../data/sql.ts'
import { defineModule } from '../module/define-module.ts'
import { handle } from '../module/handle.ts'
import { openPolicies } from './policy-engine.ts'

const OrderId = Type.String({ maxLength: 40 })
const totals: Record<string, number> = { small: 10, dear: 5_000 }
const get = query({
  name: 'orders.get',
  summary: 'An order.',
  rest: 'GET /orders/{orderId}',
  access: ['customer', 'staff'],
  input: Type.Object({ orderId: OrderId }),
  output: Type.Object({ total: Type.Integer() }, { title: 'Order' }),
  errors: { NOT_FOUND: { kind: 'not-found' } },
})
const list = query({
  name: 'orders.list',
  summary: 'Orders.',
  rest: 'GET /orders',
  access: ['staff'],
  input: Type.Object({ limit: Type.Optional(Type.Integer()) }),
  output: Type.Object({}),
})
const cancel = command({
  name: 'orders.cancel',
  summary: 'Cancels an order.',
  rest: 'POST /orders/{orderId}/cancel',
  access: ['staff'],
  audited: 'orderId',
  about: { query: 'orders.get', by: 'orderId' },
  idempotency: 'natural',
  input: Type.Object({ orderId: OrderId }),
  output: Type.Object({}),
})
const changed = event({ name: 'orders.changed', summary: 'Changed.', data: Type.Object({}) })
const follow = subscription({
  name: 'orders.follow',
  summary: 'Follow orders.',
  rest: 'GET /orders/changes',
  access: ['staff'],
  input: Type.Object({}),
  events: [changed],
})

let sql: Sql
const orders = () =>
  defineModule({
    name: 'orders',
    summary: 'Orders.',
    roles: { manager: ['staff'] },
    events: [changed],
    subscriptions: [follow],
    handlers: [
      handle(get, async ({ orderId }, { fail }) => {
        const total = totals[orderId]
        if (total === undefined) throw fail.NOT_FOUND()
        return { total }
      }),
      handle(list, async () => ({})),
      handle(cancel, async () => ({})),
    ],
    async start(context) {
      sql = context.sql
      return async () => {}
    },
  })

const folder = fileURLToPath(new URL('./testing/policies', import.meta.url))

describe('policies', () => {
  let running: TestProcess
  before(async () => {
    running = await startTestProcess({ modules: { orders }, wiring: { policies: { folder } } })
  })
  after(() => running?.[Symbol.asyncDispose]())

  it('take back by attributes of the thing what roles allow, and say so', async () => {
    assert.equal((await ask('POST', '/orders/small/cancel', 'staff')).status, 200)
    const dear = await ask('POST', '/orders/dear/cancel', 'staff')
    assert.deepEqual(
      [dear.status, dear.body.detail],
      [403, 'Orders above 1000 are cancelled by a manager.'],
    )
    assert.equal((await ask('POST', '/orders/dear/cancel', 'manager')).status, 200)
    assert.equal((await ask('POST', '/orders/none/cancel', 'manager')).status, 404)
  })

  it('take back by the input, and never give what roles do not', async () => {
    assert.equal((await ask('GET', '/orders?limit=50', 'staff')).status, 200)
    assert.equal((await ask('GET', '/orders?limit=51', 'staff')).status, 403)
    assert.equal((await ask('GET', '/orders', 'staff')).status, 200)
    assert.equal((await ask('GET', '/orders', 'customer')).status, 403)
  })

  it('hold for those who follow, too', async () => {
    const followAs = async (tenant?: string) => {
      const principal = { id: 'sam', roles: ['staff'], ...(tenant ? { tenant } : {}) }
      const authorization = `Bearer ${await running.tokenOf(principal)}`
      const answer = await fetch(`${running.app.url}/v1/orders/changes`, {
        headers: { authorization, accept: 'text/event-stream' },
      })
      await answer.body?.cancel()
      return answer.status
    }
    assert.deepEqual(
      [await followAs('tea'), await followAs('coffee'), await followAs()],
      [200, 403, 403],
    )
  })

  it('are named in the audit log, and explained to staff', async () => {
    await ask('POST', '/orders/dear/cancel', 'staff', { id: 'eve' })
    const entries = await readAudit(sql, {
      ...{ stream: 'orders', principal: 'eve', resource: null },
      ...{ before: Number.MAX_SAFE_INTEGER, limit: 10 },
    })
    assert.deepEqual(
      entries.map(({ outcome }) => outcome),
      ['FORBIDDEN (dear-orders-by-two)'],
    )

    const explain = async (roles: string[], total: number) => {
      const principal = { id: 'eve', roles }
      const asked = { operation: 'orders.cancel', principal, input: { orderId: 'x' } }
      const answer = await ask('POST', '/policies/explain', 'staff', {
        body: { ...asked, resource: { total } },
      })
      assert.equal(answer.status, 200, JSON.stringify(answer.body))
      const { allowed, by, policies } = answer.body
      return [allowed, by, ...policies.map(({ id, place }: Explained) => `${id} ${place}`)]
    }
    assert.deepEqual(await explain(['customer'], 1), [false, 'access'])
    assert.deepEqual(await explain(['staff'], 5_000), [
      ...[false, 'policies', 'dear-orders-by-two shop.cedar:5'],
    ])
    assert.deepEqual(await explain(['manager'], 5_000), [
      ...[true, 'policies', 'roles-decide shop.cedar:2'],
    ])
    assert.equal((await ask('POST', '/policies/explain', 'customer')).status, 403)
  })

  async function ask(
    method: string,
    path: string,
    role: string,
    { id = 'sam', body }: { id?: string; body?: object } = {},
  ) {
    const headers = {
      authorization: `Bearer ${await running.tokenFor(id, role)}`,
      ...(body ? { 'content-type': 'application/json' } : {}),
    }
    const answer = await fetch(`${running.app.url}/v1${path}`, {
      ...{ method, headers },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    return { status: answer.status, body: await answer.json() }
  }
})

interface Explained {
  readonly id: string
  readonly place: string
}

describe('a policy that is wrong', () => {
  const wrong: Record<string, [string, RegExp]> = {
    'is no Cedar': [
      'permit (principal, action, resource);\npermit (principal, actoin, resource);',
      /a\.cedar:2: .*invalid variable in the policy scope: actoin/,
    ],
    'names an operation there is not': [
      '\n\npermit (principal, action == Action::"orders.cancle", resource);',
      /a\.cedar:3: .*orders\.cancle/,
    ],
    'names an attribute there is not': [
      'permit (principal, action == Action::"orders.cancel", resource)\nwhen { resource.sum > 1 };',
      /a\.cedar:2: .*`sum`/,
    ],
    'compares what cannot be compared': [
      'permit (principal, action == Action::"orders.cancel", resource) when { resource.total > "1" };',
      /a\.cedar:1: .*type/,
    ],
    'has a name twice': [
      '@id("a") permit (principal, action, resource);\n@id("a") permit (principal, action, resource);',
      /a\.cedar:2: a second policy is named a/,
    ],
  }
  for (const [how, [text, expected]] of Object.entries(wrong)) {
    it(`because it ${how} stops the start, with its place`, async () => {
      await assert.rejects(engineOf(text), (error: Error) => expected.test(error.message))
    })
  }

  it('or that is missing denies everything', async () => {
    const engine = await engineOf('// none')
    const principal = { id: 'boss', roles: ['admin', 'staff'] }
    const decision = engine.decide({ action: 'orders.list', principal, input: {} })
    assert.deepEqual(decision, { allowed: false, policies: [] })
  })
})

async function engineOf(text: string) {
  const made = await mkdtemp(join(tmpdir(), 'policies-'))
  try {
    await writeFile(join(made, 'a.cedar'), text)
    const url = pathToFileURL(`${made}/`)
    return await openPolicies({ folder: url, modules: [orders()], now: () => new Date() })
  } finally {
    await rm(made, { recursive: true })
  }
}
