import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Brief } from '@archwright/model'
import type { Signal } from '@archwright/model/light'

import { design } from '../../design.ts'
import { briefSaying, type Saying } from '../../testing/brief-saying.ts'
import { shopBrief } from '../../testing/shop-brief.ts'

const designed = (brief: Brief) => design(brief, { sensitivity: false })
const chosen = (key: string, words: readonly Signal[], saying: Saying = {}) =>
  designed(briefSaying(words, saying)).decisions.find((each) => each.key === key)?.chosen ?? ''

const three = ['projects project', 'bookings booking', 'letters letter']
const pipeline = ['telemetry reading', 'reporting report']
const crew = (engineers: number): Saying => ({ entities: three, change: { team: { engineers } } })

const topologies: readonly [topology: string, words: readonly Signal[], saying?: Saying][] = [
  ['monolith', []],
  ['monolith', [], { entities: three.slice(0, 2) }],
  ['modular-monolith', [], { entities: three }],
  ['monolith', ['small-team'], { entities: three }],
  ['monolith', ['proof-of-concept'], { entities: three }],
  ['modular-monolith', ['small-team', 'isolation'], { entities: three }],
  // Asked for by name, services stay modules; the number at which they pay is printed.
  ['modular-monolith', ['asks microservices'], { entities: three }],
  ['microservices', ['many-services'], { entities: three }],
  ['microservices', ['independent-parts'], { entities: three }],
  ['microservices', ['many-teams'], { entities: three }],
  ['microservices', ['legacy', 'asks strangler'], { entities: three }],
  ['modular-monolith', ['legacy', 'asks migration'], { entities: three }],
  ['monolith', ['independent-parts'], crew(9)],
  ['microservices', ['independent-parts'], crew(10)],
  ['monolith', ['independent-parts', 'one-machine'], { entities: three }],
  ['serverless', ['no-operations-staff']],
  ['serverless', ['idle']],
  ['monolith', ['no-operations-staff', 'co-editing']],
  ['monolith', ['no-operations-staff', 'realtime']],
  ['serverless', ['no-operations-staff', 'realtime', 'polling']],
  ['monolith', ['no-operations-staff', 'all-or-nothing']],
  ['monolith', ['no-operations-staff', 'content']],
  ['serverless', ['asks serverless']],
  ['event-driven', ['telemetry', 'windows', 'analytics'], { entities: pipeline }],
  ['monolith', ['telemetry'], { entities: pipeline }],
  ['event-driven', ['asks event-driven'], { entities: three }],
  ['monolith', ['trading', 'low-latency'], { entities: three, perSecond: 6e6 }],
  ['microservices', [], { entities: three, perSecond: 6e6 }],
]

describe('the topology', () => {
  for (const [topology, words, saying = {}] of topologies) {
    const { entities = [], perSecond, change } = saying
    const about = [
      ...words,
      `${entities.length} modules`,
      perSecond ?? '',
      change?.team?.engineers ?? '',
    ]
    it(`of ${about.filter((part) => part !== '').join(', ')} is ${topology}`, () => {
      assert.equal(chosen('topology', words, saying), topology)
    })
  }

  it('leaves functions for replicas when the load makes them dearer, without a word on staff', () => {
    const at = (perSecond: number) => chosen('topology', ['idle'], { perSecond })
    assert.deepEqual([at(1), at(5000)], ['serverless', 'monolith'])
  })

  it('splits when the open connections exceed one fleet', () => {
    const live = (count: number) =>
      chosen('topology', ['two-way'], {
        entities: three,
        change: { actors: [{ name: 'member', trust: 'public', clients: ['web'], count }] },
      })
    assert.deepEqual([live(1e6), live(1e8)], ['modular-monolith', 'microservices'])
  })

  it('says in one sentence how many teams use the deployment train', () => {
    const answer = (teams: number) =>
      designed({ ...shopBrief(), team: { teams } }).decisions.find(({ key }) => key === 'topology')
        ?.answer
    assert.match(answer(1) ?? '', /1 team uses/)
    assert.match(answer(2) ?? '', /2 teams use /)
  })
})

describe('services that run apart', () => {
  const apart = briefSaying(['many-services'], { entities: three })

  it('own a database, are found by name, and buy no mesh while they are few', () => {
    const { decisions } = designed(apart)
    const answer = (key: string) => decisions.find((each) => each.key === key)?.chosen
    assert.equal(answer('services.data'), 'a database for each service')
    assert.equal(answer('services.discovery'), 'names of the platform')
    assert.equal(answer('services.mesh'), 'the library in each service')
  })

  it('are said to cut a database where one is to be cut', () => {
    const special = (words: readonly Signal[]) =>
      designed(briefSaying(words, { entities: three })).choices.special
    assert.ok(special(['legacy', 'asks strangler']).includes('db-per-service'))
    assert.ok(!special(['many-services']).includes('db-per-service'))
  })

  it('buy a mesh from twenty on', () => {
    const many = Array.from(
      { length: 20 },
      (_, index) => `part${'abcdefghijklmnopqrst'[index]} thing${index}`,
    )
    assert.equal(chosen('services.mesh', ['many-services'], { entities: many }), 'a service mesh')
  })

  it('are sized each by its own load', () => {
    const brief = briefSaying(['many-services'], { entities: three, perSecond: 20_000 })
    const operations = brief.operations.map((each) =>
      each.ratePerSecond === undefined ? { ...each, ratePerSecond: 0.1 } : each,
    )
    const { deployables } = designed({ ...brief, operations })
    const replicas = deployables.map((each) => each.replicas)
    assert.equal(deployables.length, 3)
    assert.ok(Math.max(...replicas) > Math.min(...replicas))
  })

  it('raise none of these questions in one process', () => {
    const keys = designed(briefSaying([], { entities: three })).decisions.map(({ key }) => key)
    assert.deepEqual(
      keys.filter((key) => key.startsWith('services.')),
      [],
    )
  })
})

describe('the way from what runs today', () => {
  const moved = designed(briefSaying(['legacy', 'asks strangler'], { entities: three }))

  it('goes part by part behind a route, with a layer that translates', () => {
    assert.ok(moved.choices.special.includes('strangler-fig'))
    assert.ok(moved.choices.special.includes('anti-corruption-layer'))
  })

  it('begins with the entrance, ends with the old system, and moves every module once between them', () => {
    const parts = moved.migration?.steps.map(({ part }) => part) ?? []
    assert.equal(parts[0], 'the entrance')
    assert.equal(parts.at(-1), 'the old system')
    assert.deepEqual(
      parts.slice(1, -1).toSorted(),
      moved.modules.map(({ name }) => name).toSorted(),
    )
  })

  it('is no part of a design that replaces nothing', () => {
    assert.equal(designed(briefSaying([])).migration, undefined)
  })
})

describe('the runtime', () => {
  const knowing = (...knows: string[]) => chosen('runtime', [], { change: { team: { knows } } })

  it('is what the project is built in, whatever else the team knows', () => {
    for (const known of ['Go', 'Python', 'C#', 'TypeScript'])
      assert.match(knowing(known), /^Node/, known)
  })

  it('is another for decisions in one order that no event loop makes fast enough', () => {
    const at = (perSecond: number) =>
      chosen('runtime', ['trading', 'low-latency'], { perSecond }).startsWith('Node')
    assert.deepEqual([at(50_000), at(6e6)], [true, false])
  })
})
