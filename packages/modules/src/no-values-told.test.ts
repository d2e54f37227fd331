import assert from 'node:assert/strict'
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'

import * as carts from './carts/contract.ts'
import * as catalog from './catalog/contract.ts'
import * as identity from './identity/contract.ts'
import * as inventory from './inventory/contract.ts'
import * as notifications from './notifications/contract.ts'
import * as orders from './orders/contract.ts'
import * as payments from './payments/contract.ts'
import * as webhooks from './webhooks/contract.ts'

/** Every operation of the shop is called with marked values; none may be found in what its process writes or sends. */

const mark = 'geheimnisvoll'

let shop: { url: string; socketUrl: string; tokens: string[] }
let child: ChildProcess
let collector: Server
let written = ''
let traced = ''
before(async () => {
  collector = createServer((request, response) => {
    request.on('data', (chunk) => {
      traced += chunk
    })
    request.on('end', () =>
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}'),
    )
  }).listen(0, '127.0.0.1')
  await once(collector, 'listening')
  const { port } = collector.address() as AddressInfo // it listens on TCP
  child = fork(fileURLToPath(new URL('testing/marked-shop.ts', import.meta.url)), {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` },
  })
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      written += chunk
    })
  }
  const [ready] = await once(child, 'message')
  shop = ready as typeof shop // sent by marked-shop.ts
})
after(() => {
  child.kill()
  collector.close()
})

describe('what a process tells of itself', { timeout: 240_000 }, () => {
  it('holds no value that callers sent, whatever became of their calls', async () => {
    await liveThrough()
    for (const token of [undefined, ...shop.tokens]) await callAll(token)
    child.send('stop')
    await once(child, 'exit')

    assert.match(written, /"operation":"identity.login"/, 'every call has its line')
    assert.match(traced, /identity\.login/, 'every call has its span')
    assert.equal(linesWith(written), '')
    assert.equal(linesWith(traced), '')
  })
})

function linesWith(text: string): string {
  const lines = text.split('\n').filter((line) => line.toLowerCase().includes(mark))
  return lines.map((line) => line.slice(0, 600)).join('\n')
}

/** A person of the shop whose every trait is marked, and what they get wrong. */
async function liveThrough(): Promise<void> {
  const email = `ada-${mark}@example.com`
  const password = `${mark} battery staple`
  const user = { email, password, name: `Ada ${mark}` }
  assert.equal((await post('/v1/users', user)).status, 201)
  assert.equal((await post('/v1/users', user)).status, 409)
  const signedIn = await post('/v1/sessions', { email, password })
  const { accessToken: token, refreshToken } = signedIn.json as Record<string, string>
  assert.equal(signedIn.status, 201)
  assert.equal((await post('/v1/sessions', { email, password: `no ${mark}!` })).status, 401)
  await post('/v1/sessions/refresh', { refreshToken })
  await post('/v1/sessions/refresh', { refreshToken: `${mark}${mark}${mark}` })
  const address = { lines: [mark], city: mark, postalCode: 'G1', country: 'DE' }
  const changed = await post(
    '/v1/users/me',
    { address, name: mark },
    { token, method: 'PATCH', match: '"1"' },
  )
  assert.equal(changed.status, 200)
  await post(`/v1/products?${mark}=${mark}`, undefined, { token, method: 'GET' })
  await post(`/v1/products/${mark}`, undefined, { token, method: 'GET' })
  await post('/v1/privacy/export', undefined, { token, method: 'GET' })
  await post('/v1/users', undefined, { token: `${mark}.${mark}.${mark}` })
  const broken = await fetch(`${shop.url}/v1/users`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: `session=${mark}` },
    body: `{"name":"${mark}`,
  })
  assert.equal(broken.status, 400)
}

interface Sending {
  readonly token?: string | undefined
  readonly method?: string
  readonly match?: string
}

async function post(
  path: string,
  body: object | undefined,
  { token, method = 'POST', match }: Sending = {},
) {
  const response = await fetch(shop.url + path, {
    method,
    headers: {
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(match ? { 'if-match': match } : {}),
      'idempotency-key': crypto.randomUUID(),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  return { status: response.status, json: await response.json().catch(() => undefined) }
}

interface Declared {
  readonly name: string
  readonly kind: string
  readonly access: unknown
  readonly input: Schema
}

interface Schema {
  readonly type?: string
  readonly format?: string
  readonly anyOf?: readonly Schema[]
  readonly enum?: readonly unknown[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
}

const contracts = [carts, catalog, identity, inventory, notifications, orders, payments, webhooks]

const operations = contracts
  .flatMap((contract) => Object.values(contract) as unknown[])
  .filter(
    (one): one is Declared =>
      typeof one === 'object' && one !== null && 'kind' in one && 'input' in one,
  )
  .filter(({ kind, access }) => ['command', 'query'].includes(kind) && access !== 'internal')

/** Over one socket, every operation with a mark in each of its strings. */
async function callAll(token: string | undefined): Promise<void> {
  const protocols = token ? ['json-rpc', `bearer.${token}`] : []
  const socket = new WebSocket(shop.socketUrl, protocols)
  await once(socket, 'open')
  assert.ok(operations.length > 40, `${operations.length} operations`)
  for (const [index, { name, input }] of operations.entries()) {
    const params = marked(input)
    const meta = { idempotencyKey: crypto.randomUUID() }
    socket.send(JSON.stringify({ jsonrpc: '2.0', id: index, method: name, params, meta }))
    const [event] = (await once(socket, 'message')) as [MessageEvent<string>]
    assert.equal(JSON.parse(event.data).id, index)
  }
  socket.close()
}

/** A value that is somewhat as the schema says, and marked wherever it has text. */
function marked(schema: Schema): unknown {
  if (schema.anyOf?.[0]) return marked(schema.anyOf[0])
  if (schema.enum) return schema.enum[0]
  if (schema.properties) {
    const fields = Object.entries(schema.properties)
    return Object.fromEntries(fields.map(([name, field]) => [name, marked(field)]))
  }
  if (schema.type === 'array') return [marked(schema.items ?? {})]
  if (schema.type === 'integer' || schema.type === 'number') return 1
  if (schema.type === 'boolean') return true
  if (schema.format === 'uuid') return crypto.randomUUID()
  if (schema.format === 'email') return `${mark}@example.com`
  return mark
}
