import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'

import { Type } from 'typebox'

import { readAudit } from '../access/audit.ts'
import { startTestProcess, type TestProcess } from '../app/test-process.ts'
import { query } from '../contract/operation.ts'
import type { Sql } from '../data/sql.ts'
import { defineModule } from '../module/define-module.ts'
import { handle } from '../module/handle.ts'
import { shareOf } from './flag-provider.ts'

const given = { access: 'public', input: Type.Object({}) } as const
const Hints = Type.Object({ hints: Type.Array(Type.String()) })
const suggest = query({
  ...given,
  name: 'shop.suggest',
  summary: 'What else there is.',
  rest: 'GET /suggestions',
  output: Hints,
  degradable: { flag: 'suggestions', fallback: { hints: [] } },
})
const report = query({
  ...given,
  name: 'shop.report',
  summary: 'All there is.',
  rest: 'GET /report',
  output: Hints,
  degradable: { flag: 'reports' },
})

let sql: Sql
const shop = () =>
  defineModule({
    name: 'shop',
    summary: 'A shop.',
    handlers: [suggest, report].map((one) => handle(one, async () => ({ hints: ['tea'] }))),
    async start(context) {
      sql = context.sql
      return async () => {}
    },
  })

describe('flags', () => {
  let running: TestProcess
  before(async () => {
    running = await startTestProcess({
      modules: { shop },
      wiring: { flags: { refreshMs: 50 } },
    })
  })
  after(() => running?.[Symbol.asyncDispose]())

  it('switch off what has a fallback, and what has none, while the process runs', async () => {
    assert.deepEqual(await get('/suggestions'), [200, { hints: ['tea'] }])
    assert.equal(await set('suggestions', { on: false }), 200)
    assert.equal(await set('reports', { on: false }), 200)
    await until(async () => (await get('/report'))[0] === 503)
    assert.deepEqual(await get('/suggestions'), [200, { hints: [] }])
    const off = await fetch(`${running.app.url}/v1/report`)
    assert.equal(off.headers.get('retry-after'), '30')

    await set('reports', { on: true })
    await until(async () => (await get('/report'))[0] === 200)
  })

  it('are on for a share of callers, the same from call to call, and for tenants by name', async () => {
    const tenant = randomUUID()
    await set('suggestions', { on: true, percent: 30, tenants: [tenant] })
    const callers = Array.from({ length: 40 }, (_, n) => `caller-${n}`)
    const expected = callers.map((id) => shareOf('suggestions', id) < 30)
    assert.ok(expected.includes(true) && expected.includes(false))
    const seen = () => Promise.all(callers.map((id) => hasHints({ id, roles: ['customer'] })))
    await until(async () => JSON.stringify(await seen()) === JSON.stringify(expected))
    assert.deepEqual(await seen(), expected)
    const out = callers[expected.indexOf(false)] ?? ''
    assert.equal(await hasHints({ id: out, roles: ['customer'], tenant }), true)
  })

  it('are switched by staff alone, which is written down', async () => {
    const token = await running.tokenFor('ann', 'customer')
    assert.equal(await set('suggestions', { on: false }, token), 403)
    await set('suggestions', { on: true })
    const entries = await readAudit(sql, {
      ...{ stream: 'flags', principal: null, resource: 'suggestions' },
      ...{ before: Number.MAX_SAFE_INTEGER, limit: 2 },
    })
    assert.deepEqual(
      entries.map(({ principal, operation, outcome }) => [principal, operation, outcome]),
      [
        ['sam', 'flags.setFlag', 'done'],
        ['ann', 'flags.setFlag', 'FORBIDDEN'],
      ],
    )
    const headers = { authorization: `Bearer ${await running.tokenFor('sam', 'staff')}` }
    const listed = await (await fetch(`${running.app.url}/v1/flags`, { headers })).json()
    assert.deepEqual(listed.switches, [
      { flag: 'suggestions', operations: ['shop.suggest'] },
      { flag: 'reports', operations: ['shop.report'] },
    ])
  })

  async function get(path: string): Promise<[number, unknown]> {
    const answer = await fetch(`${running.app.url}/v1${path}`)
    return [answer.status, await answer.json()]
  }

  async function hasHints(principal: Parameters<TestProcess['tokenOf']>[0]): Promise<boolean> {
    const authorization = `Bearer ${await running.tokenOf(principal)}`
    const answer = await fetch(`${running.app.url}/v1/suggestions`, { headers: { authorization } })
    return (await answer.json()).hints.length > 0
  }

  async function set(name: string, flag: object, token?: string): Promise<number> {
    const authorization = `Bearer ${token ?? (await running.tokenFor('sam', 'staff'))}`
    const answer = await fetch(`${running.app.url}/v1/flags/${name}`, {
      method: 'PUT',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ owner: 'shop team', ...flag }),
    })
    await answer.body?.cancel()
    return answer.status
  }
})

it('a fallback that is no answer of its operation stops the start', async () => {
  const wrong = { ...suggest, degradable: { flag: 'suggestions', fallback: { hints: 'none' } } }
  const module = defineModule({
    name: 'shop',
    summary: 'A shop.',
    handlers: [handle(wrong, async () => ({ hints: [] }))],
  })
  await assert.rejects(
    startTestProcess({ modules: { shop: () => module }, wiring: { flags: { refreshMs: 50 } } }),
    /degradable: the fallback is no answer of shop\.suggest/,
  )
})

it('a share of 10 % is a tenth of many callers, another tenth for another flag', () => {
  const callers = Array.from({ length: 20_000 }, (_, n) => `caller-${n}`)
  const first = callers.filter((id) => shareOf('first', id) < 10)
  const both = first.filter((id) => shareOf('second', id) < 10)
  assert.ok(Math.abs(first.length - 2_000) < 200, `${first.length}`)
  assert.ok(Math.abs(both.length - 200) < 70, `${both.length}`)
})

async function until(met: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 60_000
  while (!(await met())) {
    if (performance.now() > deadline) throw new Error('not so within a minute')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
