import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Actor, Brief } from '@archwright/model'
import type { Signal } from '@archwright/model/light'

import { design } from '../../design.ts'
import { briefSaying, type Saying } from '../../testing/brief-saying.ts'
import { shopBrief } from '../../testing/shop-brief.ts'

const designed = (brief: Brief) => design(brief, { sensitivity: false })
const chosen = (key: string, words: readonly Signal[], saying: Saying = {}) =>
  designed(briefSaying(words, saying)).decisions.find((each) => each.key === key)?.chosen

const person: Actor = { name: 'member', trust: 'public', clients: ['web'] }
const phone: Actor = { name: 'member', trust: 'public', clients: ['web', 'mobile'] }
const partner: Actor = { name: 'partner', trust: 'partner', clients: ['server'] }
const staff: Actor = { name: 'clerk', trust: 'staff', clients: ['browser-admin'] }
const sensor: Actor = { name: 'sensor', trust: 'public', clients: ['device'] }
const by = (...actors: Actor[]): Saying => ({ change: { actors } })
const three = ['projects project', 'bookings booking', 'letters letter']

/** Decision, what the brief says, what is chosen; undefined where the question does not arise. */
const rows: readonly [
  key: string,
  words: readonly Signal[],
  option: string | undefined,
  saying?: Saying,
][] = [
  ['api.public', [], 'REST'],
  ['api.public', ['many-client-kinds'], 'GraphQL'],
  ['api.public', ['many-client-kinds', 'asks bff'], 'REST'],
  ['api.public', ['asks graphql'], 'GraphQL'],
  ['api.public', ['asks grpc'], 'REST'],
  ['api.public', ['asks grpc'], 'gRPC', by({ ...partner, name: 'member' })],
  ['api.programs', [], undefined, by(person, partner)],
  ['api.programs', ['program-clients'], 'REST', by(person, partner)],
  ['api.devices', [], undefined],
  ['api.devices', [], 'HTTPS in batches', by(person, sensor)],
  ['api.devices', ['offline'], 'MQTT', by(person, sensor)],
  ['api.devices', ['two-way'], 'MQTT', by(person, sensor)],
  ['api.realtime', [], undefined],
  ['api.realtime', ['realtime'], 'server-sent events'],
  ['api.realtime', ['realtime', 'mobile-clients'], 'WebSocket'],
  ['api.realtime', ['realtime', 'two-way'], 'WebSocket'],
  ['api.realtime', ['messaging'], 'WebSocket'],
  ['api.realtime', ['realtime', 'asks graphql'], 'WebSocket'],
  ['api.realtime', ['realtime', 'asks sse'], 'server-sent events'],
  ['api.realtime', ['polling'], 'polling'],
  ['api.realtime', ['polling', 'no-operations-staff', 'low-latency'], 'polling'],
  ['api.webhooks', [], undefined],
  ['api.webhooks', ['webhooks'], 'webhooks, signed and retried'],
  ['api.front-ends', ['many-client-kinds'], undefined],
  ['api.front-ends', ['many-client-kinds'], 'one interface that each client shapes', by(phone)],
  ['api.front-ends', ['asks bff'], 'a backend for each kind of front end', by(phone)],
  ['api.internal', [], undefined],
  ['api.internal', [], 'in-process calls through the contract', { entities: three }],
  ['api.internal', ['many-services'], 'the same contract over HTTP', { entities: three }],
  ['api.internal', ['many-services', 'asks grpc'], 'gRPC', { entities: three }],
  ['api.internal', ['many-services', 'low-latency'], 'gRPC', { entities: three }],
  ['api.internal', ['many-services'], 'gRPC', { entities: three, perSecond: 20_000 }],
  ['api.internal', ['asks event-driven'], 'messages for everything', { entities: three }],
  ['api.versioning', [], 'a version in the path, additive changes within it'],
  ['api.versioning', ['asks graphql'], 'one schema that grows, with fields marked as deprecated'],
  ['api.errors', [], 'problem details with a stable code'],
  ['api.errors', ['asks graphql'], 'failures as part of the schema'],
  ['api.long-running', [], undefined],
  ['api.long-running', ['long-running'], '202 and a resource that tells the state'],
  ['api.batch', [], undefined],
  ['api.batch', ['batch'], 'a batch operation with an outcome for each item'],
  ['api.batch', ['batch', 'ledger'], 'a batch that succeeds or fails as one'],
  ['api.batch', ['import-export'], 'an uploaded file, worked on as a job'],
  ['api.links', [], undefined],
  ['api.links', ['workflow'], 'links to related resources and the actions that are open'],
  ['gateway', [], 'a load balancer'],
  ['gateway', ['abuse'], 'a load balancer'],
  ['gateway', ['program-clients'], 'a load balancer', by(person, partner)],
  ['gateway', ['program-clients', 'abuse'], 'an API gateway', by(person, partner)],
  ['gateway', ['program-clients', 'abuse', 'small-team'], 'a load balancer', by(person, partner)],
  ['gateway', ['many-services'], 'an API gateway', { entities: three }],
  ['gateway', ['no-operations-staff'], 'an API gateway'],
  ['gateway', ['asks gateway'], 'an API gateway'],
  ['gateway.balancing', ['co-editing'], 'consistent hashing by document'],
]

