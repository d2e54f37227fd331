import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'

import { createClient, type ExecutionResult } from 'graphql-sse'

import { type DoorsServer, startDoors } from '../../feed/testing/start-doors.ts'
import { graphqlWiring } from './testing/start-library.ts'

let server: DoorsServer
before(async () => {
  server = await startDoors({ wiring: { interfaces: { graphql: graphqlWiring } } })
})
after(() => server[Symbol.asyncDispose]())

const swings = `subscription ($door: String, $after: String) { doorsSwings(door: $door, after: $after) {
  position event data { ... on DoorsOpened { door n } ... on DoorsShut { door n } } } }`
const swing = 'mutation { doorsSwing(door: "pink", guardId: "g1", n: 7) }'

describe('subscriptions over server-sent events', { timeout: 120_000 }, () => {
  it('tell what the caller may hear, and go on behind a position', async () => {
    await using guard = await connect({ id: 'g1', roles: ['guard'] })
    const heard = guard.follow(swings, { door: 'red' })
    const first = heard.next()
    await sleep(300) // long enough for the following to begin
    await server.swing('red', 1, { guardId: 'g2' })
    await server.swing('red', 3, { guardId: 'g1' })
    const told = toldIn(await first)
    assert.equal(`${told.event} ${told.data.n}`, 'doors.opened 3')
    assert.equal(toldIn(await heard.next()).event, 'doors.shut')
    const resumed = guard.follow(swings, { door: 'red', after: told.position })
    assert.equal(toldIn(await resumed.next()).event, 'doors.shut')
  })

  it('are refused as the path refuses, and their stream is complete then', async () => {
    const cases = [
      [undefined, {}, 'UNAUTHENTICATED'],
      [{ id: 'x', roles: ['customer'] }, {}, 'FORBIDDEN'],
      [{ id: 'c', roles: ['chief'] }, { after: 'nonsense' }, 'INVALID_INPUT'],
      [{ id: 'c', roles: ['chief'] }, { door: 1 }, 'INVALID_INPUT'],
    ] as const
    for (const [who, variables, code] of cases) {
      await using client = await connect(who)
      const results = await all(client.follow(swings, variables))
      assert.deepEqual(results.map(codeOf), [code])
    }
    await using chief = await connect({ id: 'c', roles: ['chief'] })
    const wrong = await all(chief.follow('subscription { doorsSwings { nothing } }'))
    assert.deepEqual(wrong.map(codeOf), ['GRAPHQL_VALIDATION_FAILED'])
  })

  it('end when the session of their caller ends', async () => {
    const who = { id: 'g9', roles: ['guard'], sessionId: crypto.randomUUID() }
    await using guard = await connect(who)
    const heard = all(guard.follow(swings))
    await sleep(300)
    server.endSession(who.sessionId)
    assert.deepEqual((await heard).map(codeOf), ['UNAUTHENTICATED'])
  })

  it('are followed on by the client through a restart of the server', async () => {
    await using guard = await connect({ id: 'g5', roles: ['guard'] })
    const heard = guard.follow(swings, { door: 'green' })
    const first = heard.next()
    await sleep(300)
    await server.restart()
    // The protocol has no place to resume from by itself: what comes once it is back is heard.
    const again = new AbortController()
    const keepSwinging = (async () => {
      for (let n = 1; !again.signal.aborted; n += 1) {
        await server.swing('green', n, { guardId: 'g5' })
        await sleep(200)
      }
    })()
    assert.equal(toldIn(await first).event, 'doors.opened')
    again.abort()
    await keepSwinging
  })
})

describe('queries and mutations over server-sent events', () => {
  it('give one result', async () => {
    await using guard = await connect({ id: 'g1', roles: ['guard'] })
    assert.deepEqual(await all(guard.follow(swing)), [{ data: { doorsSwing: true } }])
  })

  it('change nothing by GET', async () => {
    const url = `${server.url}/graphql?query=${encodeURIComponent(swing)}`
    const response = await fetch(url, { headers: { accept: 'text/event-stream' } })
    assert.match(await response.text(), /"code":"METHOD_NOT_ALLOWED"[\s\S]*event: complete/)
  })
})

interface Told {
  readonly position: string
  readonly event: string
  readonly data: { readonly door: string; readonly n: number }
}

/** The reference client of the protocol. */
async function connect(who?: Parameters<DoorsServer['token']>[0]) {
  const headers = who ? { authorization: `Bearer ${await server.token(who)}` } : {}
  const client = createClient({ url: `${server.url}/graphql`, headers, retryAttempts: 20 })
  return {
    follow: (query: string, variables: Record<string, unknown> = {}) =>
      client.iterate<Record<string, Told>>({ query, variables }),
    [Symbol.asyncDispose]: async () => client.dispose(),
  }
}

function toldIn({ value }: IteratorResult<ExecutionResult<Record<string, Told>, unknown>>): Told {
  const told = value?.data?.doorsSwings
  assert.ok(told, JSON.stringify(value))
  return told
}

function codeOf({ errors }: ExecutionResult<unknown, unknown>): unknown {
  return errors?.[0]?.extensions?.code
}

async function all<Result>(results: AsyncIterable<Result>): Promise<Result[]> {
  const found: Result[] = []
  for await (const result of results) found.push(result)
  return found
}
