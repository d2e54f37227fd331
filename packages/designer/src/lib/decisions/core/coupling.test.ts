import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Brief, Entity } from '@archwright/model'
import fc from 'fast-check'

import { briefSaying } from '../../testing/brief-saying.ts'
import { clustersOf } from './clusters.ts'
import { couplingsOf } from './coupling.ts'
import { cutModules } from './cut-modules.ts'

const two = (change: Partial<Entity> = {}, alsoWrites: string[] = []): Brief => {
  const brief = briefSaying([], { entities: ['tasks task', 'notes note'], alsoWrites })
  return {
    ...brief,
    prose: 'Tasks and notes.',
    entities: brief.entities.map((each, index) => (index === 1 ? { ...each, ...change } : each)),
  }
}

const scoreOf = (brief: Brief) => couplingsOf(brief)[0]?.score

describe('the coupling of two entities', () => {
  it('is nothing when no operation touches both and nothing parts them', () => {
    assert.equal(scoreOf(two()), 0)
  })

  it('rises when they are written together', () => {
    assert.ok((scoreOf(two({}, ['note'])) ?? 0) > 0)
  })

  it('rises when one is named as a part of the other', () => {
    const brief = briefSaying([], { entities: ['tasks task', 'tasks taskLine'] })
    assert.deepEqual(couplingsOf(brief)[0]?.because[0], 'taskLine lives and ends with task')
  })

  it('falls below nothing when only one is guarded', () => {
    assert.ok((scoreOf(two({ sensitivity: 'health' })) ?? 0) < 0)
  })

  it('falls a little with another shape or a hundredfold volume', () => {
    assert.equal(scoreOf(two({ shape: 'blob' })), -0.06)
    const big = two({ count: 1e6, bytes: 100 })
    const small = { count: 1e4, bytes: 100 }
    assert.equal(
      scoreOf({
        ...big,
        entities: big.entities.map((each, at) => (at ? each : { ...each, ...small })),
      }),
      -0.06,
    )
  })
})

describe('clusters', () => {
  const pair = (a: string, b: string, score: number) => ({ a, b, score, because: [] })

  it('joins the strongest pair first, and stops below the threshold', () => {
    const found = clustersOf(
      [['a'], ['b'], ['c']],
      [pair('a', 'b', 0.3), pair('b', 'c', 0.9)],
      0.25,
    )
    assert.deepEqual(found, [['a'], ['b', 'c']])
  })

  it('joins at the threshold itself', () => {
    assert.equal(clustersOf([['a'], ['b']], [pair('a', 'b', 0.25)], 0.25).length, 1)
    assert.equal(clustersOf([['a'], ['b']], [pair('a', 'b', 0.24)], 0.25).length, 2)
  })

  it('loses and doubles no entity, and changes nothing when asked again', () => {
    const names = ['a', 'b', 'c', 'd', 'e']
    const pairs = names.flatMap((a, i) => names.slice(i + 1).map((b) => [a, b] as const))
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1, max: 1, noNaN: true }), {
          minLength: pairs.length,
          maxLength: pairs.length,
        }),
        (scores) => {
          const couplings = pairs.map(([a, b], index) => pair(a, b, scores[index] ?? 0))
          const once = clustersOf(
            names.map((name) => [name]),
            couplings,
          )
          assert.deepEqual(once.flat().toSorted(), names)
          assert.deepEqual(clustersOf(once, couplings), once)
        },
      ),
    )
  })
})

describe('the cut of modules', () => {
  it('joins what is written together, and renames its operations', () => {
    const cut = cutModules(two({}, ['note']))
    assert.deepEqual([...new Set(cut.entities.map(({ module }) => module))], ['tasks'])
    assert.ok(cut.operations.every(({ name }) => name.startsWith('tasks.')))
    assert.deepEqual(cutModules(cut), cut)
  })

  it('keeps apart what is not', () => {
    assert.deepEqual(cutModules(two()), two())
  })

  it('keeps the modules that a brief in YAML names', () => {
    const { prose: _, ...yaml } = two({}, ['note'])
    assert.deepEqual(cutModules(yaml), yaml)
  })

  it('keeps ready modules as they are', () => {
    const brief = briefSaying([], {
      entities: ['orders order', 'carts cart'],
      alsoWrites: ['cart'],
      change: { prose: 'Orders and carts.' },
    })
    assert.deepEqual(cutModules(brief), brief)
  })
})
