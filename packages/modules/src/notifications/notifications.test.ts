import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { guest, handle, type Module } from '@archwright/kit'
import { inertEnvironment } from '@archwright/kit/app'
import { command, type EventData } from '@archwright/kit/contract'
import { startTestApp, type TestApp } from '@archwright/kit/testing'
import { Type } from 'typebox'

import { userRegistered } from '../identity/contract.ts'
import { orderCancelled, orderConfirmed, orderRejected } from '../orders/contract.ts'
import { addressesOf } from './addresses.ts'
import { listNotifications, type Notification, requeue } from './contract.ts'
import { notifications } from './index.ts'
import { type Received, startSmtpSink } from './smtp-sink.ts'

const staff = { id: 'boss', roles: ['staff'] }
const ada = { userId: id(1), email: 'ada@example.com', name: 'Ada Lovelace' }
const order = { orderId: id(99), customerId: ada.userId, total: { amount: 1250, currency: 'EUR' } }

describe('a new customer', () => {
  it('is welcomed by a letter whose Message-ID names the notification', async () => {
    await using sink = await startSmtpSink()
    await using app = await start({ smtpUrl: sink.url, from: 'Tea <hello@tea.example>' })

    await publish(app, userRegistered, ada)

    const [told] = await listed(app)
    assert.deepEqual([told?.kind, told?.status], ['welcome', 'sent'])
    assert.match(told?.reason ?? '', /^250 /)
    const [letter] = sink.received
    assert.deepEqual(letter?.to, ['ada@example.com'])
    assert.match(letter?.raw ?? '', new RegExp(`^Message-ID: <${told?.id}@tea.example>`, 'm'))
    assert.match(letter?.raw ?? '', /^From: Tea <hello@tea.example>/m)
    assert.match(letter?.raw ?? '', /^Auto-Submitted: auto-generated/m)
    assert.match(letter?.raw ?? '', /Content-Type: text\/plain[\s\S]*Hello Ada Lovelace,/)
    assert.match(letter?.raw ?? '', /Content-Type: text\/html[\s\S]*<p>Hello Ada Lovelace,<\/p>/)
  })
})

describe('an order', () => {
  it('is told of when it is confirmed, rejected and cancelled', async () => {
    await using sink = await startSmtpSink()
    await using app = await start({ smtpUrl: sink.url })
    await publish(app, userRegistered, ada)

    await publish(app, orderConfirmed, { ...order, lines: [] })
    await publish(app, orderRejected, { ...order, code: 'OUT_OF_STOCK' })
    await publish(app, orderCancelled, { ...order, refunded: true })

    assert.deepEqual(sink.received.map(subjectOf), [
      'Welcome',
      'Order 00000099 is confirmed',
      'Order 00000099 could not be completed',
      'Order 00000099 is cancelled',
    ])
    assert.deepEqual(
      (await listed(app)).map(({ status }) => status),
      Array(4).fill('sent'),
    )
  })

  it('that is heard of before its customer waits for the address', async () => {
    await using sink = await startSmtpSink()
    await using app = await start({ smtpUrl: sink.url })

    await publish(app, orderConfirmed, { ...order, lines: [] })
    const [waiting] = await listed(app)
    assert.deepEqual(
      [waiting?.status, waiting?.recipient, waiting?.reason],
      ['waiting', null, 'the address is not known yet'],
    )
    await publish(app, userRegistered, ada)

    const all = await listed(app)
    assert.deepEqual(
      all.map(({ kind, status, recipient }) => [kind, status, recipient]),
      [
        ['welcome', 'sent', ada.email],
        ['order-confirmed', 'sent', ada.email],
      ],
    )
    assert.equal(sink.received.length, 2)
  })

  it('among many told of at once is told to its own customer, once', async () => {
    await using sink = await startSmtpSink()
    await using app = await start({ smtpUrl: sink.url })
    const people = Array.from({ length: 25 }, (_, n) => ({
      ...{ userId: id(n), name: `Customer ${n}`, email: `customer-${n}@example.com` },
    }))
    await publish(app, userRegistered, ...people)

    const orders = people.map(({ userId }, n) => ({ ...order, customerId: userId, orderId: id(n) }))
    await publish(app, orderRejected, ...orders.map((one) => ({ ...one, code: 'OUT_OF_STOCK' })))

    const letters = sink.received.filter((letter) => subjectOf(letter).startsWith('Order'))
    assert.deepEqual(
      letters.map((letter) => [letter.to[0], subjectOf(letter).slice(6, 14)]).sort(),
      people.map(({ email }, n) => [email, id(n).slice(-8)]).sort(),
    )
  })
})

