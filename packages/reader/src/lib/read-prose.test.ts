import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'

import { Brief } from '@archwright/model'
import { InputError } from '@archwright/model/light'
import fc from 'fast-check'
import { Value } from 'typebox/value'

import { readProse } from './read-prose.ts'

const shopProse = readFileSync(new URL('../../../../examples/shop.md', import.meta.url), 'utf8')

describe('readProse on the shop', () => {
  const brief = readProse(shopProse)

  it('gives a valid brief named after what was asked for', () => {
    assert.deepEqual([...Value.Errors(Brief, brief)], [])
    assert.equal(brief.system, 'shop')
    assert.equal(brief.title, 'E-commerce backend system')
  })

  it('recognizes what is named, at the words that name it', () => {
    const named = brief.capabilities.flatMap(({ name, origin }) =>
      origin.from === 'text' ? [[name, shopProse.slice(origin.start, origin.end)]] : [],
    )
    assert.deepEqual(named, [
      ['e-commerce', 'e-commerce'],
      ['high-traffic', 'high user traffic'],
      ['catalog', 'product catalogs'],
      ['orders', 'order processing'],
      ['identity', 'user authentication'],
      ['payments', 'payment integration'],
    ])
  })

  it('implies what a shop needs and says why', () => {
    const implied = brief.capabilities.flatMap(({ name, origin }) =>
      origin.from === 'assumption' ? [{ name, id: origin.id }] : [],
    )
    assert.deepEqual(
      implied.map(({ name }) => name),
      ['carts', 'inventory', 'notifications'],
    )
    for (const { name, id } of implied) {
      const assumption = brief.assumptions.find((one) => one.id === id)
      assert.equal(assumption?.about, `capabilities.${name}`)
      assert.match(assumption?.why ?? '', /order/)
    }
  })

  it('keeps both numbers with their exact words', () => {
    assert.deepEqual(
      brief.facts.map(({ id, kind, value, unit, text }) => [id, kind, value, unit, text]),
      [
        ['F-01', 'rate', 1000, 'orders/minute', 'at least 1000 orders per minute'],
        ['F-02', 'availability', 99.99, '%', '99.99% uptime'],
      ],
    )
    assert.equal(brief.objectives.availability, 0.9999)
  })

  it('turns the request for documents into asks, and understands every sentence', () => {
    assert.deepEqual(
      brief.asks.map(({ what, text }) => [what, text]),
      [
        ['microservices', 'microservices architecture'],
        ['api-design', 'API design considerations'],
        ['scalability', 'strategies for scalability'],
        ['resilience', 'resilience'],
      ],
    )
    assert.deepEqual(brief.notUnderstood, [])
  })

  it('reads the stated rate as the peak of placing an order, and says so', () => {
    const placeOrder = operation('orders.placeOrder')
    assert.equal(placeOrder?.rateIs, 'peak')
    assert.ok(Math.abs((placeOrder?.ratePerSecond ?? 0) - 1000 / 60) < 1e-6)
    assert.equal(placeOrder?.peakFactor, 1.7)
    assert.equal(placeOrder?.latencyMs, 300)
    assert.ok(
      brief.assumptions.some(({ about }) => about === 'operations.orders.placeOrder.rateIs'),
    )
  })

  it('assumes about thirty reads for each order, each with a reason and a source', () => {
    const peak = 1000 / 60
    const reads = brief.operations.filter(
      ({ kind, actor }) => kind === 'query' && ['guest', 'customer'].includes(actor),
    )
    const perOrder = reads.reduce((sum, { ratePerSecond = 0 }) => sum + ratePerSecond, 0) / peak
    assert.ok(perOrder > 28 && perOrder < 34, `${perOrder} reads per order`)
    for (const { why, source } of brief.assumptions) assert.ok(why.length > 10 && source.length > 0)
  })

  it('names reads and writes by entities that it keeps, and calls by dependencies', () => {
    const entities = new Set(brief.entities.map(({ name }) => name))
    const dependencies = new Set(brief.dependencies.map(({ name }) => name))
    for (const { name, reads, writes, calls } of brief.operations) {
      for (const entity of [...reads, ...writes])
        assert.ok(entities.has(entity), `${name}: ${entity}`)
      for (const called of calls) assert.ok(dependencies.has(called), `${name}: ${called}`)
    }
  })

  it('gives assumptions ids without gaps, and the same bytes each time', () => {
    const ids = brief.assumptions.map(({ id }) => Number(id.slice(2)))
    assert.deepEqual(
      ids,
      ids.map((_, index) => index + 1),
    )
    assert.equal(JSON.stringify(readProse(shopProse)), JSON.stringify(brief))
  })

  function operation(name: string) {
    return brief.operations.find((one) => one.name === name)
  }
})

