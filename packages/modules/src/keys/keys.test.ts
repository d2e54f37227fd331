import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { ask, type KeysProcesses, promisedMs, startKeys } from './testing/start-keys.ts'

const slackMs = 20_000

let running: KeysProcesses
before(async () => {
  const read = { perSecond: 0.001, burst: 40, per: 'key' } as const
  running = await startKeys({
    limits: { read },
    quotas: { plan: { calls: 60, every: 'day', per: 'key' } },
  })
})
after(() => running[Symbol.asyncDispose]())

describe('a key', () => {
  it('is told once, and stands for its partner in every process', async () => {
    const { key, keySecret } = await running.issue({ name: 'till 4' })
    assert.match(keySecret, /^apikey_[\da-f]{72}$/)

    for (const process of [running.here, running.there]) {
      const answer = await ask(process, 'GET /who', { token: keySecret })
      assert.deepEqual(await answer.json(), { id: key.partnerId, roles: ['partner'], tenant: null })
    }
    const listed = await ask(running.there, 'GET /api-keys', { token: await running.staff() })
    const text = await listed.text()
    assert.ok(text.includes(key.keyId) && !text.includes(keySecret))
    const seen = Object(JSON.parse(text)).keys.find((one: typeof key) => one.keyId === key.keyId)
    assert.equal(seen.secrets[0].hint, keySecret.slice(-4))
    assert.ok(seen.lastUsedAt)
  })

  it('is for the operations that it names, and for no others', async () => {
    const { keySecret: token } = await running.issue({ operations: ['doors.knock'] })
    const knocked = await ask(running.here, 'POST /knocks', { token, body: { times: 2 } })
    assert.deepEqual(await knocked.json(), { heard: 2 })
    assert.equal((await ask(running.here, 'GET /who', { token })).status, 403)
  })

  it('of the same partner acts as the same caller, and has a budget of its own', async () => {
    const first = await running.issue()
    const second = await running.issue({ partnerId: first.key.partnerId })
    const statuses: number[] = []
    for (let call = 0; call < 41; call += 1)
      statuses.push((await ask(running.here, 'GET /who', { token: first.keySecret })).status)
    assert.deepEqual(statuses.slice(39), [200, 429])
    const answer = await ask(running.here, 'GET /who', { token: second.keySecret })
    assert.equal(Object(await answer.json()).id, first.key.partnerId)
  })

  it('has its quota over processes, and no new one when it is renewed', async () => {
    const { key, keySecret } = await running.issue()
    const body = { times: 1 }
    for (let call = 0; call < 60; call += 1) {
      const process = call % 2 ? running.here : running.there
      const { status } = await ask(process, 'POST /knocks', { token: keySecret, body })
      assert.equal(status, 200, `call ${call}`)
    }
    const token = await running.staff()
    const renewed = await ask(running.here, `POST /api-keys/${key.keyId}/rotate`, {
      token,
      body: {},
    })
    const next = Object(await renewed.json()).keySecret
    assert.equal((await ask(running.here, 'POST /knocks', { token: next, body })).status, 429)
  })

  it('is renewed with an overlap, in which both secrets are good', async () => {
    const { key, keySecret: old } = await running.issue()
    const token = await running.staff()
    const rotate = async (overlapSeconds: number) => {
      const route = `POST /api-keys/${key.keyId}/rotate`
      const answer = await ask(running.there, route, { token, body: { overlapSeconds } })
      return Object(await answer.json()).keySecret as string
    }
    const second = await rotate(3_600)
    for (const secret of [old, second])
      assert.equal((await ask(running.here, 'GET /who', { token: secret })).status, 200)
    const third = await rotate(0)
    await refusedInTime(old)
    await refusedInTime(second)
    assert.equal((await ask(running.here, 'GET /who', { token: third })).status, 200)
  })

  it('that is revoked is refused within the stated time, in every process', async () => {
    const { key, keySecret: token } = await running.issue()
    for (const process of [running.here, running.there])
      assert.equal((await ask(process, 'GET /who', { token })).status, 200)
    const staff = { token: await running.staff() }
    const route = `DELETE /api-keys/${key.keyId}`
    assert.equal((await ask(running.there, route, staff)).status, 204)
    await refusedInTime(token)
    assert.equal(
      (await ask(running.here, `POST /api-keys/${key.keyId}/rotate`, { ...staff, body: {} }))
        .status,
      404,
    )
  })

  it('is in the contract as a scheme of its own', async () => {
    const answer = await fetch(`${running.here.app.url}/v1/openapi.json`)
    const { components, paths } = (await answer.json()) as Record<string, Record<string, object>>
    assert.equal(Object(components?.securitySchemes).apiKey.scheme, 'bearer')
    assert.deepEqual(Object(paths)['/v1/who'].get.security, [
      { bearer: [] },
      { apiKey: [] },
      { signature: [] },
    ])
  })
})

async function refusedInTime(token: string): Promise<void> {
  const deadlineMs = performance.now() + promisedMs + slackMs
  for (const process of [running.here, running.there]) {
    while ((await ask(process, 'POST /knocks', { token, body: { times: 1 } })).status !== 401) {
      assert.ok(performance.now() < deadlineMs, 'it is still taken')
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  }
}