describe('without a mail server', () => {
  it('a notification stays unsent, says why, and queues nothing', async () => {
    await using app = await start({})

    await publish(app, userRegistered, ada)

    const [told] = await listed(app)
    assert.deepEqual(
      [told?.status, told?.reason, told?.sentAt],
      ['unsent', 'no SMTP server configured', null],
    )
    assert.deepEqual(await app.sql`select from graphile_worker.jobs`, [])
  })
})

describe('a mail server that is configured later', () => {
  it('is given what was unsent, and not what is news no more', async () => {
    await using sink = await startSmtpSink()
    await using app = await start({ smtpUrl: sink.url })
    await publish(app, userRegistered, ada)
    for (let n = 1; n <= 12; n += 1)
      await publish(app, orderConfirmed, { ...order, orderId: id(n), lines: [] })
    await app.sql`update notifications.notification set status = 'unsent', sent_at = null`
    await app.sql`update notifications.notification set created_at = now() - interval '4 days' where kind = 'welcome'`
    sink.received.length = 0

    assert.deepEqual(await app.call(requeue, {}), { queued: 12 })
    await app.settle()

    assert.equal(sink.received.length, 12)
    const unsent = (await listed(app)).filter(({ status }) => status !== 'sent')
    assert.deepEqual(
      unsent.map(({ kind, status }) => [kind, status]),
      [['welcome', 'unsent']],
    )
  })

  it('gives up what no job tries any more', async () => {
    await using app = await start({ smtpUrl: 'smtp://127.0.0.1:1' })
    await publish(app, userRegistered, ada)
    await app.sql`delete from graphile_worker._private_jobs`
    await app.sql`update notifications.notification set created_at = now() - interval '25 hours'`

    await app.call(requeue, {})

    const [told] = await listed(app)
    assert.equal(told?.status, 'failed')
    assert.match(told?.reason ?? '', /ECONNREFUSED/)
  })
})

describe('a mail server that does not take a letter', () => {
  it('for now is asked again later', async () => {
    await using sink = await startSmtpSink()
    await using app = await start({ smtpUrl: sink.url })
    sink.refuse(451)

    await publish(app, userRegistered, ada)
    const [told] = await listed(app)
    assert.equal(told?.status, 'queued')
    assert.match(told?.reason ?? '', /451 not today/)

    await retryNow(app)
    assert.equal((await listed(app))[0]?.status, 'sent')
    assert.equal(sink.received.length, 1)
  })

  it('for good is not asked again', async () => {
    await using sink = await startSmtpSink()
    await using app = await start({ smtpUrl: sink.url })
    sink.refuse(550)

    await publish(app, userRegistered, ada)

    const [told] = await listed(app)
    assert.equal(told?.status, 'failed')
    assert.match(told?.reason ?? '', /550 not today/)
    assert.deepEqual(await app.sql`select from graphile_worker.jobs`, [])
    assert.equal(sink.received.length, 0)
  })

  it('is given up after ten tries, when it is not even there', async () => {
    const gone = await startSmtpSink()
    await gone[Symbol.asyncDispose]()
    await using app = await start({ smtpUrl: gone.url })
    await publish(app, userRegistered, ada)
    assert.equal((await listed(app))[0]?.status, 'queued')

    await app.sql`update graphile_worker._private_jobs set attempts = 9`
    await retryNow(app)

    const [told] = await listed(app)
    assert.equal(told?.status, 'failed')
    assert.match(told?.reason ?? '', /ECONNREFUSED/)
  })
})

