import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Signal } from '@archwright/model/light'

import { design } from '../../design.ts'
import { briefSaying, type Saying } from '../../testing/brief-saying.ts'

type Row = readonly [
  says: string,
  words: readonly Signal[],
  saying: Saying,
  chosen: Readonly<Record<string, RegExp | ''>>,
]

const many: Saying = {
  change: { actors: [{ name: 'member', trust: 'public', clients: ['web'], count: 5e6 }] },
}

/** A situation, and what is chosen in it; '' where the question does not arise. */
const rows: readonly Row[] = [
  [
    'nothing said',
    [],
    {},
    {
      'scaling.application': /^fixed/,
      'scaling.database': /^one primary$/,
      cache: /^HTTP/,
      'cache.edge': '',
    },
  ],
  [
    'a first try',
    ['proof-of-concept'],
    {},
    { 'scaling.application': /^one replica/, cache: /^HTTP/ },
  ],
  [
    'one machine, and growth',
    ['one-machine', 'growth'],
    {},
    { 'scaling.application': /^one replica/ },
  ],
  ['bursts', ['spiky'], {}, { 'scaling.application': /follow the load/ }],
  [
    'bursts on one machine',
    ['spiky', 'one-machine'],
    {},
    { 'scaling.application': /^one replica/ },
  ],
  [
    'nobody to run it',
    ['no-operations-staff'],
    {},
    { 'scaling.application': /follow the load|replica/ },
  ],
  ['Kubernetes by name', ['asks kubernetes'], {}, { 'scaling.application': /follow the load/ }],
  [
    '20,000 commands a second',
    [],
    { perSecond: 20_000 },
    { 'scaling.application': /follow the load/, 'scaling.connections': /PgBouncer/ },
  ],
  ['users all over the world', ['global'], {}, { 'scaling.database': /read replicas/ }],
  [
    'much reading that grows',
    ['read-heavy', 'growth'],
    {},
    { 'scaling.database': /read replicas/ },
  ],
  ['much reading', ['read-heavy'], {}, { 'scaling.database': /^one primary$/ }],
  [
    'copies of the system for some',
    ['own-stamp', 'tenants'],
    {},
    { 'scaling.database': /^one stamp/ },
  ],
  ['toggles', ['toggles'], {}, { cache: /memory of each replica/ }],
  ['few items that most want', ['popular'], {}, { cache: /memory of each replica/ }],
  [
    'few items that most want, by many',
    ['popular', 'high-traffic'],
    {},
    { cache: /aside in Redis/ },
  ],
  ['the same, on one machine', ['popular', 'high-traffic', 'one-machine'], {}, { cache: /^HTTP/ }],
  ['a feed of five million', ['feed'], many, { cache: /aside in Redis/ }],
  ['a feed of few', ['feed'], {}, { cache: /^HTTP/ }],
  ['limits counted at a shared door', ['many-services', 'abuse'], {}, { cache: /aside in Redis/ }],
  ['100,000 reads a second', [], { perSecond: 10_000 }, { cache: /Redis|memory/ }],
  ['pictures', ['media'], {}, { 'cache.edge': /^content network/ }],
  [
    'pictures in a first try',
    ['media', 'proof-of-concept'],
    {},
    { 'cache.edge': /answers itself/ },
  ],
  ['pages for the world', ['content', 'global'], {}, { 'cache.edge': /^content network/ }],
  ['private files', ['files'], {}, { 'cache.edge': /answers itself/ }],
]

describe('scaling and caches', () => {
  for (const [says, words, saying, chosen] of rows) {
    it(`for ${says}`, () => {
      const { decisions } = design(briefSaying(words, saying), { sensitivity: false })
      for (const [key, pattern] of Object.entries(chosen)) {
        const found = decisions.find((decision) => decision.key === key)
        if (pattern === '') assert.equal(found, undefined, key)
        else assert.match(found?.chosen ?? '', pattern, key)
      }
    })
  }

  it('buys nothing that the brief of an office tool does not need', () => {
    const { choices, stores, caches } = design(briefSaying(['small-team']), { sensitivity: false })
    assert.deepEqual(choices.cache.kinds, [])
    assert.equal(stores.length, 1)
    assert.deepEqual(
      caches.filter(({ kind }) => kind !== 'http'),
      [],
    )
  })

  it('shows a layer for each kind of cache that it buys', () => {
    const bought = design(briefSaying(['media', 'popular', 'high-traffic']), { sensitivity: false })
    assert.deepEqual(bought.choices.cache.kinds.toSorted(), ['cdn', 'distributed'])
    assert.deepEqual(
      bought.caches.map(({ kind }) => kind),
      ['cdn', 'distributed'],
    )
    assert.ok(bought.caches.every(({ ttlSeconds, holds }) => ttlSeconds > 0 && holds.length > 0))
  })
})
