import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, it } from 'node:test'

import { createOutgoing, type OutgoingOptions } from './outgoing.ts'
import { publicTargets } from './target.ts'

const post = { headers: { 'content-type': 'application/json' }, body: '{}' }

describe('the guarded client', () => {
  it('posts, and answers with status, headers and the beginning of the body', async () => {
    await using there = await receiver((request, response) => {
      response.writeHead(request.method === 'POST' ? 503 : 500, { 'retry-after': '7' })
      response.end('x'.repeat(5_000))
    })
    await using outgoing = opened({ loopback: true })

    const { status, headers, excerpt } = await outgoing.post({ url: there.url, ...post })

    assert.equal(status, 503)
    assert.equal(headers['retry-after'], '7')
    assert.equal(excerpt, 'x'.repeat(1_024))
  })

  it('follows no redirect', async () => {
    await using inside = await receiver((_, response) => response.end('the keys'))
    await using there = await receiver((_, response) => {
      response.writeHead(307, { location: inside.url }).end()
    })
    await using outgoing = opened({ loopback: true })

    const { status } = await outgoing.post({ url: there.url, ...post })

    assert.equal(status, 307)
    assert.equal(inside.requests.length, 0)
  })

  it('connects to the address that was checked, whatever the name says a moment later', async () => {
    await using inside = await receiver((_, response) => response.end('the keys'))
    const { port } = new URL(inside.url)
    const answers = ['192.0.2.1', '127.0.0.1'] // rebinding: first one address, then another
    let asked = 0
    await using outgoing = opened({
      ports: [Number(port)],
      timeoutMs: 10_000,
      resolve: async () => [{ address: answers[asked++] ?? '127.0.0.1', family: 4 }],
    })

    for (const _ of answers) {
      const attempt = outgoing.post({ url: `https://rebind.example:${port}/`, ...post })
      await assert.rejects(attempt, { name: 'TargetRefused' })
    }

    assert.equal(asked, 2)
    assert.equal(inside.requests.length, 0)
  })

  it('refuses a name of which one address is inside', async () => {
    const addresses = ['8.8.8.8', '169.254.169.254']
    await using outgoing = opened({
      resolve: async () => addresses.map((address) => ({ address, family: 4 })),
    })

    const attempt = outgoing.post({ url: 'https://mixed.example/', ...post })

    await assert.rejects(attempt, { name: 'TargetRefused' })
  })

  it('refuses an address inside before it connects', async () => {
    await using outgoing = opened({})
    for (const url of ['https://169.254.169.254/latest', 'https://[::1]/', 'https://0x7f000001/'])
      await assert.rejects(outgoing.post({ url, ...post }), { name: 'TargetRefused' })
  })

  it('waits no longer than it may, also for a body that trickles', async () => {
    const timers: NodeJS.Timeout[] = []
    await using there = await receiver((_, response) => {
      response.writeHead(200)
      timers.push(setInterval(() => response.write('x'), 50))
    })
    await using outgoing = opened({ loopback: true, timeoutMs: 500 })

    await assert.rejects(outgoing.post({ url: there.url, ...post }), { name: 'TimeoutError' })

    for (const timer of timers) clearInterval(timer)
  })

  it('reads no endless body', async () => {
    await using there = await receiver((_, response) => {
      response.on('error', () => {})
      const fill = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      }
      response.on('drain', fill)
      fill()
    })
    await using outgoing = opened({ loopback: true, timeoutMs: 30_000 })

    const { status, excerpt } = await outgoing.post({ url: there.url, ...post })

    assert.deepEqual([status, excerpt.length], [200, 1_024])
  })

  it('uses no proxy of the environment', async () => {
    await using there = await receiver((_, response) => response.end('direct'))
    const before = process.env.HTTP_PROXY
    process.env.HTTP_PROXY = 'http://127.0.0.1:9'
    try {
      await using outgoing = opened({ loopback: true })
      assert.equal((await outgoing.post({ url: there.url, ...post })).excerpt, 'direct')
    } finally {
      if (before === undefined) delete process.env.HTTP_PROXY
      else process.env.HTTP_PROXY = before
    }
  })
})

function opened(options: Partial<OutgoingOptions>) {
  const defaults = { ...publicTargets, timeoutMs: 15_000, connections: 2 }
  const outgoing = createOutgoing({ ...defaults, ...options })
  return { ...outgoing, [Symbol.asyncDispose]: () => outgoing.close() }
}

async function receiver(listener: RequestListener) {
  const requests: IncomingMessage[] = []
  const server = createServer((request, response) => {
    requests.push(request)
    request.resume()
    listener(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
