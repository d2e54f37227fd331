import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Entity } from '@archwright/model'
import type { Signal } from '@archwright/model/light'

import { design } from '../../design.ts'
import { briefSaying, type Saying } from '../../testing/brief-saying.ts'

type Row = readonly [
  says: string,
  words: readonly Signal[],
  saying: Saying,
  chosen: Readonly<Record<string, RegExp | ''>>,
]

const records = /^with the records$/

/** A situation, and what is chosen in it; '' where the question does not arise. */
const rows: readonly Row[] = [
  ['a plain record', [], {}, { 'store.records': /^PostgreSQL$/, 'store.live': '' }],
  ['presence', ['presence'], {}, { 'store.live': /Redis/ }],
  ['presence on one machine', ['presence', 'one-machine'], {}, { 'store.live': records }],
  ['counts that few raise', ['counters'], {}, { 'store.live': records }],
  ['counts that a crowd raises', ['counters', 'crowd'], {}, { 'store.live': /Redis/ }],
  ['a top list in real time', ['ranking', 'realtime'], {}, { 'store.live': /Redis/ }],
  [
    'positions, 1,000/s',
    ['geo'],
    kept('geo Position', 'key-value', 1000),
    { 'store.live': records },
  ],
  [
    'positions, 5,000/s',
    ['geo'],
    kept('geo Position', 'key-value', 5000),
    { 'store.live': /Redis/ },
  ],
  [
    'messages, 10/s',
    ['messaging'],
    kept('messaging Message', 'record', 10),
    { 'store.history': records },
  ],
  [
    'messages, 30,000/s',
    ['messaging'],
    kept('messaging Message', 'record', 30_000),
    { 'store.history': /^wide-column/ },
  ],
  ['points, 100/s', [], kept('readings Reading', 'series', 100), { 'store.series': records }],
  [
    'points, 50,000/s',
    [],
    kept('readings Reading', 'series', 50_000),
    { 'store.series': /^time-series/ },
  ],
  [
    'points that are summed',
    ['telemetry', 'aggregates'],
    kept('telemetry Reading', 'series', 10),
    { 'store.series': /^time-series/ },
  ],
  [
    'points of a first try',
    ['telemetry', 'aggregates', 'proof-of-concept'],
    kept('telemetry Reading', 'series', 10),
    { 'store.series': records },
  ],
  [
    'varied fields of few',
    ['varied-shape'],
    kept('forms Form', 'document', 1),
    { 'store.documents': records },
  ],
  [
    'varied fields that grow',
    ['varied-shape', 'growth'],
    kept('forms Form', 'document', 1),
    { 'store.documents': /^document store/ },
  ],
  [
    'documents that nobody calls varied',
    ['growth'],
    kept('forms Form', 'document', 1),
    { 'store.documents': records },
  ],
  [
    'data that is to be spread',
    ['spread-data'],
    kept('notes Block', 'record', 1),
    { 'store.records': /^PostgreSQL sharded by key/ },
  ],
  ['edges', [], kept('people Friendship', 'graph', 100), { 'store.graph': records }],
  [
    'edges of millions',
    [],
    kept('people Friendship', 'graph', 10_000),
    { 'store.graph': /^graph store/ },
  ],
  [
    'paths that are asked for',
    ['relations'],
    kept('people Friendship', 'graph', 1),
    { 'store.graph': /^graph store/ },
  ],
  [
    'files',
    ['files'],
    kept('files File', 'blob', 1),
    { 'store.files': /^object store/, 'files.transfer': /^presigned/ },
  ],
  ['search of 10,000', ['search'], {}, { 'store.search': /^PostgreSQL/ }],
  ['search of 10 million', ['search'], sized(1e7), { 'store.search': /^search engine/ }],
  ['search by relevance', ['search', 'relevance'], {}, { 'store.search': /^search engine/ }],
  [
    'search by relevance on one machine',
    ['search', 'relevance', 'one-machine'],
    {},
    { 'store.search': /^PostgreSQL/ },
  ],
  ['an archive', ['archive'], {}, { 'store.archive': /^columnar files/ }],
  [
    'a stream studied later',
    ['analytics', 'write-heavy'],
    {},
    { 'store.archive': /^columnar files/ },
  ],
  [
    'a market, 100/s',
    ['trading'],
    { entities: ['trading Bid'], perSecond: 100 },
    { 'store.hot-state': /^rows/ },
  ],
  [
    'a market, 100,000/s',
    ['trading'],
    { entities: ['trading Bid'], perSecond: 100_000 },
    { 'store.hot-state': /^memory/ },
  ],
  [
    'a basket that takes every write',
    ['always-writable'],
    { entities: ['carts Cart'] },
    { 'store.writable': /^leaderless/ },
  ],
  ['what is near', ['nearby'], {}, { 'data.nearby': /^GiST/ }],
  ['drivers near a rider', ['nearby', 'rides'], {}, { 'data.nearby': /^cells/ }],
  ['more than one server holds', [], sized(5e10), { 'store.records': /sharded/ }],
]

describe('the store of each kind of data', () => {
  for (const [says, words, saying, chosen] of rows) {
    it(`for ${says}`, () => {
      const { decisions, choices } = design(briefSaying(words, saying), { sensitivity: false })
      for (const [key, pattern] of Object.entries(chosen)) {
        const found = decisions.find((decision) => decision.key === key)
        if (pattern === '') assert.equal(found, undefined, key)
        else assert.match(found?.chosen ?? '', pattern, key)
      }
      assert.ok(Object.keys(choices.stores).length > 0)
    })
  }

  it('keeps every entity in exactly one store, and files with what is known of them', () => {
    const brief = briefSaying(['media', 'messaging', 'presence', 'telemetry', 'aggregates'], {
      entities: ['media Picture', 'messaging Message', 'telemetry Reading', 'people Person'],
    })
    const shapes: readonly Entity['shape'][] = ['blob', 'record', 'series', 'record']
    const entities = brief.entities.map((entity, at) => ({
      ...entity,
      shape: shapes[at] ?? 'record',
    }))
    const { choices, stores } = design({ ...brief, entities }, { sensitivity: false })
    assert.deepEqual(choices.stores, {
      Message: 'relational',
      Person: 'relational',
      presence: 'key-value',
      Reading: 'time-series',
      Picture: 'object',
      'Picture metadata': 'relational',
    })
    const held = stores.flatMap(({ holds }) => holds)
    assert.equal(new Set(held).size, held.length)
  })
})

function kept(entity: string, shape: Entity['shape'], perSecond: number): Saying {
  return { entities: [entity], shape, perSecond }
}

function sized(count: number): Saying {
  const [entity] = briefSaying([]).entities
  return { change: { entities: entity ? [{ ...entity, count, bytes: 400 }] : [] } }
}
