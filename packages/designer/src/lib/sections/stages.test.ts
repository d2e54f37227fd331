import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Brief } from '@archwright/model'

import { design } from '../design.ts'
import { libraryBrief } from '../testing/library-brief.ts'
import { linkBrief } from '../testing/link-brief.ts'
import { shopBrief } from '../testing/shop-brief.ts'

const quick = (brief: Brief) => design(brief, { sensitivity: false })

for (const [name, brief] of Object.entries({ shopBrief, libraryBrief, linkBrief })) {
  describe(`the stages of the ${name}`, () => {
    const { stages } = design(brief())

    it('ask for nothing now: the design carries its own load', () => {
      assert.match(stages[0]?.breaks ?? '', /^Nothing/)
    })

    it('break between the stage before and their own, and name a step and its effort', () => {
      for (const [index, { factor, breaks, step, effort }] of stages.entries()) {
        const at = /×([\d,.]+)/.exec(breaks)?.[1]?.replaceAll(',', '')
        if (at === undefined) assert.match(breaks, /^Nothing/)
        else {
          assert.ok(Number(at) <= factor && Number(at) >= (stages[index - 1]?.factor ?? 1), breaks)
          assert.notEqual(step, 'None')
          assert.notEqual(effort, 'None')
        }
      }
    })

    it('cost more each', () => {
      const high = stages.map(({ cost }) => cost?.high ?? 0)
      assert.ok(high.every((cost) => cost > 0))
      assert.deepEqual(
        high,
        high.toSorted((a, b) => a - b),
      )
    })
  })
}

describe('what breaks', () => {
  const text = (brief: Brief) =>
    quick(brief)
      .stages.map(({ breaks, step }) => `${breaks} ${step}`)
      .join('\n')

  it('is the limit of an outside system, where the brief says one', () => {
    const shop = shopBrief()
    const limited = {
      ...shop,
      dependencies: shop.dependencies.map((each) => ({ ...each, ratePerSecond: 100 })),
    }
    assert.match(text(limited), /second provider by contract/)
    assert.doesNotMatch(text(shop), /second provider by contract/)
  })

  it('is the connections of clients, where they stay open', () => {
    const origin = { from: 'yaml', line: 1 } as const
    const shop = shopBrief()
    const live = {
      ...shop,
      capabilities: [...shop.capabilities, { name: 'realtime', origin }],
      actors: shop.actors.map((actor) => ({ ...actor, concurrent: 30_000 })),
    }
    assert.match(text(live), /fleet of its own for connections/)
  })

  it('leads to Redis Cluster, Kafka and Citus, which users already trust', () => {
    const origin = { from: 'yaml', line: 1 } as const
    const link = linkBrief()
    const words = ['many-services', 'abuse'].map((name) => ({ name, origin }))
    const shared = { ...link, capabilities: [...link.capabilities, ...words] }
    assert.match(text(shared), /Redis Cluster/)
    assert.match(text(link), /Kafka as channel engine/)
    assert.match(text(shopBrief()), /Kubernetes/)
    assert.match(text(shopBrief()), /Citus/)
  })
})
