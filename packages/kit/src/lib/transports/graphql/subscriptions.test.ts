import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { type Client, createClient } from 'graphql-ws'
import WebSocket from 'ws'

import { type DoorsServer, startDoors } from '../../feed/testing/start-doors.ts'
import { graphqlWiring } from './testing/start-library.ts'

let server: DoorsServer
before(async () => {
  const interfaces = { graphql: graphqlWiring }
  server = await startDoors({ wiring: { interfaces } })
})
after(() => server[Symbol.asyncDispose]())

const swings = `subscription ($door: String, $after: String) { doorsSwings(door: $door, after: $after) {
  position event time data { ... on DoorsOpened { door n note } ... on DoorsShut { door n } } } }`

describe('subscriptions over WebSocket', { timeout: 120_000 }, () => {
  it('tell what the caller may hear, as it happens', async () => {
    await using guard = connect({ accessToken: await server.token({ id: 'g1', roles: ['guard'] }) })
    const heard = guard.follow(swings, { door: 'red' })
    await following()
    await server.swing('red', 1, { guardId: 'g2' })
    await server.swing('blue', 2, { guardId: 'g1' })
    await server.swing('red', 3, { guardId: 'g1', note: 'naïve 😀' })
    const first = await next(heard)
    assert.deepEqual(first.event, 'doors.opened')
    assert.deepEqual(first.data, { door: 'red', n: 3, note: 'naïve 😀' })
    assert.match(first.time, /^\d{4}-.*Z$/)
    assert.deepEqual((await next(heard)).data, { door: 'red', n: 3 })
  })

  it('go on behind the position that was told last', async () => {
    const authorization = `Bearer ${await server.token({ id: 'c', roles: ['chief'] })}`
    const door = crypto.randomUUID()
    let position: string
    {
      await using chief = connect({ authorization })
      const heard = chief.follow(swings, { door })
      await following()
      await server.swing(door, 1, { guardId: 'g' })
      position = (await next(heard)).position
    }
    await server.swing(door, 2, { guardId: 'g' })
    await using chief = connect({ authorization })
    const heard = chief.follow(swings, { door, after: position })
    const told = [await next(heard), await next(heard), await next(heard)]
    assert.deepEqual(
      told.map(({ event, data }) => `${event} ${data.n}`),
      ['doors.shut 1', 'doors.opened 2', 'doors.shut 2'],
    )
  })

  it('are refused as the path refuses', async () => {
    await using nobody = connect({})
    assert.equal(await codeOf(nobody.follow(swings)), 'UNAUTHENTICATED')
    await using customer = connect({
      accessToken: await server.token({ id: 'x', roles: ['customer'] }),
    })
    assert.equal(await codeOf(customer.follow(swings)), 'FORBIDDEN')
    await using chief = connect({ accessToken: await server.token({ id: 'c', roles: ['chief'] }) })
    assert.equal(await codeOf(chief.follow(swings, { after: 'nonsense' })), 'INVALID_INPUT')
    assert.equal(await codeOf(chief.follow(swings, { door: 1 })), 'INVALID_INPUT')
  })

  it('close the connection of a token that is bad', async () => {
    await using bad = connect({ accessToken: 'nonsense' })
    await assert.rejects(next(bad.follow(swings)), { code: 4403 })
  })

  it('refuse documents that do not fit the schema, that ask for too much, and what is no subscription', async () => {
    await using chief = connect({ accessToken: await server.token({ id: 'c', roles: ['chief'] }) })
    const refusals = {
      'subscription { doorsSwings { nothing } }': 'GRAPHQL_VALIDATION_FAILED',
      'subscription { doorsSwings { event } doorsEverybodysSwings { event } }':
        'GRAPHQL_VALIDATION_FAILED',
      'subscription {': 'GRAPHQL_PARSE_FAILED',
      '{ __typename }': 'BAD_REQUEST',
      'mutation { doorsSwing(door: "red", guardId: "g", n: 1) }': 'BAD_REQUEST',
    }
    for (const [query, code] of Object.entries(refusals))
      assert.equal(await codeOf(chief.follow(query)), code, query)
  })

  it('are so many on a connection and no more', async () => {
    await using chief = connect({ accessToken: await server.token({ id: 'c', roles: ['chief'] }) })
    const door = crypto.randomUUID()
    const allowed = [1, 2, 3].map(() => chief.follow(swings, { door }))
    await following()
    assert.equal(await codeOf(chief.follow(swings)), 'TOO_MANY_CALLS')
    await server.swing(door, 5, { guardId: 'g' })
    for (const heard of allowed) assert.equal((await next(heard)).data.n, 5)
  })

  it('end when the session of their caller ends', async () => {
    const who = { id: 'g9', roles: ['guard'], sessionId: crypto.randomUUID() }
    await using guard = connect({ accessToken: await server.token(who) })
    const heard = guard.follow(swings)
    await following()
    server.endSession(who.sessionId)
    assert.equal(await codeOf(heard), 'UNAUTHENTICATED')
  })
})

interface Told {
  readonly position: string
  readonly event: string
  readonly time: string
  readonly data: { readonly door: string; readonly n: number; readonly note?: string }
}

type Heard = AsyncIterableIterator<{
  data?: Record<string, Told> | null
  errors?: readonly object[]
}>

function connect(connectionParams: Record<string, string>) {
  const url = `${server.url.replace('http', 'ws')}/graphql`
  const client: Client = createClient({
    url,
    webSocketImpl: WebSocket,
    connectionParams,
    retryAttempts: 0,
  })
  return {
    follow: (query: string, variables: Record<string, unknown> = {}) =>
      client.iterate<Record<string, Told>>({ query, variables }) as Heard,
    [Symbol.asyncDispose]: async () => client.dispose(),
  }
}

/** Long enough for what was asked for to be followed. */
function following(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1_000))
}

async function next(heard: Heard): Promise<Told> {
  const { value, done } = await heard.next()
  assert.ok(!done && !value.errors, JSON.stringify(value))
  const [told] = Object.values(value.data ?? {})
  return told ?? assert.fail('nothing was told')
}

/** The code of the failure that ends a following. */
async function codeOf(heard: Heard): Promise<unknown> {
  const codeIn = (errors: unknown) =>
    (errors as { extensions: { code: string } }[])[0]?.extensions.code
  try {
    const { value } = await heard.next()
    return codeIn(value?.errors)
  } catch (errors) {
    return Array.isArray(errors) ? codeIn(errors) : errors
  }
}
