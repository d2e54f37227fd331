import assert from 'node:assert/strict'
import { once } from 'node:events'
import { describe, it } from 'node:test'

import { WebSocket } from 'ws'

import { startDoors } from '../../feed/testing/start-doors.ts'
import { type ClientOptions, connectRpc } from './testing/rpc-client.ts'

const chief = { id: 'cleo', roles: ['chief'] }
const ann = { id: 'ann', roles: ['guard'] }
const swing = { door: 'red', n: 1, guardId: 'ann' }

describe('JSON-RPC over WebSocket', () => {
  it('calls operations by name, with failures as problems', async () => {
    await using server = await startDoors()
    const client = await connectRpc(server.url)

    assert.deepEqual((await client.call('doors.swing', swing)).result, {})
    const codes = []
    for (const [method, params] of [
      ['doors.swing', { ...swing, n: 'x' }],
      ['doors.swing', { ...swing, _meta: { deadlineMs: 'soon' } }],
      ['doors.liveSessions', { sessionIds: [] }],
      ['doors.nothing', {}],
      ['subscribe', { subscription: 'doors.swings' }],
      ['unsubscribe', { subscription: '7' }],
      ['authenticate', { token: 'bad' }],
    ] as const) {
      const { error } = await client.call(method, params)
      codes.push([error?.code, error?.data.code])
    }
    assert.deepEqual(codes, [
      [-32602, 'INVALID_INPUT'],
      [-32602, 'INVALID_INPUT'],
      [-32601, 'UNKNOWN_OPERATION'],
      [-32601, 'UNKNOWN_OPERATION'],
      [-32001, 'UNAUTHENTICATED'],
      [-32602, 'INVALID_INPUT'],
      [-32001, 'UNAUTHENTICATED'],
    ])
  })

  it('answers what is no request, batches and notifications as JSON-RPC 2.0 says', async () => {
    await using server = await startDoors()
    const { socket } = await connectRpc(server.url)
    const ask = async (text: string) => {
      socket.send(text)
      const [data] = await once(socket, 'message')
      return JSON.parse(String(data))
    }
    const request = { jsonrpc: '2.0', method: 'doors.swing', params: swing }

    assert.equal((await ask('{')).error.code, -32700)
    assert.equal((await ask('[]')).error.code, -32600)
    assert.equal((await ask('{"jsonrpc":"1.0","method":"x","id":1}')).error.code, -32600)
    assert.deepEqual((await ask('{"jsonrpc":"2.0","method":"x","id":1,"params":[]}')).id, 1)
    const batch = [{ ...request, id: 'a' }, 7, request, { ...request, id: 'b' }]
    const answers = await ask(JSON.stringify(batch))
    assert.deepEqual(
      answers.map(({ id }: { id: unknown }) => id),
      ['a', null, 'b'],
    )
  })

  it('tells what is followed until it is no longer, and resumes behind a position', async () => {
    await using server = await startDoors()
    const client = await connectRpc(server.url, { token: await server.token(chief) })
    const { result } = await client.call('subscribe', {
      subscription: 'doors.swings',
      input: { door: 'red' },
    })
    const { subscription, position } = Object(result)
    await server.swing('blue', 1)
    await server.swing('red', 2)
    assert.deepEqual(await client.hears(2), ['opened red 2', 'shut red 2'])

    await client.call('unsubscribe', { subscription })
    await server.swing('red', 3)
    await client.call('subscribe', { subscription: 'doors.swings', after: client.position() })
    assert.deepEqual((await client.hears(4)).slice(2), ['opened red 3', 'shut red 3'])
    const again = { subscription: 'doors.swings', after: position }
    await client.call('subscribe', again)
    await client.hears(4 + 6)
    assert.deepEqual(client.heard.slice(4, 6), ['opened blue 1', 'shut blue 1'])
    await client.call('subscribe', again)
    assert.equal((await client.call('subscribe', again)).error?.data.code, 'OVERLOADED')
  })

  it('knows its caller by header, by subprotocol, or by the first message', async () => {
    await using server = await startDoors()
    const token = await server.token(ann)
    const ways: ClientOptions[] = [{ token }, { protocols: ['jsonrpc-2.0', `bearer.${token}`] }, {}]
    for (const way of ways) {
      const client = await connectRpc(server.url, way)
      assert.equal(client.socket.protocol, 'jsonrpc-2.0')
      if (!way.token && !way.protocols)
        assert.deepEqual((await client.call('authenticate', { token })).result, ann)
      const { error } = await client.call('subscribe', { subscription: 'doors.swings' })
      assert.equal(error, undefined)
      const other = await server.token(chief)
      assert.equal(
        (await client.call('authenticate', { token: other })).error?.data.code,
        'FORBIDDEN',
      )
    }
  })

  it('refuses bad tokens and foreign pages before there is a socket', async () => {
    await using server = await startDoors({ variables: { CORS_ORIGINS: 'https://shop.example' } })
    assert.equal(await refusal(server.url, { token: 'bad' }), 401)
    assert.equal(await refusal(server.url, { headers: { origin: 'https://evil.example' } }), 403)
    await connectRpc(server.url, { headers: { origin: 'https://shop.example' } })
    await connectRpc(server.url, { headers: { origin: server.url } })
  })

  it('closes with 4401 soon after the session ended, also an idle socket', async () => {
    await using server = await startDoors()
    const who = { ...chief, sessionId: 's-1' }
    const client = await connectRpc(server.url, { token: await server.token(who) })
    const other = await connectRpc(server.url, { token: await server.token(chief) })

    server.endSession('s-1')

    assert.deepEqual(await client.closed, [4401, 'UNAUTHENTICATED'])
    assert.equal(await refusal(server.url, { token: await server.token(who) }), 401)
    assert.deepEqual((await other.call('doors.swing', swing)).result, {})
  })

  it('says 1001 when the server goes away, and misses nothing at the next', async () => {
    await using server = await startDoors()
    const token = await server.token(chief)
    const before = await connectRpc(server.url, { token })
    await before.call('subscribe', { subscription: 'doors.swings' })
    await server.swing('red', 1)
    await before.hears(2)
    const restarted = server.restart()
    assert.equal((await before.closed)[0], 1001)
    await restarted
    await server.swing('red', 2)

    const after = await connectRpc(server.url, { token })
    await after.call('subscribe', { subscription: 'doors.swings', after: before.position() })
    assert.deepEqual(await after.hears(2), ['opened red 2', 'shut red 2'])
  })

  it('lets who does not read wait, without losing anything or holding up others', async () => {
    await using server = await startDoors({ heartbeatMs: 15_000 })
    const token = await server.token(chief)
    const slow = await connectRpc(server.url, { token })
    const fast = await connectRpc(server.url, { token })
    for (const client of [slow, fast])
      await client.call('subscribe', { subscription: 'doors.swings' })
    slow.socket.pause()

    // 30 MB: far more than the network holds, and more events than memory does.
    const note = 'x'.repeat(10_000)
    for (let n = 0; n < 3; n += 1) await server.swing('red', n, { times: 1_000, note })
    const all = await fast.hears(3_003)
    assert.equal(all.length, 3_003)
    slow.socket.resume()

    assert.deepEqual(await slow.hears(3_003), all)
  })

  it('cuts too large messages and those that are no text', async () => {
    await using server = await startDoors()
    const large = await connectRpc(server.url)
    large.socket.send('x'.repeat(1_100_000))
    assert.equal((await large.closed)[0], 1009)
    const binary = await connectRpc(server.url)
    binary.socket.send(Buffer.from([1, 2]))
    assert.equal((await binary.closed)[0], 1003)
  })

  it('cuts who does not answer pings', async () => {
    await using server = await startDoors()
    const client = await connectRpc(server.url)
    const mute = new WebSocket(`${server.url.replace('http', 'ws')}/v1/ws`, { autoPong: false })
    const [code] = await once(mute, 'close')
    assert.equal(code, 1006)
    assert.deepEqual((await client.call('doors.swing', swing)).result, {})
  })
})

/** Status with which a handshake is refused. */
async function refusal(url: string, options: ClientOptions): Promise<number> {
  try {
    await connectRpc(url, options)
    return 101
  } catch (error) {
    return Number(/\d{3}/.exec(String(error))?.[0])
  }
}