describe('the interfaces', () => {
  for (const [key, words, option, saying = {}] of rows) {
    const clients = saying.change?.actors?.flatMap((actor) => actor.clients) ?? []
    const load = saying.perSecond === undefined ? [] : [`${saying.perSecond}/s`]
    const modules = saying.entities === undefined ? [] : [`${saying.entities.length} modules`]
    it(`${key} of [${[...words, ...clients, ...modules, ...load].join(', ')}]: ${option ?? 'does not arise'}`, () => {
      assert.equal(chosen(key, words, saying), option)
    })
  }

  it('turn round robin away as soon as one call costs ten times another', () => {
    const balanced = (brief: Brief) =>
      designed(brief).decisions.find(({ key }) => key === 'gateway.balancing')?.chosen
    assert.equal(balanced(shopBrief()), 'least outstanding requests')
  })

  it('walk a list by offset while it is short, and by cursor from the row at which an offset hurts', () => {
    const walked = (count: number) => {
      const brief = briefSaying([])
      const entities = brief.entities.map((each) => ({ ...each, count }))
      return designed({ ...brief, entities }).decisions.find(({ key }) => key === 'api.pagination')
        ?.chosen
    }
    assert.equal(walked(100), 'everything at once')
    assert.equal(walked(5000), 'cursors over the sort key and the id')
    const options = designed(briefSaying([], { change: {} })).decisions.find(
      ({ key }) => key === 'api.pagination',
    )?.options
    assert.ok(options?.some(({ name, ruledOut }) => name === 'offset and limit' && ruledOut))
  })

  it('are listed one for each audience, with every operation in exactly one of them', () => {
    const brief = briefSaying(['realtime', 'webhooks', 'program-clients'], {
      entities: three,
      change: { actors: [person, staff, partner, sensor] },
    })
    const actors = [person, staff, partner, sensor]
    const operations = brief.operations.map((each, index) => ({
      ...each,
      actor: actors[index % actors.length]?.name ?? '',
    }))
    const { interfaces } = designed({ ...brief, operations })
    assert.deepEqual(
      interfaces.map(({ name }) => name),
      ['public', 'staff', 'programs', 'devices', 'realtime', 'webhooks', 'internal'],
    )
    const asked = interfaces.slice(0, 4).flatMap((each) => each.operations)
    assert.deepEqual(asked.toSorted(), operations.map(({ name }) => name).toSorted())
  })

  it('count in the style of people what people ask, and no internal operation', () => {
    const answer = designed(shopBrief()).decisions.find(({ key }) => key === 'api.public')?.answer
    const { interfaces } = designed(shopBrief())
    const offered = interfaces
      .filter(({ name }) => name === 'public' || name === 'staff')
      .flatMap(({ operations }) => operations)
      .filter((name) => name !== 'payments.receiveWebhook').length
    const [queries = 0, commands = 0] = (answer?.match(/\d+(?= quer| command)/g) ?? []).map(Number)
    assert.equal(queries + commands, offered)
  })
})

describe('the gateway', () => {
  it('has a route, a check and a limit for each module behind it', () => {
    const { gateway, modules, deployables } = designed(
      briefSaying(['many-services'], { entities: three }),
    )
    assert.deepEqual(
      gateway.routes.map(({ path }) => path),
      modules.map(({ name }) => `/v1/${name}/*`),
    )
    const known = new Set(deployables.map(({ name }) => name))
    for (const { to, limits, timeoutMs, authentication } of gateway.routes) {
      assert.ok(known.has(to))
      assert.ok(limits.length > 0 && timeoutMs > 0 && authentication !== '')
    }
  })

  it('has no routes where one application answers', () => {
    assert.deepEqual(designed(shopBrief()).gateway.routes, [])
  })
})

describe('backends of front ends', () => {
  it('are one for each kind of client, and join only what people may ask', () => {
    const { frontEnds, brief } = designed(
      briefSaying(['asks bff'], { entities: three, change: { actors: [phone] } }),
    )
    assert.deepEqual(
      frontEnds.map(({ client }) => client),
      ['mobile', 'web'],
    )
    const names = new Set(brief.operations.map(({ name }) => name))
    for (const { operations } of frontEnds)
      for (const { joins } of operations) assert.ok(joins.every((name) => names.has(name)))
  })
})