describe('readProse on other texts', () => {
  it('reads goals, limits and people', () => {
    const brief = readProse(
      'A booking service for 3 clinics. Two developers build it on one machine, and know PostgreSQL. ' +
        'It runs on MySQL today. Hosting may cost at most $200 a month. GDPR applies, data must stay in Germany. ' +
        'RPO of 5 minutes, RTO of 1 hour; keep records for 10 years.',
    )
    assert.deepEqual(brief.team, { engineers: 2, knows: ['PostgreSQL'] })
    assert.deepEqual(brief.existing, ['MySQL'])
    assert.equal(brief.constraints.machines, 1)
    assert.deepEqual(brief.constraints.budgetPerMonth, { amount: 20_000, currency: 'USD' })
    assert.deepEqual(brief.objectives.compliance, ['GDPR'])
    assert.deepEqual(brief.objectives.residency, ['Germany'])
    assert.equal(brief.objectives.rpoSeconds, 300)
    assert.equal(brief.objectives.rtoSeconds, 3600)
    assert.equal(brief.objectives.retentionSeconds, 10 * 365 * 86_400)
  })

  it('lists a sentence in which it recognized nothing', () => {
    const brief = readProse('We need a chat service. Zebras wander gently!')
    assert.deepEqual(
      brief.notUnderstood.map(({ text }) => text),
      ['Zebras wander gently!'],
    )
  })

  it('gives a text of no known kind one module per capability, and says that it is modest', () => {
    const brief = readProse('A chat service: 120 million messages a day, kept forever.')
    assert.deepEqual(
      brief.operations.map(({ name }) => name),
      ['messaging.listMessages', 'messaging.getMessage', 'messaging.createMessage'],
    )
    const create = brief.operations.at(-1)
    assert.equal(create?.rateIs, 'average')
    assert.ok(Math.abs((create?.ratePerSecond ?? 0) - 1388.9) < 0.1)
    assert.ok(brief.assumptions.some(({ about }) => about === 'operations'))
  })

  it('lets people of any system sign in by the operations of the ready module', () => {
    const { operations } = readProse('A system for trips with user accounts.')

    assert.deepEqual(
      operations.filter(({ name }) => name.startsWith('identity.')).map(({ name }) => name),
      ['register', 'login', 'refresh', 'logout', 'getProfile', 'updateProfile'].map(
        (verb) => `identity.${verb}`,
      ),
    )
  })

  it('does not take the orders of a text that only says "in order to" for a capability', () => {
    const brief = readProse('In order to chat, users sign in.')
    assert.ok(!brief.capabilities.some(({ name }) => name === 'orders'))
  })

  it('takes no business application or trading floor for a shop', () => {
    const tenants =
      'We sell an application to companies; each tenant has its own users, products, orders and payments.'
    assert.equal(
      readProse(tenants).operations.some(({ name }) => name === 'orders.placeOrder'),
      false,
    )
    const trades = 'A retail trading platform has to match 6 million orders per second.'
    assert.equal(
      readProse(trades).operations.some(({ name }) => name === 'carts.getCart'),
      false,
    )
  })

  it('binds a stated latency to the operation it speaks of', () => {
    const brief = readProse(
      'An online shop. Placing an order takes at most 250 ms at p99. Product pages load in 80 ms for 95 % of requests.',
    )
    const bound = (name: string) => {
      const found = brief.operations.find((one) => one.name === name)
      return [found?.latencyMs, found?.percentile]
    }
    assert.deepEqual(bound('orders.placeOrder'), [250, 0.99])
    assert.deepEqual(bound('catalog.getProduct'), [80, 0.95])
    assert.deepEqual(bound('carts.setLine'), [200, 0.99])
  })
})

