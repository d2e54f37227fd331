import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { it } from 'node:test'

import { startTestApp, type TestApp } from '@archwright/kit/testing'

import { apiKeys, createKey, listKeys, rotateKey } from './contract.ts'
import { keys } from './index.ts'

const hourMs = 3_600_000
const as = { id: 'sam', roles: ['staff'] }

async function issue(app: TestApp, lifeSeconds?: number): Promise<{ id: string; secret: string }> {
  const life = lifeSeconds === undefined ? {} : { lifeSeconds }
  const wanted = { name: 'a program', roles: ['partner'], ...life }
  const { key, keySecret } = await app.call(createKey, wanted, { as })
  return { id: key.keyId, secret: keySecret ?? '' }
}

async function isGood(app: TestApp, secret: string): Promise<boolean> {
  const asked = { hash: hash('sha256', secret, 'base64url') }
  return (await app.call(apiKeys.operation, asked)).bearer !== null
}

it('a key lives as long as was said, and no longer than the system allows', async () => {
  await using app = await startTestApp(keys({ lifeSeconds: 7_200 }))
  const short = await issue(app, 3_600)
  const long = await issue(app, 31_536_000)
  app.advance(hourMs - 1_000)
  assert.deepEqual([await isGood(app, short.secret), await isGood(app, long.secret)], [true, true])
  app.advance(2_000)
  assert.deepEqual([await isGood(app, short.secret), await isGood(app, long.secret)], [false, true])
  app.advance(hourMs)
  assert.equal(await isGood(app, long.secret), false)
})

it('a renewed key’s earlier secret ends after the overlap, or when it would have anyway', async () => {
  await using app = await startTestApp(keys({ overlapSeconds: 3_600 }))
  const one = await issue(app)
  const { keySecret } = await app.call(rotateKey, { keyId: one.id }, { as })
  app.advance(hourMs - 1_000)
  assert.equal(await isGood(app, one.secret), true)
  app.advance(2_000)
  assert.deepEqual(
    [await isGood(app, one.secret), await isGood(app, keySecret ?? '')],
    [false, true],
  )
})

it('that a key was used is written once a minute', async () => {
  await using app = await startTestApp(keys())
  const { secret } = await issue(app)
  const lastUsed = async () => (await app.call(listKeys, {}, { as })).keys[0]?.lastUsedAt
  await isGood(app, secret)
  const first = await lastUsed()
  app.advance(30_000)
  await isGood(app, secret)
  assert.equal(await lastUsed(), first)
  app.advance(31_000)
  await isGood(app, secret)
  assert.ok(Date.parse((await lastUsed()) ?? '') - Date.parse(first ?? '') >= 61_000)
})
