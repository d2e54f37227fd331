import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'

import { Type } from 'typebox'

import { startTestApp, type TestApp } from '../app/test-app.ts'
import { earlier, event } from '../contract/event.ts'
import { subscription } from '../contract/subscription.ts'
import { emitAsyncApi } from '../contracts-out/asyncapi.ts'
import { readFeed } from '../feed/feed-store.ts'
import { defineModule } from '../module/define-module.ts'
import { lifterOf } from './lift.ts'
import { on } from './listener.ts'

/** Three versions of one event: a price in euros, in cents, and with its currency. */
const priced = event({
  name: 'books.priced',
  summary: 'A book has a price.',
  data: Type.Object({ isbn: Type.String(), cents: Type.Integer(), currency: Type.String() }),
  earlier: [
    earlier(Type.Object({ isbn: Type.String(), euros: Type.Number() }), ({ isbn, euros }) => ({
      isbn,
      cents: Math.round(euros * 100),
    })),
    earlier(Type.Object({ isbn: Type.String(), cents: Type.Integer() }), (data) => ({
      ...data,
      currency: 'EUR',
    })),
  ],
})

/** As they stand in the outbox of a process that was replaced. */
const recorded = [
  { event: priced.name, version: 1, data: { isbn: 'a', euros: 9.95 } },
  { event: priced.name, version: 2, data: { isbn: 'b', cents: 500 } },
  { event: priced.name, version: 3, data: { isbn: 'c', cents: 700, currency: 'CHF' } },
]
const newest = [
  { isbn: 'a', cents: 995, currency: 'EUR' },
  { isbn: 'b', cents: 500, currency: 'EUR' },
  { isbn: 'c', cents: 700, currency: 'CHF' },
]

const heard: unknown[] = []
const books = defineModule({
  name: 'books',
  summary: 'Books.',
  handlers: [],
  events: [priced],
  subscriptions: [
    subscription({
      name: 'books.prices',
      summary: 'Prices as they change.',
      input: Type.Object({}),
      events: [priced],
      access: 'public',
    }),
  ],
  listeners: [
    on(priced, 'books.hearPrices', async (deliveries) => {
      heard.push(...deliveries.map(({ data }) => data))
    }),
  ],
})

describe('recorded events of earlier versions', () => {
  let app: TestApp
  before(async () => {
    app = await startTestApp(books)
  })
  after(() => app[Symbol.asyncDispose]())

  it('are delivered as the newest, to listeners and to those who follow', async () => {
    for (const { event, version, data } of recorded) await record(app, { event, version, data })
    await app.settle()

    assert.deepEqual(heard.toSorted(byIsbn), newest)
    const slice = await readFeed(app.sql, {
      after: 0,
      events: [priced.name],
      filters: [{}],
      lift: lifterOf([priced]),
      rows: 10,
      most: 10,
    })
    assert.deepEqual(slice.events.map(({ told }) => told.data).toSorted(byIsbn), newest)
  })

  it('wait for a newer process where they are newer than this one knows', async () => {
    const id = await record(app, { event: priced.name, version: 4, data: { isbn: 'd' } })
    const until = Date.now() + 15_000
    const look = () => app.sql<{ last_error: string | null }>`
      select last_error from kit.outbox where id = ${id}`
    let [row] = await look()
    while (!row?.last_error && Date.now() < until) [row] = await look()
    assert.match(row?.last_error ?? '', /books\.priced is of version 4, this process knows 3/)
  })
})

describe('lifting', () => {
  it('says when what comes out does not fit the newest version', () => {
    const careless = event({ ...priced, earlier: [earlier(Type.Object({}), () => ({ cents: 1 }))] })
    const lift = lifterOf([careless])
    assert.throws(
      () => lift({ event: priced.name, version: 1, data: {} }),
      /version 1 does not fit after lifting: \/ must have required properties isbn, currency/,
    )
  })

  it('leaves events alone that it does not know', () => {
    assert.deepEqual(lifterOf([])({ event: 'x.y', version: 7, data: 1 }), 1)
  })
})

describe('the AsyncAPI document', () => {
  it('tells the version of each event', () => {
    const { components } = emitAsyncApi([books], { title: 'Books' })
    const { messages } = components as { messages: Record<string, object> }
    assert.equal(Object(messages[priced.name])['x-version'], 3)
  })
})

async function record(
  app: TestApp,
  { event, version, data }: { event: string; version: number; data: object },
): Promise<string> {
  const id = randomUUID()
  await app.sql`insert into kit.outbox (id, event, version, data)
    values (${id}, ${event}, ${version}, ${JSON.stringify(data)}::jsonb)`
  return id
}

function byIsbn(a: unknown, b: unknown): number {
  return Object(a).isbn < Object(b).isbn ? -1 : 1
}
