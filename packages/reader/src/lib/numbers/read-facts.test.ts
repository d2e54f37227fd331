import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { tokenize } from '../text/tokens.ts'
import { readFacts } from './read-facts.ts'

/** kind, canonical value and exact words; "@" gives the percentile, "≥ ≤ ~" the bound. */
type Expected = readonly [kind: string, canonical: number, text: string, more?: string]

const year = 365 * 86_400

const quantities: Readonly<Record<string, readonly Expected[]>> = {
  'at least 1000 orders per minute': [['rate', 1000 / 60, 'at least 1000 orders per minute', '≥']],
  '1,000,000 requests/day': [['rate', 1e6 / 86_400, '1,000,000 requests/day']],
  '2.5 million events an hour': [['rate', 2.5e6 / 3600, '2.5 million events an hour']],
  '500 daily orders': [['rate', 500 / 86_400, '500 daily orders']],
  '10,000 orders daily': [['rate', 10_000 / 86_400, '10,000 orders daily']],
  '100 million links created a month': [
    ['rate', 1e8 / 2_592_000, '100 million links created a month'],
  ],
  '2000 rps at peak': [['rate', 2000, '2000 rps']],
  'reads come at 300,000 times per second': [['rate', 300_000, '300,000 times per second']],
  'Orders per minute: 1200': [['rate', 20, '1200']],
  '10 to 20 thousand requests per second': [
    ['rate', 10_000, '10 to 20 thousand requests per second', '≥'],
    ['rate', 20_000, '10 to 20 thousand requests per second', '≤'],
  ],
  'half a million sessions': [['count', 500_000, 'half a million sessions']],
  'a thousand stores': [['count', 1000, 'a thousand stores']],
  'two hundred and fifty stores': [['count', 250, 'two hundred and fifty stores']],
  'twenty-five warehouses': [['count', 25, 'twenty-five warehouses']],
  '300 000 parcels': [['count', 300_000, '300 000 parcels']],
  '500+ stores': [['count', 500, '500+ stores', '≥']],
  '50k users': [['users', 50_000, '50k users']],
  '5m users': [['users', 5e6, '5m users']],
  '200 million daily users': [['users', 2e8, '200 million daily users']],
  '1000 concurrent users': [['users', 1000, '1000 concurrent users']],
  'a team of 5 engineers': [['count', 5, '5 engineers']],
  'up to 3 machines': [['count', 3, 'up to 3 machines', '≤']],
  '99.99% uptime': [['availability', 0.9999, '99.99% uptime']],
  'available 99,95 % of the time': [['availability', 0.9995, '99,95 %']],
  'four nines': [['availability', 0.9999, 'four nines']],
  'durability must be six nines and availability 99.9 percent': [
    ['availability', 0.999999, 'six nines'],
    ['availability', 0.999, '99.9 percent'],
  ],
  '20 percent of files are small': [['percentage', 0.2, '20 percent']],
  'p99 under 300 ms': [['latency', 0.3, 'p99 under 300 ms', '@0.99']],
  'p99.9 < 1 s': [['latency', 1, 'p99.9 < 1 s', '@0.999']],
  'p99 under 300 ms and p50 under 50 ms': [
    ['latency', 0.3, 'p99 under 300 ms', '@0.99'],
    ['latency', 0.05, 'p50 under 50 ms', '@0.5'],
  ],
  '300 ms at the 99.9th percentile': [
    ['latency', 0.3, '300 ms at the 99.9th percentile', '@0.999'],
  ],
  '95 % of requests in 200ms': [['latency', 0.2, '95 % of requests in 200ms', '@0.95']],
  'keep data for 7 years': [['duration', 7 * year, '7 years']],
  'every 5 minutes': [['duration', 300, '5 minutes']],
  'a 30-day window': [['duration', 30 * 86_400, '30-day']],
  'at most 10 MB': [['size', 1e7, 'at most 10 MB', '≤']],
  '100 PB of data': [['size', 1e17, '100 PB']],
  '64 KiB': [['size', 65_536, '64 KiB']],
  'some 270 bytes': [['size', 270, 'some 270 bytes', '~']],
  '250 GB a month': [['size', 250e9, '250 GB a month']],
  '10:1 reads to writes': [['ratio', 10, '10:1']],
  'reads outnumber writes by about 500 to 1': [['ratio', 500, 'about 500 to 1', '~']],
  '50 reads to 1 write': [['ratio', 50, '50 reads to 1 write']],
  '10x growth': [['ratio', 10, '10x']],
  'at most $500 a month': [['money', 500, 'at most $500 a month', '≤']],
  '20k EUR per year': [['money', 20_000, '20k EUR per year']],
  'one or two users': [
    ['users', 1, 'one or two users', '≥'],
    ['users', 2, 'one or two users', '≤'],
  ],
  '-5 orders per second': [['rate', -5, '-5 orders per second']],
}

describe('readFacts', () => {
  for (const [text, expected] of Object.entries(quantities))
    it(`reads "${text}" with its unit and its words`, () => {
      const facts = read(text)
      assert.deepEqual(
        facts.map(({ kind, text: words }) => [kind, words]),
        expected.map(([kind, , words]) => [kind, words]),
      )
      for (const [index, [, canonical, , more = '']] of expected.entries()) {
        const fact = facts[index]
        assert.ok(fact && near(fact.canonical, canonical), `${fact?.canonical} is not ${canonical}`)
        assert.equal(fact.percentile, more.startsWith('@') ? Number(more.slice(1)) : undefined)
        if (more in bounds) assert.equal(fact.bound, bounds[more])
        assert.equal(
          fact.origin.from === 'text' && text.slice(fact.origin.start, fact.origin.end),
          fact.text,
        )
      }
    })

  const namesOnly = [
    'OAuth 2.0, HTTP/2, PostgreSQL 17, ISO 27001 and S3',
    'version 1.2.3 of 2026-01-31, running since 2019',
    'step 3 of phase 2, behind port 443, 24/7',
    'a few partners, several tables, a few hundred milliseconds',
    'two callers must never get the same code; one of them may fail',
    'one-minute values, the first, once, twice, both',
    'a two-factor 2FA sign-in with 3D pictures',
  ]
  for (const text of namesOnly)
    it(`reads no quantity from "${text}"`, () => {
      assert.deepEqual(read(text), [])
    })

  it('gives durations their purpose from the sentence', () => {
    const purposes = (text: string) => read(text).map(({ about }) => about)

    assert.deepEqual(purposes('RPO of 5 minutes, RTO under 1 hour'), [
      'recovery point',
      'recovery time',
    ])
    assert.deepEqual(purposes('Raw values are kept for 7 days and hourly ones for 1 year'), [
      'retention',
      'retention',
    ])
    assert.deepEqual(purposes('each phone reports every 30 seconds'), ['interval'])
  })

  it('names what a number is about, even when its noun stands earlier', () => {
    assert.equal(read('New posts come in at about 6,000 per second')[0]?.about, 'new posts')
    assert.deepEqual(
      read('10 million pastes written a month (4 per second)').map(({ about }) => about),
      ['pastes', 'pastes'],
    )
  })
})

const bounds: Readonly<Record<string, string>> = { '≥': 'at-least', '≤': 'at-most', '~': 'about' }

function read(text: string) {
  return readFacts(text, tokenize(text, { start: 0, end: text.length }))
}

function near(one: number, other: number): boolean {
  return Math.abs(one - other) <= 1e-9 * Math.abs(other)
}