describe('readProse on bad input', () => {
  const bad: Readonly<Record<string, readonly [text: string, problem: RegExp]>> = {
    'an empty text': ['', /empty/],
    'blank space': [' \n\t ', /empty/],
    'a poem': [
      'The moon is up, the pale stars gleam, and softly sings the silver stream.',
      /nothing in it was/,
    ],
    'another language': [
      'Wir brauchen eine Lösung zum Buchen von Tischen, bitte schnell.',
      /describe in English/,
    ],
    'an attack on users': ["'; DROP TABLE users; --", /nothing in it was recognized/],
    'an attack': ["'; DROP TABLE x; -- <script>alert(1)</script>", /nothing in it was recognized/],
    nonsense: ['The quick brown fox jumps over the lazy dog.', /nothing in it was recognized/],
    'a text of 1 MB': ['A shop with orders. '.repeat(52_428), /1024 KiB, more than 256 KiB/],
    'a latency of 0 ms': [
      'A shop that answers in 0 ms.',
      /characters \d+-\d+: "0 ms": no answer takes 0 ms/,
    ],
    'a negative rate': ['A shop with -5 orders per second.', /a rate cannot be negative/],
    'an uptime of 100 %': ['A shop with 100% uptime.', /nothing is up all of the time/],
    '99.999 % on one machine': [
      'A shop with 99.999% uptime on one machine.',
      /0.4 minutes of downtime/,
    ],
    'a p99 below the p50': [
      'An API with p50 under 200 ms and p99 under 100 ms.',
      /p99 must be at least/,
    ],
  }
  for (const [name, [text, problem]] of Object.entries(bad))
    it(`refuses ${name} and says what would be right`, () => {
      assert.throws(
        () => readProse(text),
        (error) => {
          assert.ok(error instanceof InputError)
          assert.match(error.message, problem)
          for (const { where, right } of error.problems)
            assert.ok(where.length > 0 && right.length > 10)
          return true
        },
      )
    })
})

describe('readProse on any text', () => {
  it('points every span at its own words and invents no digit', () => {
    fc.assert(
      fc.property(proseLike, (text) => {
        const brief = readOrRefuse(text)
        if (!brief) return
        for (const { text: words, origin, value } of brief.facts) {
          assert.ok(
            origin.from === 'text' && origin.start < origin.end && origin.end <= text.length,
          )
          assert.equal(text.slice(origin.start, origin.end), words)
          const digits = String(Math.abs(value))
            .replace(/\D|0+$/g, '')
            .slice(0, 1)
          assert.ok(spelled.test(words) || words.includes(digits), `${value} is not in "${words}"`)
        }
        for (const { origin } of brief.capabilities)
          assert.ok(
            origin.from !== 'text' || (origin.start < origin.end && origin.end <= text.length),
          )
        for (const { text: words, origin } of [...brief.asks, ...brief.notUnderstood])
          assert.equal(origin.from === 'text' && text.slice(origin.start, origin.end), words)
      }),
      { numRuns: 300 },
    )
  })

  it('invents no number for a text without one', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...wordsWithoutNumbers), { minLength: 1 }), (words) => {
        assert.deepEqual(readOrRefuse(words.join(' '))?.facts ?? [], [])
      }),
    )
  })

  it('reads the same through filler that says nothing', () => {
    const whole = readProse(shopProse)
    const sentences = shopProse.trim().split(/(?<=\.) /)
    const filler = fc.constantFrom(
      '',
      'Thank you.',
      'As we said before.',
      'That much is clear.',
      'See below.',
    )
    fc.assert(
      fc.property(
        fc.array(filler, { minLength: sentences.length, maxLength: sentences.length }),
        (between) => {
          const text = sentences.map((sentence, index) => `${sentence} ${between[index]}`).join(' ')
          const { facts, capabilities, operations, entities, objectives } = readProse(text)
          assert.deepEqual(
            facts.map(({ origin: _, ...fact }) => fact),
            whole.facts.map(({ origin: _, ...fact }) => fact),
          )
          assert.deepEqual(
            capabilities.map(({ name }) => name),
            whole.capabilities.map(({ name }) => name),
          )
          assert.deepEqual({ operations, entities, objectives }, pick(whole))
        },
      ),
      { numRuns: 25 },
    )
  })

  it('throws nothing but InputError, whatever the characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const brief = readOrRefuse(`A service. ${text}`)
        if (brief) assert.ok(Value.Check(Brief, brief))
      }),
      { numRuns: 300 },
    )
  })
})

function pick({ operations, entities, objectives }: Brief) {
  return { operations, entities, objectives }
}

const wordsWithoutNumbers =
  'a shop the users per second minute % ms GB of at least under orders p99 daily uptime , . - : / $ to nines millions few'.split(
    ' ',
  )
const fragments = [
  ...wordsWithoutNumbers,
  ...'1000 99.99 50k 2.5 0 7 10-20 1,000 three half hundred ten -3 10:1 99th percentile years rps + é 🛒 x10'.split(
    ' ',
  ),
]
const spelled = /\b(?:three|half|hundred|ten)\b/
const proseLike = fc
  .array(fc.constantFrom(...fragments), { minLength: 1, maxLength: 30 })
  .map((words) => `A shop: ${words.join(' ')}`)

function readOrRefuse(text: string): Brief | undefined {
  try {
    return readProse(text)
  } catch (error) {
    assert.ok(error instanceof InputError, String(error))
    return undefined
  }
}
