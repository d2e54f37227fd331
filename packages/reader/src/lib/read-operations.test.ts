import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Brief } from '@archwright/model'

import { readProse } from './read-prose.ts'

describe('who does what to what', () => {
  it('becomes operations of actors on entities', () => {
    const brief = readProse(
      'A clinic portal. Patients book appointments and cancel them. Doctors write prescriptions. Laboratories upload scans.',
    )
    assert.deepEqual(called(brief, 'patient'), [
      'scheduling.listAppointments',
      'scheduling.getAppointment',
      'scheduling.cancelAppointment',
      'scheduling.createAppointment',
    ])
    assert.ok(called(brief, 'doctor').includes('health.createPrescription'))
    assert.ok(called(brief, 'laboratory').includes('files.createScan'))
    const actors = new Map(brief.actors.map(({ name, trust }) => [name, trust]))
    assert.equal(actors.get('patient'), 'public')
    assert.equal(actors.get('doctor'), 'staff')
    assert.equal(actors.get('laboratory'), 'partner')
    const shapes = new Map(brief.entities.map(({ name, shape }) => [name, shape]))
    assert.equal(shapes.get('Scan'), 'blob')
    assert.equal(shapes.get('Prescription'), 'record')
  })

  const acts: Readonly<Record<string, readonly [actor: string, operation: string, kind: string]>> =
    {
      'Guests book tables in our system.': ['guest', 'scheduling.createBooking', 'command'],
      'Drivers report their position every 4 seconds.': ['driver', 'geo.reportPosition', 'command'],
      'Editors publish articles.': ['editor', 'content.publishArticle', 'command'],
      'Our service: when a player joins, fans see the score at once.': [
        'fan',
        'matching.watchScores',
        'subscription',
      ],
      'Companies submit expense claims; a manager approves each claim.': [
        'manager',
        'ledger.approveClaim',
        'command',
      ],
      'The system sends reminders every morning.': [
        'system',
        'notifications.createReminder',
        'job',
      ],
      'Members search recipes.': ['member', 'content.searchRecipes', 'query'],
    }
  for (const [text, [actor, name, kind]] of Object.entries(acts))
    it(`is read from "${text}"`, () => {
      const found = readProse(text).operations.find((one) => one.name === name)
      assert.deepEqual([found?.actor, found?.kind], [actor, kind], names(readProse(text)))
    })

  it('names reads, writes and calls by what the brief keeps and depends on', () => {
    const brief = readProse(
      'Members borrow tools and pay a deposit by card. We remind them by SMS when a tool is late. Staff register tools.',
    )
    const entities = new Set(brief.entities.map(({ name }) => name))
    const dependencies = new Set(brief.dependencies.map(({ name }) => name))
    assert.deepEqual([...dependencies].sort(), ['payment-provider', 'sms'])
    for (const { name, reads, writes, calls } of brief.operations) {
      for (const entity of [...reads, ...writes])
        assert.ok(entities.has(entity), `${name}: ${entity}`)
      for (const one of calls) assert.ok(dependencies.has(one), `${name}: ${one}`)
    }
  })

  it('lets a job call what nobody waits for, and a command what somebody does', () => {
    const brief = readProse('Customers pay with a credit card and get a mail about it.')
    const caller = (dependency: string) =>
      brief.operations.find(({ calls }) => calls.includes(dependency))?.kind
    assert.equal(caller('payment-provider'), 'command')
    assert.equal(caller('email'), 'job')
  })

  it('lets reads lag by the sense of their module or by what the text says, and says why', () => {
    const brief = readProse(
      'A social network: members post pictures, and members see a feed. Customers pay a fee by card. Customers see invoices, which may be 10 minutes late.',
    )
    const of = (pattern: RegExp) => brief.operations.find(({ name }) => pattern.test(name))
    assert.equal(of(/^feed\.list/)?.consistency, 'eventual')
    assert.equal(of(/^payments\.list/)?.consistency, 'strong')
    assert.equal(of(/\.listInvoices/)?.consistency, 'eventual')
    assert.equal(of(/\.listInvoices/)?.staleSeconds, 600)
    assert.ok(
      brief.assumptions.some(({ about }) => about === 'operations.feed.(reads).consistency'),
    )
  })
})