describe('a job that runs again', () => {
  it('sends nothing when the letter is known to be sent', async () => {
    await using sink = await startSmtpSink()
    await using app = await start({ smtpUrl: sink.url })
    await publish(app, userRegistered, ada)

    await queueAgain(app)

    assert.equal(sink.received.length, 1)
  })

  it('after a crash before it was noted sends the same Message-ID', async () => {
    await using sink = await startSmtpSink()
    await using app = await start({ smtpUrl: sink.url })
    await publish(app, userRegistered, ada)
    await app.sql`update notifications.notification set status = 'queued', sent_at = null`

    await queueAgain(app)

    const ids = sink.received.map(({ raw }) => /^Message-ID: (.*)$/m.exec(raw)?.[1])
    assert.equal(ids.length, 2)
    assert.equal(ids[0], ids[1])
  })
})

describe('listNotifications', () => {
  it('pages through a selection, newest first, without gap or repeat while others are added', async () => {
    await using app = await start({})
    const people = [1, 2].map((n) => ({ ...ada, userId: id(n), email: `c${n}@example.com` }))
    await publish(app, userRegistered, ...people)
    for (let n = 1; n <= 5; n += 1) {
      await publish(app, orderCancelled, { ...order, orderId: id(n), refunded: false })
    }

    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await app.call(
        listNotifications,
        { customerId: ada.userId, status: 'unsent', limit: 2, ...(cursor ? { cursor } : {}) },
        { as: staff },
      )
      seen.push(...page.items.map(({ subject }) => subject))
      cursor = page.nextCursor ?? undefined
      await publish(app, orderCancelled, { ...order, orderId: id(90), refunded: false })
    } while (cursor)

    const orders = [5, 4, 3, 2, 1].map((n) => `Order ${id(n).slice(-8)} is cancelled`)
    assert.deepEqual(seen, [...orders, 'Welcome'])
  })

  it('is for staff only', async () => {
    await using app = await start({})
    const customer = { id: ada.userId, roles: ['customer'] }
    await assert.rejects(app.call(listNotifications, {}, { as: customer }), { code: 'FORBIDDEN' })
    await assert.rejects(app.call(listNotifications, {}, { as: guest }), {
      code: 'UNAUTHENTICATED',
    })
  })
})

describe('SMTP_URL', () => {
  it('that is no address of a mail server stops the start', async () => {
    for (const smtpUrl of ['http://mail.example.com', 'mail.example.com', 'smtp://:x']) {
      await assert.rejects(start({ smtpUrl }), /SMTP_URL must look like smtp:/)
    }
  })
})

function id(n: number): string {
  return `0192f3a1-7c1e-7000-8000-${String(n).padStart(12, '0')}`
}

const events = [userRegistered, orderConfirmed, orderRejected, orderCancelled]
type Told = (typeof events)[number]

/** Stands for the modules that publish what this one hears. */
const happen = command({
  name: 'notifications.happen',
  summary: 'Publishes an event many times',
  input: Type.Object({ event: Type.String(), data: Type.Array(Type.Unknown()) }),
  output: Type.Object({}),
  access: 'internal',
  idempotency: 'none',
})

function start({ smtpUrl, from }: { smtpUrl?: string; from?: string }): Promise<TestApp> {
  const module = notifications({
    smtpUrl: () => smtpUrl,
    addresses: addressesOf(inertEnvironment),
    ...(from ? { from } : {}),
  })
  const publishing = handle(happen, async ({ event, data }, context) => {
    const spec = events.find(({ name }) => name === event)
    for (const one of data) if (spec) context.publish(spec, one as never) // as `publish` below checked
    return {}
  })
  const testing: Module = { ...module, handlers: [...module.handlers, publishing] }
  return startTestApp(testing)
}

async function publish<E extends Told>(app: TestApp, event: E, ...data: EventData<E>[]) {
  await app.call(happen, { event: event.name, data })
  await app.settle()
}

async function listed(app: TestApp): Promise<Notification[]> {
  return (await app.call(listNotifications, { limit: 100 }, { as: staff })).items
}

function subjectOf({ raw }: Received): string {
  return /^Subject: (.*?)\r?$/m.exec(raw)?.[1] ?? ''
}

/** Runs put-off jobs without waiting for their time. */
async function retryNow(app: TestApp): Promise<void> {
  await app.sql`update graphile_worker._private_jobs set run_at = now()`
  await app.settle()
}

async function queueAgain(app: TestApp): Promise<void> {
  await app.sql`
    select graphile_worker.add_job('notifications.send', json_build_object('notificationIds', json_build_array(id)))
    from notifications.notification`
  await app.settle()
}
