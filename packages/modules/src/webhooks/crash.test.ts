import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { it } from 'node:test'
import { fileURLToPath } from 'node:url'

import { createTokenIssuer, loadSigningKeys } from '@archwright/kit/identity'
import { testDatabase } from '@archwright/kit/postgres'
import { Webhook } from 'standardwebhooks'

import { eventually } from './testing/eventually.ts'
import { type Answer, accept, startReceiver } from './testing/receiver.ts'
import { staff } from './testing/tea-house.ts'

it('a process that is killed while it sends loses nothing: the next one sends it, with the same ids', async () => {
  let heard = 0
  const silentAfterFive: Answer = (response, arrived) => {
    heard += 1
    if (heard <= 5) accept(response, arrived)
  }
  await using receiver = await startReceiver(silentAfterFive)
  await using senders = await openSenders()
  const api = await senders.start()
  const post = (route: string, body: object) => senders.post(`${api}/webhooks/${route}`, body)
  const { secret } = await post('endpoints', { url: receiver.url, events: ['custom.leaf'] })
  const sent = new Set<unknown>()
  for (let leaf = 0; leaf < 20; leaf += 1)
    sent.add((await post('events', { event: 'custom.leaf', data: { leaf } })).messageId)
  await eventually(() => receiver.arrived.length > 10)

  await senders.kill()
  receiver.answer = accept
  await senders.start()

  const taken = await eventually(
    () => new Set(receiver.arrived.map(({ headers }) => headers['webhook-id'])),
    (ids) => ids.size === 20,
  )
  assert.deepEqual(taken, sent)
  await eventually(
    async () => (await senders.get('webhooks/deliveries?state=waiting')).items.length === 0,
  )
  const counts = Map.groupBy(receiver.arrived, ({ headers }) => headers['webhook-id'])
  assert.ok(
    [...counts.values()].some((copies) => copies.length > 1),
    'some came twice',
  )
  for (const { body, headers } of receiver.arrived)
    new Webhook(secret).verify(
      body,
      Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    )
})

/** Sending processes on one database, one at a time, and a member of staff who asks them. */
async function openSenders() {
  const folder = await mkdtemp(path.join(tmpdir(), 'senders-'))
  const keysFile = path.join(folder, 'signing-keys.json')
  const database = await testDatabase()
  const issuer = createTokenIssuer(await loadSigningKeys(keysFile), {
    issuer: 'senders',
    audience: 'senders',
    accessTokenSeconds: 600,
    clock: { now: () => new Date(), newId: randomUUID },
  })
  const { token } = await issuer.issue(staff)
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const ask = async (url: string, init: RequestInit) => {
    const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(20_000) })
    assert.ok(answer.ok, `${url} answered ${answer.status}`)
    return Object(await answer.json())
  }
  const program = fileURLToPath(new URL('./testing/sender-process.ts', import.meta.url))
  let api = ''
  let kill = async () => {}
  return {
    async start() {
      const child = spawn(process.execPath, [program], {
        env: {
          PATH: process.env.PATH,
          PORT: '0',
          DATABASE_URL: database.url,
          SIGNING_KEYS_FILE: keysFile,
          LOG_LEVEL: 'warn',
        },
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const ended = once(child, 'exit')
      kill = async () => {
        child.kill('SIGKILL')
        await ended
      }
      const [line] = await once(createInterface({ input: child.stdout }), 'line')
      api = JSON.parse(String(line)).urls.api
      return api
    },
    kill: () => kill(),
    get: (route: string) => ask(`${api}/${route}`, { headers }),
    post: (url: string, body: object) =>
      ask(url, {
        method: 'POST',
        headers: { ...headers, 'idempotency-key': randomUUID() },
        body: JSON.stringify(body),
      }),
    async [Symbol.asyncDispose]() {
      await kill()
      await database[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
