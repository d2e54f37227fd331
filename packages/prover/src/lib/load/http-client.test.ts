import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { describe, it } from 'node:test'

import { listen } from '../testing/listen.ts'
import type { Call } from './call.ts'
import { HttpClient } from './http-client.ts'

describe('HttpClient', () => {
  it('takes replicas in turn', async () => {
    await using one = await serving(ok)
    await using two = await serving(ok)
    await using client = new HttpClient({ origins: [one.url, two.url] })

    for (let turn = 0; turn < 6; turn += 1) await client.send(get)

    assert.deepEqual([one.keys.length, two.keys.length], [3, 3])
  })

  it('repeats a call with the same key on another replica when one breaks the connection', async () => {
    await using broken = await serving((request) => request.socket.destroy())
    await using sound = await serving(ok)
    await using client = new HttpClient({ origins: [broken.url, sound.url] })

    const { answer, attempts } = await client.send(keyed)

    assert.equal(answer?.status, 200)
    assert.deepEqual(
      attempts.map(({ replica }) => replica),
      [0, 1],
    )
    assert.deepEqual([...broken.keys, ...sound.keys], ['k-1', 'k-1'])
  })

  it('does not repeat a command without a key that may have arrived', async () => {
    await using broken = await serving((request) => request.socket.destroy())
    await using client = new HttpClient({ origins: [broken.url] })

    const { answer, attempts } = await client.send({ ...get, method: 'POST' })

    assert.equal(answer, undefined)
    assert.equal(attempts.length, 1)
  })

  it('waits as long as Retry-After asks before it repeats', async () => {
    let calls = 0
    await using busy = await serving((request, response) => {
      calls += 1
      if (calls > 1) return ok(request, response)
      response.writeHead(503, { 'retry-after': '1' }).end()
    })
    await using client = new HttpClient({ origins: [busy.url] })

    const started = Date.now()
    const { answer, attempts } = await client.send({ ...get, method: 'POST' })

    assert.equal(answer?.status, 200)
    assert.equal(attempts[0]?.status, 503)
    assert.ok(Date.now() - started >= 950)
  })

  it('comes from as many addresses as asked', { skip: process.platform !== 'linux' }, async () => {
    const addresses = new Set<string | undefined>()
    await using server = await serving((request, response) => {
      addresses.add(request.socket.remoteAddress)
      ok(request, response)
    })
    await using client = new HttpClient({ origins: [server.url], addresses: 3 })

    for (let turn = 0; turn < 6; turn += 1) await client.send({ ...get, client: turn })

    assert.deepEqual([...addresses].sort(), ['127.0.0.1', '127.0.0.2', '127.0.0.3'])
  })
})

const get: Call = { operation: 'a', method: 'GET', path: '/', headers: {}, client: 0 }
const keyed: Call = { ...get, method: 'POST', headers: { 'idempotency-key': 'k-1' } }

type Handler = (request: IncomingMessage, response: ServerResponse) => void

const ok: Handler = (_request, response) => {
  response.end('{}')
}

async function serving(handler: Handler) {
  const keys: string[] = []
  const server = createServer((request, response) => {
    keys.push(String(request.headers['idempotency-key']))
    handler(request, response)
  })
  return Object.assign(await listen(server), { keys })
}
