import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { describe, it } from 'node:test'

import {
  deleteEndpoint,
  getEndpoint,
  listEndpoints,
  listEventTypes,
  ping,
  registerEndpoint,
  replayFailed,
  rotateSecret,
  setEnabled,
  updateEndpoint,
} from './contract.ts'
import { resealSecrets } from './reseal-secrets.ts'
import { readSecretKeys } from './secret-keys.ts'
import { ada, bob, register, staff, startTeaHouse } from './testing/tea-house.ts'

const url = 'https://receiver.example/hook'

describe('an endpoint', () => {
  it('is registered, read, changed and deleted by its owner', async () => {
    await using app = await startTeaHouse()
    const { secret, ...endpoint } = await register(app, url, ada)

    assert.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/)
    assert.deepEqual([endpoint.ownerId, endpoint.enabled, endpoint.version], ['ada', true, 1])
    const { endpointId } = endpoint
    assert.deepEqual(await app.call(getEndpoint, { endpointId }, { as: ada }), endpoint)
    const change = { endpointId, description: 'mine', url: `${url}/2` }
    const changed = await app.call(updateEndpoint, change, { as: ada })
    assert.deepEqual(changed, { ...endpoint, description: 'mine', url: `${url}/2`, version: 2 })
    assert.equal((await app.call(updateEndpoint, change, { as: ada })).version, 2)

    await app.call(deleteEndpoint, { endpointId }, { as: ada })

    const gone = app.call(getEndpoint, { endpointId }, { as: ada })
    await assert.rejects(gone, { code: 'ENDPOINT_NOT_FOUND' })
  })

  it('is told of once for each key, with the same secret, which no table holds', async () => {
    await using app = await startTeaHouse()
    const input = { url, events: ['tea.brewed'] }

    const first = await app.call(registerEndpoint, input, { as: ada, key: 'k' })
    const again = await app.call(registerEndpoint, input, { as: ada, key: 'k' })

    assert.deepEqual(again, first)
    assert.equal((await app.call(listEndpoints, {}, { as: ada })).items.length, 1)
    const [dump] = await app.sql<{ text: string }>`
      select (select string_agg(secret::text, '') from webhooks.secret)
        || (select string_agg(idempotency::text, '') from kit.idempotency) as text`
    assert.ok(dump?.text.includes('development.'))
    assert.ok(!dump?.text.includes('whsec_'))
  })

  it('belongs to its owner: others are told that there is none, staff see all', async () => {
    await using app = await startTeaHouse()
    const { endpointId } = await register(app, url, ada)
    const as = bob
    const key = randomUUID()
    const since = new Date().toISOString()

    const tries = [
      () => app.call(getEndpoint, { endpointId }, { as }),
      () => app.call(updateEndpoint, { endpointId, url: `${url}/bob` }, { as }),
      () => app.call(setEnabled, { endpointId, enabled: false }, { as }),
      () => app.call(rotateSecret, { endpointId }, { as, key }),
      () => app.call(ping, { endpointId }, { as, key }),
      () => app.call(replayFailed, { endpointId, since }, { as, key }),
      () => app.call(deleteEndpoint, { endpointId }, { as }),
    ]

    for (const attempt of tries) await assert.rejects(attempt(), { code: 'ENDPOINT_NOT_FOUND' })
    assert.deepEqual((await app.call(listEndpoints, {}, { as: bob })).items, [])
    assert.equal((await app.call(listEndpoints, {}, { as: staff })).items.length, 1)
    assert.equal((await app.call(getEndpoint, { endpointId }, { as: staff })).enabled, true)
  })

  it('is for partners and staff', async () => {
    await using app = await startTeaHouse()
    const customer = { id: 'eve', roles: ['customer'] }
    await assert.rejects(register(app, url, customer), { code: 'FORBIDDEN' })
  })

  it('chooses among the events that are offered to its owner', async () => {
    await using app = await startTeaHouse()
    const { items } = await app.call(listEventTypes, {}, { as: ada })
    assert.deepEqual(items, [{ name: 'tea.brewed', summary: 'Tea was brewed' }])

    for (const event of ['tea.spilt', 'tea.drunk', 'webhooks.ping'])
      await assert.rejects(register(app, url, ada, event), { code: 'UNKNOWN_EVENT' })
    await register(app, url, staff, 'tea.spilt', 'tea.brewed', 'custom.anything')
    const { endpointId } = await register(app, url, ada)
    const widened = { endpointId, events: ['tea.spilt'] }

    await assert.rejects(app.call(updateEndpoint, widened, { as: staff }), {
      code: 'UNKNOWN_EVENT',
    })
  })

  it('cannot be inside our own network', async () => {
    await using app = await startTeaHouse({ sending: { loopback: false } })
    const inside = [
      'http://receiver.example/',
      'https://127.0.0.1/',
      'https://2130706433/',
      'https://[::ffff:10.0.0.1]/',
      'https://169.254.169.254/latest/meta-data',
      'https://receiver.example:22/',
      'https://user:password@receiver.example/',
    ]
    for (const refused of inside)
      await assert.rejects(register(app, refused, ada), { code: 'URL_REFUSED' }, refused)
    const { endpointId } = await register(app, url, ada)

    const moved = app.call(updateEndpoint, { endpointId, url: 'https://10.0.0.1/' }, { as: ada })

    await assert.rejects(moved, { code: 'URL_REFUSED' })
  })

  it('is one of fifty at most, also when they are registered at once', async () => {
    await using app = await startTeaHouse()
    const tries = Array.from({ length: 55 }, (_, index) => register(app, `${url}/${index}`, ada))

    const outcomes = await Promise.allSettled(tries)

    assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 50)
    assert.equal((await app.call(listEndpoints, { limit: 100 }, { as: ada })).items.length, 50)
    await register(app, url, bob)
  })

  it('lists its owner’s page by page', async () => {
    await using app = await startTeaHouse()
    for (const path of ['1', '2', '3']) await register(app, `${url}/${path}`, ada)
    await register(app, url, bob)

    const first = await app.call(listEndpoints, { limit: 2 }, { as: ada })
    const cursor = first.nextCursor ?? ''
    const second = await app.call(listEndpoints, { limit: 2, cursor }, { as: ada })

    const urls = [...first.items, ...second.items].map((endpoint) => endpoint.url)
    assert.deepEqual(urls, [`${url}/3`, `${url}/2`, `${url}/1`])
    assert.equal(second.nextCursor, null)
    await assert.rejects(app.call(listEndpoints, { cursor }, { as: bob }), {
      code: 'INVALID_INPUT',
    })
  })
})

it('secrets are sealed anew with the newest key', async () => {
  const newKey = (id: string) => `${id}:${randomBytes(32).toString('base64')}`
  const [older, newer] = [newKey('older'), newKey('newer')]
  await using app = await startTeaHouse({ keys: readSecretKeys(older) })
  const { endpointId, secret } = await register(app, url, ada)

  await assert.rejects(resealSecrets(readSecretKeys(newer), app.sql), /no key older/)
  await resealSecrets(readSecretKeys(`${newer},${older}`), app.sql)

  const [row] = await app.sql<{ sealed: string }>`select sealed from webhooks.secret`
  assert.equal(readSecretKeys(newer).open(row?.sealed ?? '', endpointId), secret)
})
