import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { describe, it } from 'node:test'

import type { TestApp } from '@archwright/kit/testing'
import { Webhook } from 'standardwebhooks'

import {
  endpointDisabled,
  getDelivery,
  getEndpoint,
  listDeliveries,
  ping,
  replayDelivery,
  replayFailed,
  rotateSecret,
  sendEvent,
  setEnabled,
} from './contract.ts'
import { eventually } from './testing/eventually.ts'
import {
  type Arrived,
  accept,
  answerWith,
  type Receiver,
  startReceiver,
} from './testing/receiver.ts'
import {
  ada,
  bob,
  deliveries,
  publish,
  register,
  staff,
  startTeaHouse,
} from './testing/tea-house.ts'

const green = { tea: 'green', growerId: 'ada' }
const dayMs = 86_400_000

describe('an event', () => {
  it('is sent to the endpoint that chose it, signed as the reference library has it', async () => {
    await using receiver = await startReceiver()
    await using app = await startTeaHouse()
    const { secret } = await register(app, receiver.url, ada)

    await publish(app, 'tea.brewed', green)

    const [message] = await arrivals(receiver, 1)
    assert.ok(message)
    const told = new Webhook(secret).verify(message.body, headersOf(message.headers))
    const { type, data, timestamp, ...rest } = Object(told)
    assert.deepEqual([type, data, rest], ['tea.brewed', green, {}])
    assert.ok(Math.abs(Date.parse(timestamp) - Date.now()) < 60_000)
    assert.equal(message.headers['content-type'], 'application/json')
    const changed = message.body.replace('green', 'black')
    assert.throws(() => new Webhook(secret).verify(changed, headersOf(message.headers)))
  })

  it('goes to its partner and to staff, and to no other partner', async () => {
    await using mine = await startReceiver()
    await using others = await startReceiver()
    await using ours = await startReceiver()
    await using app = await startTeaHouse()
    await register(app, mine.url, ada)
    await register(app, others.url, bob)
    await register(app, ours.url, staff, 'tea.brewed', 'tea.spilt')

    await publish(app, 'tea.brewed', green, { tea: 'black', growerId: 'bob' })
    await publish(app, 'tea.spilt', green)

    await arrivals(mine, 1)
    await arrivals(others, 1)
    await arrivals(ours, 3)
    await eventually(
      () => deliveries(app),
      (all) => all.every(({ state }) => state === 'delivered'),
    )
    assert.deepEqual(mine.arrived.map(teaOf), ['green'])
    assert.deepEqual(others.arrived.map(teaOf), ['black'])
    const seen = await deliveries(app, ada)
    assert.deepEqual(
      seen.map(({ event }) => event),
      ['tea.brewed'],
    )
    assert.equal((await deliveries(app)).length, 5)
    const [foreign] = await deliveries(app, bob)
    const peek = app.call(getDelivery, { deliveryId: foreign?.deliveryId ?? '' }, { as: ada })
    await assert.rejects(peek, { code: 'DELIVERY_NOT_FOUND' })
    const key = randomUUID()
    const replay = app.call(
      replayDelivery,
      { deliveryId: foreign?.deliveryId ?? '' },
      { as: ada, key },
    )
    await assert.rejects(replay, { code: 'DELIVERY_NOT_FOUND' })
  })

  it('of a program reaches its own endpoints; staff reach whom they name', async () => {
    await using mine = await startReceiver()
    await using others = await startReceiver()
    await using app = await startTeaHouse()
    await register(app, mine.url, ada, 'custom.harvest')
    await register(app, others.url, bob, 'custom.harvest')
    const event = 'custom.harvest'
    const send = (as: typeof ada, data: object, ownerId?: string) =>
      app.call(
        sendEvent,
        { event, data: { ...data }, ...(ownerId ? { ownerId } : {}) },
        { as, key: randomUUID() },
      )

    assert.equal((await send(ada, { kilos: 1 })).deliveries, 1)
    assert.equal((await send(staff, { kilos: 2 }, 'bob')).deliveries, 1)
    assert.equal((await send(staff, { kilos: 3 })).deliveries, 2)
    await assert.rejects(send(ada, {}, 'bob'), { code: 'NOT_YOUR_ENDPOINTS' })
    await assert.rejects(send(ada, { text: 'x'.repeat(20_480) }), { code: 'DATA_TOO_LARGE' })

    await arrivals(mine, 2)
    await arrivals(others, 2)
    const kilos = ({ arrived }: Receiver) => arrived.map(({ body }) => JSON.parse(body).data.kilos)
    assert.deepEqual(
      [kilos(mine).sort(), kilos(others).sort()],
      [
        [1, 3],
        [2, 3],
      ],
    )
  })

  it('of a partner cannot pass for one of ours at an endpoint of staff', async () => {
    await using app = await startTeaHouse()
    await register(app, 'http://127.0.0.1:9/', staff, 'custom.harvest')
    const forged = { event: 'custom.harvest', data: { kilos: 1_000 } }

    assert.equal((await app.call(sendEvent, forged, { as: ada, key: 'a' })).deliveries, 0)
    assert.equal((await app.call(sendEvent, forged, { as: staff, key: 's' })).deliveries, 1)
  })
})