describe('relations in words', () => {
  const relations: Readonly<
    Record<
      string,
      readonly [operation: string, perSecond: number, peakFactor: number | undefined, why: RegExp]
    >
  > = {
    'A service for 12,000 sensors, which is simple. The sensors send a reading every 30 seconds.': [
      'telemetry.recordReading',
      400,
      undefined,
      /12,000 sensors \(F-01\) × one every 30 seconds \(F-02\) = 400\/s/,
    ],
    'A network with ten million daily users. Each user posts five times a day.': [
      'feed.postPost',
      578.704,
      undefined,
      /ten million daily users \(F-01\) × five times a day \(F-02\)/,
    ],
    'A link shortener: 100 new links per second, 500 reads for every write.': [
      'links.getShortLink',
      50_000,
      undefined,
      /100 writes\/s × 500 reads for every write/,
    ],
    'A forum with 600 requests per second, about 50 reads to 1 write.': [
      'feed.createPost',
      11.7647,
      undefined,
      /600 requests per second \(F-01\), of which about 50 reads to 1 write \(F-02\) are writes/,
    ],
    'A chat: users send 864,000 messages a day. The peak is ten times the average.': [
      'messaging.createMessage',
      10,
      10,
      /"ten times" \(F-02\) says how far/,
    ],
    'We send 864,000 notifications a day, at times 400 notifications per second.': [
      'notifications.createNotification',
      10,
      40,
      /400 notifications per second \(F-02\) ÷ 864,000 notifications a day \(F-01\)/,
    ],
  }
  for (const [text, [name, perSecond, peakFactor, why]] of Object.entries(relations))
    it(`become a rate by arithmetic that is shown: "${text}"`, () => {
      const brief = readProse(text)
      const found = brief.operations.find((one) => one.name === name)
      assert.ok(Math.abs((found?.ratePerSecond ?? 0) - perSecond) < perSecond / 1e4, names(brief))
      assert.equal(found?.peakFactor, peakFactor)
      assert.ok(
        brief.assumptions.some((one) => why.test(one.why)),
        JSON.stringify(brief.assumptions),
      )
    })
})

describe('a text that asks for one technique', () => {
  const concerns: Readonly<Record<string, string | undefined>> = {
    'Implement circuit breaker and retry patterns for an external service.': 'circuit-breaker',
    'Plan a migration from a monolith to microservices.': 'migration',
    'Design an observability strategy for our services.': 'observability-plan',
    'API gateway with rate limiting and auth.': 'gateway',
    'BFF for web and mobile.': 'bff',
    'Webhook delivery with retry and signatures.': 'webhooks',
    'Auth for several services.': 'authentication',
    'Design a new e-commerce backend with microservices and an API gateway.': undefined,
    'A chat service that uses caching.': undefined,
    'Design a REST API for order management.': undefined,
  }
  for (const [text, concern] of Object.entries(concerns))
    it(`${concern ? `centers on ${concern}` : 'is told from one that asks for a system'}: "${text}"`, () => {
      const brief = readProse(text)
      assert.equal(brief.concern, concern)
      assert.ok(brief.operations.length > 2 && brief.entities.length > 0)
    })

  it('has what is needed to show it at work', () => {
    const breaker = readProse('Implement a circuit breaker for an external service.')
    assert.ok(breaker.operations.some(({ calls }) => calls.includes('partner-api')))
    const webhooks = readProse('Webhook delivery with retry and signatures.')
    assert.deepEqual(
      webhooks.entities.map(({ name }) => name),
      ['WebhookEndpoint', 'WebhookEvent', 'WebhookDelivery'],
    )
    assert.ok(names(webhooks).includes('webhooks.deliver'))
    const migration = readProse('Plan a migration from the old monolith to services.')
    assert.deepEqual(migration.existing, ['old monolith'])
    assert.ok(names(readProse('An API gateway for partners.')).includes('gateway.createApiKey'))
  })
})

function called({ operations }: Brief, actor: string): string[] {
  return operations.filter((one) => one.actor === actor).map(({ name }) => name)
}

function names({ operations }: Brief): string {
  return operations.map(({ name }) => name).join(' ')
}
