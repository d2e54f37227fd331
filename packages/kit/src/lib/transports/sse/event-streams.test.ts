import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { EventSource } from 'eventsource'

import { startDoors } from '../../feed/testing/start-doors.ts'
import { say } from '../../feed/testing/swings.ts'

const chief = { id: 'cleo', roles: ['chief'] }

describe('an event stream', () => {
  it('tells events with their places, and where it stands while nothing happens', async () => {
    await using server = await startDoors()
    const stream = await open(server.url, '/v1/swings', await bearer(server, chief))
    assert.equal(stream.status, 200)
    assert.match(stream.headers.get('content-type') ?? '', /^text\/event-stream/)
    assert.match(await stream.read(/\n\n/), /^retry: \d{4}\nid: 0\n\n$/)

    await server.swing('red', 1)
    const told = await stream.read(/doors.shut[\s\S]*\n\n/)
    assert.match(
      told,
      /id: 1\nevent: doors.opened\ndata: \{"id":"[-\w]{36}","time":"[^"]+Z","data":\{"n":1,"door":"red"/,
    )
    assert.match(await stream.read(/: nothing new\n[\s\S]*\n\n/), /: nothing new\nid: 2\n\n$/)
  })

  it('answers with a problem before it begins', async () => {
    await using server = await startDoors()
    const auth = await bearer(server, chief)
    const eve = await bearer(server, { id: 'eve', roles: ['burglar'] })
    const cases = [
      ['/v1/swings', {}, 401, 'UNAUTHENTICATED'],
      ['/v1/swings', eve, 403, 'FORBIDDEN'],
      ['/v1/swings?window=1', auth, 400, 'INVALID_INPUT'],
      ['/v1/swings?after=yesterday', auth, 400, 'INVALID_INPUT'],
      ['/v1/swings?after=99', auth, 412, 'FEED_GONE'],
      ['/v1/swings', { ...auth, accept: 'application/json, */*;q=0' }, 406, 'NOT_ACCEPTABLE'],
    ] as const
    for (const [path, headers, status, code] of cases) {
      const response = await fetch(server.url + path, { headers })
      const type = response.headers.get('content-type') ?? ''
      assert.match(type, /^application\/problem\+json/)
      assert.deepEqual([response.status, Object(await response.json()).code], [status, code], path)
    }
    const head = await fetch(`${server.url}/v1/swings`, { method: 'HEAD', headers: auth })
    assert.deepEqual(
      [head.status, head.headers.get('content-type')],
      [200, 'text/event-stream; charset=utf-8'],
    )
  })

  it('is refused when as many follow as may, until one leaves', async () => {
    await using server = await startDoors({ maxFollowers: 1 })
    const auth = await bearer(server, chief)
    const path = `${server.url}/v1/swings`
    const leaving = new AbortController()
    assert.equal((await fetch(path, { headers: auth, signal: leaving.signal })).status, 200)

    const refused = await fetch(path, { headers: auth })
    assert.equal(Object(await refused.json()).code, 'OVERLOADED')
    assert.ok(Number(refused.headers.get('retry-after')) > 0)
    leaving.abort()
    const head = () => fetch(path, { method: 'HEAD', headers: auth })
    const deadlineAt = Date.now() + 20_000
    while ((await head()).status !== 200 && Date.now() < deadlineAt) {}
    assert.equal((await head()).status, 200)
  })

  it('resumes behind Last-Event-ID, or behind `after` at first', async () => {
    await using server = await startDoors()
    const auth = await bearer(server, chief)
    await server.swing('red', 1)
    const first = await open(server.url, '/v1/swings?after=0', auth)
    assert.match(await first.read(/doors.shut/), /id: 1\nevent: doors.opened/)

    const again = await open(server.url, '/v1/swings?after=0', { ...auth, 'last-event-id': '1' })
    assert.match(await again.read(/doors.shut/), /id: 1\n\nid: 2\nevent: doors.shut/)
  })

  it('ends soon after the session did, and lets it in no more', async () => {
    await using server = await startDoors()
    const who = { ...chief, sessionId: 's-1' }
    const auth = await bearer(server, who)
    const stream = await open(server.url, '/v1/swings', auth)
    await stream.read(/\n\n/)

    server.endSession('s-1')

    assert.match(
      await stream.read(/problem[\s\S]*\n\n$/),
      /event: problem\ndata: \{[^\n]*"code":"UNAUTHENTICATED"/,
    )
    assert.equal(await stream.rest(), '')
    assert.equal((await fetch(`${server.url}/v1/swings`, { headers: auth })).status, 401)
  })

  it("is followed on by EventSource through the server's restart, which does not wait for it", async () => {
    await using server = await startDoors()
    const heard: string[] = []
    const { authorization } = await bearer(server, chief)
    const source = new EventSource(`${server.url}/v1/swings?door=red`, {
      fetch: (url, init) => fetch(url, { ...init, headers: { ...init.headers, authorization } }),
    })
    try {
      for (const name of ['doors.opened', 'doors.shut'])
        source.addEventListener(name, ({ type, data }) =>
          heard.push(say({ event: type, data: JSON.parse(data).data })),
        )
      await new Promise((resolve) => source.addEventListener('open', resolve, { once: true }))
      const startedAt = Date.now()
      await server.restart()
      assert.ok(Date.now() - startedAt < 14_000, 'the drain waits for calls, not for streams')
      await server.swing('red', 1)
      await server.swing('blue', 2)
      await server.swing('red', 3)
      const wanted = ['opened red 1', 'shut red 1', 'opened red 3', 'shut red 3']
      await waitUntil(() => heard.length >= wanted.length)
      assert.deepEqual(heard, wanted)
    } finally {
      source.close()
    }
  })
})

async function bearer(
  server: { token(who: typeof chief): Promise<string> },
  who: typeof chief,
): Promise<{ authorization: string }> {
  return { authorization: `Bearer ${await server.token(who)}` }
}

/** A stream of text that is read until it holds something. */
async function open(url: string, path: string, headers: Record<string, string>) {
  const response = await fetch(url + path, { headers: { accept: 'text/event-stream', ...headers } })
  assert.ok(response.body)
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  const next = async () => (await reader.read()).value
  return {
    status: response.status,
    headers: response.headers,
    async read(pattern: RegExp): Promise<string> {
      let text = ''
      while (!pattern.test(text)) {
        const more = await next()
        if (more === undefined) throw new Error(`ended after ${text}`)
        text += more
      }
      return text
    },
    async rest(): Promise<string> {
      return (await next()) ?? ''
    },
  }
}

/** At most 20 s. */
async function waitUntil(holds: () => boolean): Promise<void> {
  const deadlineAt = Date.now() + 20_000
  while (!holds() && Date.now() < deadlineAt) await new Promise((next) => setTimeout(next, 20))
}