describe('a secret that is replaced', () => {
  it('signs beside the new one for a day', async () => {
    await using receiver = await startReceiver()
    await using app = await startTeaHouse()
    const { endpointId, secret: older } = await register(app, receiver.url, ada)
    const { secret: newer, olderEndsAt } = await app.call(
      rotateSecret,
      { endpointId },
      { as: ada, key: 'rotate' },
    )
    assert.ok(Math.abs(Date.parse(olderEndsAt) - Date.now() - dayMs) < 60_000)
    assert.equal(
      (await app.call(rotateSecret, { endpointId }, { as: ada, key: 'rotate' })).secret,
      newer,
    )

    await publish(app, 'tea.brewed', green)
    const [during] = await arrivals(receiver, 1)
    app.advance(dayMs + 1_000)
    await publish(app, 'tea.brewed', green)
    const [, after] = await arrivals(receiver, 2)

    assert.ok(during && after)
    for (const secret of [older, newer])
      new Webhook(secret).verify(during.body, headersOf(during.headers))
    assert.equal(String(after.headers['webhook-signature']).split(' ').length, 1)
  })
})

describe('a message that is not taken', () => {
  it('comes again with the same id, the time of the attempt and every attempt in the log', async () => {
    await using receiver = await startReceiver(answerWith(500))
    await using app = await startTeaHouse()
    await register(app, receiver.url, ada)
    await publish(app, 'tea.brewed', green)
    await waiting(app, 1)

    receiver.answer = answerWith(302, { location: 'http://169.254.169.254/' })
    app.advance(60_000)
    const [delivery] = await waiting(app, 2)
    receiver.answer = accept
    app.advance(3_600_000)
    await eventually(
      () => deliveries(app),
      ([one]) => one?.state === 'delivered',
    )

    const ids = receiver.arrived.map(({ headers }) => headers['webhook-id'])
    assert.deepEqual(ids, Array(3).fill(delivery?.messageId))
    const [first, second, third] = receiver.arrived.map(({ headers }) =>
      Number(headers['webhook-timestamp']),
    )
    assert.ok(Number(second) - Number(first) >= 60 && Number(third) - Number(second) >= 3_600)
    const { log } = await app.call(
      getDelivery,
      { deliveryId: delivery?.deliveryId ?? '' },
      { as: ada },
    )
    assert.deepEqual(
      log.map(({ number, status, excerpt, error }) => [number, status, excerpt, error]),
      [
        [1, 500, 'answered 500', null],
        [2, 302, 'answered 302', null],
        [3, 204, '', null],
      ],
    )
  })

  it('is dead after the tenth attempt, is listed so, and can be sent again', async () => {
    await using receiver = await startReceiver(answerWith(404))
    await using app = await startTeaHouse()
    const { endpointId } = await register(app, receiver.url, ada)
    await publish(app, 'tea.brewed', green)
    const since = new Date(Date.now() - 60_000).toISOString()

    await exhaust(app)

    const { items: dead } = await app.call(
      listDeliveries,
      { state: 'dead', endpointId },
      { as: ada },
    )
    assert.deepEqual(
      dead.map(({ attempts, nextAttemptAt }) => [attempts, nextAttemptAt]),
      [[10, null]],
    )
    assert.deepEqual(
      (await app.call(listDeliveries, { event: 'tea.spilt' }, { as: ada })).items,
      [],
    )
    receiver.answer = accept
    const early = { endpointId, since: '0000-01-01T00:00:00Z' }
    const refused = app.call(replayFailed, early, { as: ada, key: 'early' })
    await assert.rejects(refused, { code: 'INVALID_INPUT' })
    const asked = await app.call(replayFailed, { endpointId, since }, { as: ada, key: 'again' })
    assert.equal(asked.dead, 1)
    await eventually(
      () => deliveries(app),
      ([one]) => one?.state === 'delivered',
    )
    const ids = new Set(receiver.arrived.map(({ headers }) => headers['webhook-id']))
    assert.deepEqual([receiver.arrived.length, ids.size], [11, 1])
  })

  it('can be sent again alone, from the start of its schedule', async () => {
    await using receiver = await startReceiver(answerWith(500))
    await using app = await startTeaHouse()
    await register(app, receiver.url, ada)
    await publish(app, 'tea.brewed', green)
    const [delivery] = await waiting(app, 1)
    receiver.answer = accept
    const { deliveryId = '' } = delivery ?? {}

    const queued = await app.call(replayDelivery, { deliveryId }, { as: ada, key: 'again' })

    assert.equal(queued.state, 'waiting')
    await eventually(
      () => deliveries(app),
      ([one]) => one?.state === 'delivered',
    )
  })
})

