import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { startDoors } from '../feed/testing/start-doors.ts'
import * as doors from '../feed/testing/swings.ts'
import { createClient } from './create-client.ts'
import { readServerSent } from './server-sent.ts'

describe('following through a client', () => {
  it('tells each event once and in order, though the server goes away meanwhile', async () => {
    await using server = await startDoors()
    const token = await server.token({ id: 'cleo', roles: ['chief'] })
    const client = createClient({ doors }, { url: server.url, token })
    const following = client.doors.swings({ door: 'red' }, { after: '0' })
    await server.swing('red', 1)
    const heard = [await next(following)]
    await server.restart()
    await server.swing('blue', 2)
    await server.swing('red', 3)
    heard.push(await next(following), await next(following), await next(following))
    await following.return(undefined)
    assert.deepEqual(heard, ['opened 1', 'shut 1', 'opened 3', 'shut 3'])
  })

  it('ends with the signal, and with what is refused for good', async () => {
    await using server = await startDoors()
    const guest = createClient({ doors }, { url: server.url })
    await assert.rejects(guest.doors.swings().next(), { code: 'UNAUTHENTICATED' })
    const token = await server.token({ id: 'cleo', roles: ['chief'] })
    const client = createClient({ doors }, { url: server.url, token })
    const controller = new AbortController()
    setTimeout(() => controller.abort(), 300)
    const { done } = await client.doors.swings({}, { signal: controller.signal }).next()
    assert.equal(done, true)
  })
})

describe('reading an event stream', () => {
  it('takes lines of any ending, cut anywhere, and leaves comments alone', async () => {
    const text =
      ': hello\r\n\r\nid: 1\r\nevent: a\r\ndata: x\u2028\r\ndata: ü\r\n\r\nretry: 50\nid: 2\n\ndata: never told'
    const bytes = new TextEncoder().encode(text)
    for (const size of [1, 3, bytes.length]) {
      const messages = []
      for await (const message of readServerSent(chunked(bytes, size))) messages.push(message)
      assert.deepEqual(messages, [
        {},
        { id: '1', event: 'a', data: 'x\u2028\nü' },
        { id: '2', retryMs: 50 },
      ])
    }
  })
})

function chunked(
  bytes: Uint8Array<ArrayBuffer>,
  size: number,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    start(controller) {
      for (let at = 0; at < bytes.length; at += size)
        controller.enqueue(bytes.subarray(at, at + size))
      controller.close()
    },
  })
}

async function next(following: ReturnType<ReturnType<typeof connectType>>): Promise<string> {
  const { value } = await following.next()
  assert.ok(value)
  return `${value.event.replace('doors.', '')} ${value.data.n}`
}

const connectType = () => createClient({ doors }, { url: '' }).doors.swings
