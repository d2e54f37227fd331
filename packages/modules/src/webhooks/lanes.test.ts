import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { eventually } from './testing/eventually.ts'
import { answerWith, hang, startReceiver } from './testing/receiver.ts'
import {
  ada,
  bob,
  deliveries,
  publish,
  register,
  staff,
  startTeaHouse,
} from './testing/tea-house.ts'

const teas = (growerId: string, count: number) =>
  Array.from({ length: count }, (_, index) => ({ tea: `tea ${index}`, growerId }))

describe('an endpoint that does not answer', () => {
  it('delays nobody else, and holds no more connections than its lane is wide', async () => {
    await using dead = await startReceiver(hang)
    await using alive = await startReceiver()
    await using app = await startTeaHouse({ pace: { slots: 8, perEndpoint: 2 } })
    await register(app, dead.url, ada)
    await register(app, alive.url, bob)

    await publish(app, 'tea.brewed', ...teas('ada', 50))
    await eventually(() => dead.arrived.length === 2)
    await publish(app, 'tea.brewed', ...teas('bob', 50))

    // All of them, while the dead one has answered nothing: had they waited for it, they would not be here.
    await eventually(() => alive.arrived.length >= 50)
    await eventually(
      () => deliveries(app, bob),
      (all) => all.every(({ state }) => state === 'delivered'),
    )
    assert.equal(dead.arrived.length, 2)
    assert.ok((await deliveries(app, ada)).every(({ attempts }) => attempts === 0))
  })

  it('has its oldest message in turn with the others’, however many it has', async () => {
    await using receiver = await startReceiver()
    await using app = await startTeaHouse({ pace: { slots: 1, perEndpoint: 1 } })
    await register(app, `${receiver.url}/ada`, ada)
    await register(app, `${receiver.url}/bob`, bob)
    await publish(app, 'tea.brewed', ...teas('ada', 20), ...teas('bob', 1))
    await app.settle()

    await eventually(() => receiver.arrived.length === 21)

    // One of two lanes is drawn each time: to lose sixteen times has a chance of 1 in 65,536.
    const growers = receiver.arrived.map(({ body }) => JSON.parse(body).data.growerId)
    assert.ok(growers.indexOf('bob') < 16, `bob came as number ${growers.indexOf('bob')}`)
  })
})

describe('an endpoint that fails again and again', () => {
  it('rests between single trials; its messages keep their attempts', async () => {
    await using receiver = await startReceiver(answerWith(500))
    await using app = await startTeaHouse({ pace: { perEndpoint: 2 } })
    await register(app, receiver.url, ada)
    await publish(app, 'tea.brewed', ...teas('ada', 40))

    const row = await eventually(
      async () => (await app.sql`select failures, rest_until from webhooks.endpoint`)[0],
      (endpoint) => endpoint?.rest_until !== null,
    )
    await app.settle()

    const attempted = receiver.arrived.length
    assert.ok(Number(row?.failures) >= 5 && attempted < 40, `${attempted} attempts`)
    app.advance(6_000)
    await eventually(() => receiver.arrived.length > attempted)
    await eventually(
      async () => (await app.sql<{ n: number }>`select failures as n from webhooks.endpoint`)[0]?.n,
      (failures) => Number(failures) > Number(row?.failures),
    )
    assert.equal(receiver.arrived.length, attempted + 1)
    assert.ok((await deliveries(app)).filter(({ attempts }) => attempts === 0).length > 20)
  })

  it('shares its few slots with others that fail: those that work have the rest', async () => {
    await using dead = await startReceiver(hang)
    await using alive = await startReceiver()
    await using app = await startTeaHouse({ pace: { slots: 8, perEndpoint: 4 } })
    for (let index = 0; index < 12; index += 1)
      await register(app, `${dead.url}/${index}`, staff, 'tea.spilt')
    await app.sql`update webhooks.endpoint set failures = 9`
    await register(app, alive.url, bob)

    await publish(app, 'tea.spilt', ...teas('ada', 5))
    await eventually(() => dead.arrived.length >= 2)
    await publish(app, 'tea.brewed', ...teas('bob', 30))

    await eventually(() => alive.arrived.length >= 30)
    assert.equal(dead.arrived.length, 2) // a quarter of eight slots
  })
})

it('what was taken and not sent when a process ends is sent by the next one, with the same id', async () => {
  await using receiver = await startReceiver(hang)
  await using app = await startTeaHouse()
  await register(app, receiver.url, ada)
  await publish(app, 'tea.brewed', ...teas('ada', 1))
  await eventually(() => receiver.arrived.length === 1)

  receiver.answer = (response) => void response.writeHead(204).end()
  await app.restart()

  await eventually(
    () => deliveries(app),
    ([one]) => one?.state === 'delivered',
  )
  const ids = new Set(receiver.arrived.map(({ headers }) => headers['webhook-id']))
  assert.deepEqual([receiver.arrived.length, ids.size], [2, 1])
})

it('what ended long ago is forgotten, what waits is kept', async () => {
  await using receiver = await startReceiver()
  await using app = await startTeaHouse()
  await register(app, receiver.url, ada)
  await publish(app, 'tea.brewed', ...teas('ada', 3))
  await eventually(
    () => deliveries(app),
    (all) => all.length === 3 && all.every(({ state }) => state === 'delivered'),
  )
  receiver.answer = answerWith(500)
  app.advance(31 * 86_400_000)
  await publish(app, 'tea.brewed', ...teas('ada', 1))
  await eventually(
    () => deliveries(app),
    ([one]) => one?.attempts === 1,
  )

  await app.sql`select graphile_worker.add_job('webhooks.prune', '{}')`
  await eventually(
    () => deliveries(app),
    (all) => all.length === 1,
  )

  await eventually(
    async () => (await app.sql<{ n: number }>`select count(*) as n from webhooks.message`)[0]?.n,
    (count) => count === 1,
  )
  const [kept] = await deliveries(app)
  assert.equal(kept?.state, 'waiting')
})
