import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Brief } from '@archwright/model'

import { design } from '../design.ts'
import { libraryBrief } from '../testing/library-brief.ts'
import { linkBrief } from '../testing/link-brief.ts'
import { shopBrief } from '../testing/shop-brief.ts'

const named = (...names: string[]): Brief['capabilities'] =>
  names.map((name, index) => ({ name, origin: { from: 'yaml', line: index + 1 } }))

/** The link shortener with a bound on its one command, in two regions. */
function links(latencyMs: number, objectives: Brief['objectives']): Brief {
  const brief = linkBrief()
  return {
    ...brief,
    objectives,
    dependencies: [],
    operations: brief.operations.map((operation) =>
      operation.kind === 'command'
        ? { ...operation, latencyMs, percentile: 0.99, calls: [] }
        : operation,
    ),
  }
}

describe('conflicts', () => {
  const found = (brief: Brief) => design(brief).conflicts.map(({ key }) => key)
  const two = { availability: 0.999, regions: 2, rpoSeconds: 60, rtoSeconds: 900 }

  it('are none where everything can be had', () => {
    for (const brief of [shopBrief(), libraryBrief(), links(100, two)])
      assert.deepEqual(found(brief), [])
  })

  it('name strong writes in several regions that may not take a round trip', () => {
    assert.deepEqual(found(links(10, two)), ['regions.latency'])
    assert.deepEqual(found(links(10, { ...two, regions: 1 })), [])
    assert.deepEqual(found(links(25, two)), [])
  })

  it('name RPO 0 for a region where there is no time for a synchronous copy', () => {
    assert.ok(found(links(10, { ...two, rpoSeconds: 0 })).includes('rpo.latency'))
    assert.ok(!found(links(10, { ...two, rpoSeconds: 1 })).includes('rpo.latency'))
  })

  it('name an answer that has to be faster than the system it asks', () => {
    const brief = linkBrief()
    const [resolve, create] = brief.operations
    assert.ok(resolve && create)
    const bound = (latencyMs: number): Brief => ({
      ...brief,
      operations: [resolve, { ...create, latencyMs, percentile: 0.99 }],
    })
    assert.ok(found(bound(150)).includes('outside.latency'), 'the provider takes 200 ms')
    assert.ok(!found(bound(400)).includes('outside.latency'))
  })

  it('name a recovery that is over before a standby can take over, if it was asked for', () => {
    assert.ok(found(links(100, { ...two, rtoSeconds: 1 })).includes('rto.failover'))
    assert.ok(!found(links(100, { ...two, rtoSeconds: 300 })).includes('rto.failover'))
  })

  const words: Record<string, string[]> = {
    'partition.consistency': ['offline', 'strong-consistency'],
    'delivery.once': ['no-duplicates', 'webhooks'],
  }
  for (const [key, signals] of Object.entries(words)) {
    it(`name ${key} where a brief says ${signals.join(' and ')}`, () => {
      assert.ok(found({ ...libraryBrief(), capabilities: named(...signals) }).includes(key))
      for (const one of signals)
        assert.ok(!found({ ...libraryBrief(), capabilities: named(one) }).includes(key))
    })
  }

  it('name a history that may not be rewritten and must be erased', () => {
    const brief: Brief = {
      ...linkBrief(),
      capabilities: named('history'),
      objectives: { ...two, compliance: ['GDPR'] },
    }
    assert.ok(found(brief).includes('history.erasure'))
    assert.ok(!found({ ...brief, objectives: two }).includes('history.erasure'))
  })

  it('come with their arithmetic and the nearest design', () => {
    const [conflict] = design(links(10, two)).conflicts
    assert.match(conflict?.arithmetic ?? '', /19\.2 ms.*against 10 ms/)
    assert.match(conflict?.nearest ?? '', /home region/)
  })
})
