import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { design } from './design.ts'
import { shopBrief } from './testing/shop-brief.ts'

const shop = shopBrief()
const origin = { from: 'text', start: 0, end: 1 } as const
const together = design(shop, { sensitivity: false })
const apart = design(
  { ...shop, capabilities: [...shop.capabilities, { name: 'many-teams', origin }] },
  { sensitivity: false },
)
const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0)

describe('services that run apart', () => {
  it('each have replicas of their own, and all of them are counted', () => {
    assert.equal(together.deployables.length, 1)
    assert.equal(apart.deployables.length, apart.modules.length)
    assert.equal(apart.capacity.replicas, sum(apart.deployables.map(({ replicas }) => replicas)))
  })

  it('stand in series in the product of what is promised', () => {
    const parts = apart.availability.parts.filter(({ name }) => name.startsWith('replicas of'))
    assert.equal(parts.length, apart.modules.length)
    const promised = (lines: typeof apart.availability.lines) =>
      lines.find(({ id }) => id === 'L-availability-promised')?.value ?? 0
    assert.ok(promised(apart.availability.lines) < promised(together.availability.lines))
  })

  it('open as many connections as their pools hold', () => {
    const line = apart.capacity.lines.find(({ id }) => id === 'L-connections')
    const pools = apart.deployables.map(({ replicas, poolSize }) => replicas * poolSize)
    assert.equal(line?.value, sum(pools))
  })
})
