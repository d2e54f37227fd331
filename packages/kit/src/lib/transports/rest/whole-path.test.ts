import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { startTestProcess, type TestProcess } from '../../app/test-process.ts'
import { sweets } from '../../app/testing/sample.ts'

let running: TestProcess
before(async () => {
  running = await startTestProcess({
    modules: { sweets: () => sweets() },
    wiring: { limits: { write: { perSecond: 0.001, burst: 12, per: 'principal' } } },
  })
})
after(() => running[Symbol.asyncDispose]())

describe('a call over REST, through the whole path to the database', () => {
  it('takes effect once for one key, however often and at once it is sent', async () => {
    const token = await running.tokenFor('ann', 'customer')
    const send = () => fillJar('once', { sweets: 3 }, { token, key: 'k-1' })
    const answers = await Promise.all(Array.from({ length: 8 }, send))

    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]))
    for (const { json } of answers) assert.deepEqual(json, { sweets: 3 })
    const replayed = answers.filter(({ headers }) => headers.get('idempotency-replayed') === 'true')
    assert.equal(replayed.length, 7)
    const jar = await fetch(`${running.app.url}/v1/jars/once`)
    assert.equal(((await jar.json()) as { sweets: number }).sweets, 3)
  })

  it('refuses by the status of each reason', async () => {
    const token = await running.tokenFor('bob', 'customer')
    await fillJar('bob', { sweets: 1 }, { token, key: 'used' })
    const refusals = [
      await fillJar('bob', { sweets: 1 }, { key: 'k' }),
      await fillJar('bob', { sweets: 1 }, { token: 'nonsense', key: 'k' }),
      await fillJar(
        'bob',
        { sweets: 1 },
        { token: await running.tokenFor('eve', 'staff'), key: 'k' },
      ),
      await fillJar('bob', { sweets: 1 }, { token }),
      await fillJar('bob', { sweets: 2 }, { token, key: 'used' }),
      await fillJar('bob', { sweets: 100 }, { token, key: 'k' }),
    ]
    assert.deepEqual(
      refusals.map(({ status, json }) => [status, json.code]),
      [
        [401, 'UNAUTHENTICATED'],
        [401, 'UNAUTHENTICATED'],
        [403, 'FORBIDDEN'],
        [400, 'IDEMPOTENCY_KEY_MISSING'],
        [422, 'IDEMPOTENCY_KEY_REUSED'],
        [409, 'JAR_IS_FULL'],
      ],
    )
  })

  it('names every problem of an input', async () => {
    const token = await running.tokenFor('cat', 'customer')
    const body = { sweets: 'many', colour: 'red' }
    const { status, json } = await fillJar('x'.repeat(41), body, { token, key: 'k' })
    const { problems } = json.data as { problems: { path: string }[] }
    assert.equal(status, 400)
    assert.deepEqual(problems.map(({ path }) => path).sort(), ['/colour', '/jar', '/sweets'])
  })

  it('tells what is left of the budget, and when to come back once it is spent', async () => {
    const token = await running.tokenFor('dan', 'customer')
    const send = (index: number) => fillJar('dan', { sweets: 1 }, { token, key: `k-${index}` })
    const first = await send(0)
    assert.equal(first.headers.get('ratelimit'), '"write";r=11;t=1000')
    for (let call = 1; call < 12; call++) assert.equal((await send(call)).status, 200)
    const refused = await send(12)
    assert.deepEqual([refused.status, refused.json.code], [429, 'RATE_LIMITED'])
    assert.match(refused.headers.get('retry-after') ?? '', /^(999|1000)$/)
    assert.match(refused.headers.get('ratelimit') ?? '', /^"write";r=0;t=\d+$/)
  })

  it('charges only refusals where the operation says so, and then refuses all', async () => {
    const token = await running.tokenFor('eva', 'customer')
    const send = (sweets: number, call: number) =>
      fillJar(`eva-${call}`, { sweets }, { token, key: `${sweets}-${call}`, many: true })
    for (let call = 0; call < 20; call++) assert.equal((await send(1, call)).status, 200)
    for (let call = 0; call < 12; call++) assert.equal((await send(101, call)).status, 409)
    assert.equal((await send(101, 12)).status, 429)
    assert.equal((await send(1, 21)).status, 429)
  })

  it('counts how each call ended', async () => {
    const metrics = await (await fetch(`${running.app.url}/metrics`)).text()
    assert.match(
      metrics,
      /operation_duration_seconds_count\{operation="sweets.fill",outcome="ok"\} \d+/,
    )
    assert.match(
      metrics,
      /operation_duration_seconds_count\{operation="sweets.fill",outcome="failure"\} \d+/,
    )
    assert.doesNotMatch(metrics, /outcome="error"/)
  })
})

async function fillJar(
  jar: string,
  body: object,
  { token, key, many = false }: { token?: string; key?: string; many?: boolean },
) {
  const response = await fetch(
    `${running.app.url}/v1/jars/${jar}/${many ? 'gathered' : 'sweets'}`,
    {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(key ? { 'idempotency-key': key } : {}),
      },
      body: JSON.stringify(body),
    },
  )
  const json = (await response.json()) as Record<string, unknown>
  return { status: response.status, headers: response.headers, json }
}