describe('a receiver', () => {
  it('that is gone (410) is disabled, with news of it', async () => {
    await using receiver = await startReceiver(answerWith(410))
    await using app = await startTeaHouse()
    const { endpointId } = await register(app, receiver.url, ada)

    await publish(app, 'tea.brewed', green)

    const disabled = await eventually(
      () => app.call(getEndpoint, { endpointId }, { as: ada }),
      ({ enabled }) => !enabled,
    )
    assert.equal(disabled.disabledBecause, 'gone')
    assert.deepEqual(
      await eventually(
        () => app.published(endpointDisabled),
        (all) => all.length > 0,
      ),
      [{ endpointId, ownerId: 'ada', because: 'gone' }],
    )
    await publish(app, 'tea.brewed', green)
    await app.settle()
    assert.deepEqual(
      (await deliveries(app)).map(({ state }) => state),
      ['dead'],
    )
  })

  it('that asks for time is left alone until then, with every message', async () => {
    await using receiver = await startReceiver(answerWith(429, { 'retry-after': '7200' }))
    await using app = await startTeaHouse()
    await register(app, receiver.url, ada)
    await publish(app, 'tea.brewed', green)
    const [delivery] = await waiting(app, 1)
    assert.ok(Date.parse(delivery?.nextAttemptAt ?? '') >= Date.now() + 7_100_000)
    receiver.answer = accept
    await publish(app, 'tea.brewed', green)
    await app.settle()
    app.advance(3_600_000)
    assert.equal((await deliveries(app)).filter(({ state }) => state === 'waiting').length, 2)
    assert.equal(receiver.arrived.length, 1)

    app.advance(3_700_000)

    await eventually(
      () => deliveries(app),
      (all) => all.every(({ state }) => state === 'delivered'),
    )
  })

  it('that fails for five days is disabled, and starts anew when its owner enables it', async () => {
    await using receiver = await startReceiver(answerWith(500))
    await using app = await startTeaHouse()
    const { endpointId } = await register(app, receiver.url, ada)
    const look = () => app.call(getEndpoint, { endpointId }, { as: ada })
    await publish(app, 'tea.brewed', green)
    await exhaust(app)
    assert.equal((await look()).enabled, true)

    app.advance(2.5 * dayMs)
    await publish(app, 'tea.brewed', green)

    const disabled = await eventually(look, ({ enabled }) => !enabled)
    assert.equal(disabled.disabledBecause, 'failing')
    const key = randomUUID()
    const pinged = app.call(ping, { endpointId }, { as: ada, key })
    await assert.rejects(pinged, { code: 'ENDPOINT_DISABLED' })
    receiver.answer = accept
    const enabled = await app.call(setEnabled, { endpointId, enabled: true }, { as: ada })
    assert.deepEqual([enabled.enabled, enabled.failingSince], [true, null])
    const { deliveryId } = await app.call(ping, { endpointId }, { as: ada, key: 'ping' })
    const log = await eventually(
      () => app.call(getDelivery, { deliveryId }, { as: ada }),
      ({ state }) => state === 'delivered',
    )
    assert.equal(log.event, 'webhooks.ping')
    assert.deepEqual(JSON.parse(receiver.arrived.at(-1)?.body ?? '').data, { endpointId })
  })

  it('whose name leads inside by then is not called', async () => {
    await using inside = await startReceiver()
    const { port } = new URL(inside.url)
    await using app = await startTeaHouse({
      sending: {
        loopback: false,
        ports: [Number(port)],
        resolve: async () => [{ address: '127.0.0.1', family: 4 }],
      },
    })
    await register(app, `https://rebound.example:${port}/`, ada)

    await publish(app, 'tea.brewed', green)

    const [delivery] = await waiting(app, 1)
    const { log } = await app.call(
      getDelivery,
      { deliveryId: delivery?.deliveryId ?? '' },
      { as: ada },
    )
    assert.equal(log[0]?.error, 'not sent: its address is not on the public internet')
    assert.equal(inside.arrived.length, 0)
  })
})

/** Messages that arrived, once there are so many. */
function arrivals({ arrived }: Receiver, count: number) {
  return eventually(
    () => arrived,
    (all) => all.length >= count,
  )
}

/** The deliveries, once the newest waits after so many attempts. */
function waiting(app: TestApp, attempts: number) {
  return eventually(
    () => deliveries(app),
    ([one]) => one?.state === 'waiting' && one.attempts === attempts,
  )
}

/** Moves the clock from attempt to attempt until the newest delivery is dead. */
async function exhaust(app: TestApp): Promise<void> {
  let ahead = 0
  for (let attempts = 1; attempts < 10; attempts += 1) {
    const [one] = await waiting(app, attempts)
    const [row] = await app.sql<{ rest: string | null }>`
      select rest_until as rest from webhooks.endpoint`
    const dueAt = Math.max(Date.parse(one?.nextAttemptAt ?? ''), Date.parse(row?.rest ?? '') || 0)
    const ms = Math.max(0, dueAt - Date.now() - ahead) + 1_000
    app.advance(ms)
    ahead += ms
  }
  await eventually(
    () => deliveries(app),
    ([one]) => one?.state === 'dead',
  )
}

function headersOf(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
}

function teaOf({ body }: Arrived): unknown {
  return JSON.parse(body).data.tea
}
