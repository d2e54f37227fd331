import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Brief } from '@archwright/model'
import { InputError } from '@archwright/model/light'

import { readProse } from './read-prose.ts'

const rateOf = ({ operations }: Brief, name: string) =>
  operations.find((one) => one.name === name)?.ratePerSecond
const peopleIn = ({ actors }: Brief) => Math.max(...actors.map(({ count = 0 }) => count))
const rowsOf = ({ entities }: Brief, name: string) =>
  entities.find((one) => one.name === name)?.count
const growthOf = ({ entities }: Brief) =>
  Math.max(...entities.map(({ growthPerSecond = 0 }) => growthPerSecond))

type Measure = (brief: Brief) => number | undefined

const readings: Readonly<Record<string, readonly [expected: number, measure: Measure]>> = {
  'A booking service with a few hundred users.': [300, peopleIn],
  'A forum with a couple of thousand members.': [2000, peopleIn],
  'A booking service with several thousand bookings a day.': [
    5000 / 86_400,
    (brief) => rateOf(brief, 'scheduling.createBooking'),
  ],
  'A forum with posts and hundreds of requests per second.': [
    1000 / 11,
    (brief) => rateOf(brief, 'feed.getPost'),
  ],
  'A SaaS for accounting with 2,000 tenants of 50 users each.': [100_000, peopleIn],
  '500 tenants with up to 100 users each use our project tracker.': [50_000, peopleIn],
  'A messaging app whose 20 million users send 40 messages a day each.': [
    (20e6 * 40) / 86_400,
    (brief) => rateOf(brief, 'messaging.createMessage'),
  ],
  'A shop for 1 million users. Each user places 2 orders a month.': [
    2e6 / 2_592_000,
    (brief) => rateOf(brief, 'orders.placeOrder'),
  ],
  'Sensors send 10 readings per second each; there are 5,000 sensors.': [
    50_000,
    (brief) => rateOf(brief, 'telemetry.recordReading'),
  ],
  'A chat for 1,000 users with 20 messages per user per day.': [
    20_000 / 86_400,
    (brief) => rateOf(brief, 'messaging.createMessage'),
  ],
  'An API with 1,000–5,000 rps.': [
    5000 * (10 / 11),
    (brief) => Math.max(...brief.operations.map(({ ratePerSecond = 0 }) => ratePerSecond)),
  ],
  'A ledger with 12.500 transactions per day.': [
    12_500 / 86_400,
    (brief) => rateOf(brief, 'ledger.createLedgerEntry'),
  ],
  'We store 20 billion blocks of notes for our users.': [20e9, (brief) => rowsOf(brief, 'Block')],
  'Our hospital keeps 3 million patient records for 10 years.': [
    3e6,
    (brief) => rowsOf(brief, 'PatientRecord') ?? rowsOf(brief, 'Record'),
  ],
  'A photo app; there are 3 million photos.': [3e6, (brief) => rowsOf(brief, 'MediaItem')],
  'A photo app; data grows by about 500 GB per month.': [500e9 / 2_592_000 / 5e6, growthOf],
  'An archive of documents; the archive grows by 2 TB a year.': [
    2e12 / 31_536_000 / 1000,
    growthOf,
  ],
  'The database of our service holds 4 TB now.': [4e9, (brief) => rowsOf(brief, 'Item')],
}

describe('what a text says of size', () => {
  for (const [text, [expected, measure]] of Object.entries(readings))
    it(`is read from "${text}"`, () => {
      const found = measure(readProse(text)) ?? Number.NaN
      assert.ok(Math.abs(found - expected) <= expected / 1e3, `${found}, not ${expected}`)
    })

  it('is an assumption, and no fact, where the text gives no number', () => {
    const brief = readProse('A booking service with a few hundred users.')
    assert.deepEqual(brief.facts, [])
    const [first] = brief.assumptions
    assert.equal(first?.value, 300)
    assert.match(first?.why ?? '', /"a few hundred users"/)
  })

  it('is no load where it limits what each one may do', () => {
    const text = 'A chat for 1,000 users with a limit of 20 messages per user per second.'
    assert.equal(rateOf(readProse(text), 'messaging.createMessage'), undefined)
  })

  it('is nothing of the present where it speaks of the past', () => {
    assert.deepEqual(
      readProse('One database served us for 5 years. It was built 8 years ago.').facts,
      [],
    )
  })

  it('is no percentile where nothing is measured at it', () => {
    assert.deepEqual(readProse('A service whose promises hold at the 99.9th percentile.').facts, [])
  })

  it('keeps one person who looks after it apart from the things of a person', () => {
    const { team } = readProse('A register of assets. One person looks after it.')
    assert.equal(team.engineers, 1)
  })

  it('places everything in one region where the text says so', () => {
    const brief = readProse('A booking service; one region is enough.')
    assert.equal(brief.objectives.regions, 1)
    assert.deepEqual(brief.facts, [])
  })
})

describe('a shop that leaves something out', () => {
  it('has no payments where the text wants none', () => {
    const brief = readProse('A shop with products and orders, without payments.')
    const text = JSON.stringify([brief.capabilities, brief.operations, brief.dependencies])
    assert.doesNotMatch(text, /payment/)
    assert.match(text, /orders/)
  })

  it('has no search where the text wants none', () => {
    const brief = readProse('An online shop with a cart and a checkout, but no search.')
    assert.ok(brief.operations.some(({ name }) => name === 'orders.placeOrder'))
    assert.ok(!brief.operations.some(({ name }) => /search/i.test(name)))
  })

  it('has both where a "no" only speaks of them', () => {
    const brief = readProse('An online shop. No payment may be lost.')
    assert.ok(brief.operations.some(({ name }) => name === 'payments.authorize'))
  })
})

describe('a text in another language', () => {
  for (const text of [
    'Ein Shop mit Bestellungen und Zahlungen für 1000 Benutzer.',
    'Une boutique en ligne avec commandes et paiements pour 1000 utilisateurs.',
    'Una tienda con pedidos y pagos para 1000 usuarios.',
    'サービスを作ってください。1000人のユーザーがいます。',
  ])
    it(`is refused by name: "${text.slice(0, 30)}"`, () => {
      assert.throws(
        () => readProse(text),
        (error) => error instanceof InputError && /another language/.test(error.message),
      )
    })

  it('is not suspected in English with foreign names', () => {
    assert.equal(readProse('An online shop for the bakeries El Pan and Il Forno.').system, 'shop')
  })
})

describe('a text that names orders alone', () => {
  it('is about a shop, with what its orders need', () => {
    const { operations } = readProse('An event-driven architecture for order processing.')
    assert.ok(operations.some(({ name }) => name === 'inventory.reserve'))
  })

  it('is about no shop where it names more than orders', () => {
    const { operations } = readProse('A lab takes orders and keeps results of patients.')
    assert.ok(!operations.some(({ name }) => name === 'orders.placeOrder'))
  })
})

describe('what is asked', () => {
  it('gives the whole request as title', () => {
    const { title } = readProse('Design a GraphQL API with subscriptions for a chat service')
    assert.equal(title, 'GraphQL API with subscriptions for a chat service')
  })

  it('is no chapter where the same words ask for a technique', () => {
    const { asks } = readProse('Create a microservices architecture for a booking platform.')
    assert.deepEqual(
      asks.map(({ what }) => what),
      ['microservices'],
    )
  })
})
