import assert from 'node:assert/strict'
import { hash, randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'

import { ask, type KeysProcesses, startKeys } from './testing/start-keys.ts'

let running: KeysProcesses
before(async () => {
  running = await startKeys({ tenants: { role: 'keys_tenants' }, audit: { staffCommands: true } })
})
after(() => running[Symbol.asyncDispose]())

const who = (token: string) => ask(running.here, 'GET /who', { token })

describe('of API keys, nobody gets in with', () => {
  it('one that is mistyped, made up, cut off, or one of its halves', async () => {
    const { keySecret } = await running.issue()
    const wrong = [
      `${keySecret.slice(0, -1)}${keySecret.endsWith('0') ? '1' : '0'}`,
      keySecret.slice(0, -8),
      keySecret.toUpperCase(),
      `apikey_${'0'.repeat(72)}`,
      `apikey_' or '1'='1`,
      `ses_${keySecret.slice(7)}`,
    ]
    for (const token of wrong) assert.equal((await who(token)).status, 401, token)
    assert.equal((await who(keySecret)).status, 200)
  })

  it('what the database holds', async () => {
    const { keySecret } = await running.issue()
    const kept = hash('sha256', keySecret, 'base64url')
    for (const token of [kept, `apikey_${kept}`]) assert.equal((await who(token)).status, 401)
  })

  it('a key in the address, and no answer repeats it', async () => {
    const { keySecret } = await running.issue()
    const { url } = running.here.app
    for (const path of [
      `/v1/who?api_key=${keySecret}`,
      `/v1/who/${keySecret}`,
      `/${keySecret}`,
      `/v1/graphql?access_token=${keySecret}`,
    ]) {
      const answer = await fetch(url + path)
      const text = await answer.text()
      assert.equal(answer.status, 400, path)
      assert.equal(JSON.parse(text).code, 'SECRET_IN_URL')
      assert.ok(!text.includes(keySecret.slice(7, 40)))
    }
    assert.equal((await ask(running.here, 'GET /who?api_key=apikey_none')).status, 401)
  })
})

describe('a key', () => {
  it('issues and renews no keys, whatever its roles', async () => {
    const { key, keySecret: token } = await running.issue({ roles: ['staff'] })
    const wanted = { name: 'more', roles: ['partner'] }
    const made = await ask(running.here, 'POST /api-keys', { token, body: wanted })
    assert.deepEqual([made.status, Object(await made.json()).code], [403, 'KEY_BY_KEY'])
    const route = `POST /api-keys/${key.keyId}/rotate`
    assert.equal((await ask(running.here, route, { token, body: {} })).status, 403)
  })

  it('has no role that its issuer has not, and none of those inside', async () => {
    const token = await running.staff()
    for (const role of ['admin', 'service', 'guest']) {
      const body = { name: 'more', roles: ['partner', role] }
      const answer = await ask(running.here, 'POST /api-keys', { token, body })
      assert.deepEqual([answer.status, Object(await answer.json()).code], [403, 'ROLE_NOT_YOURS'])
    }
  })

  it('of a tenant is seen, renewed and ended by staff of that tenant only', async () => {
    const [red, blue] = [randomUUID(), randomUUID()]
    const { key, keySecret } = await running.issue({}, red)
    assert.equal(Object(await (await who(keySecret)).json()).tenant, red)
    for (const stranger of [await running.staff(blue), await running.staff()]) {
      const token = { token: stranger }
      const listed = await ask(running.here, 'GET /api-keys', token)
      assert.ok(!(await listed.text()).includes(key.keyId))
      const rotate = `POST /api-keys/${key.keyId}/rotate`
      assert.equal((await ask(running.here, rotate, { ...token, body: {} })).status, 404)
      assert.equal((await ask(running.here, `DELETE /api-keys/${key.keyId}`, token)).status, 404)
      const body = { name: 'theirs', roles: ['partner'], partnerId: key.partnerId }
      assert.equal((await ask(running.here, 'POST /api-keys', { ...token, body })).status, 404)
    }
    assert.equal((await who(keySecret)).status, 200)
  })
})
