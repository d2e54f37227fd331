import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Saturation } from '@archwright/model'

import type { PhaseResult } from './load/phase.ts'
import { findSaturation } from './saturation.ts'

describe('findSaturation', () => {
  it('goes up until a step is not served, looks once between the two, and reports the highest served', async () => {
    const found = await saturate((perSecond) =>
      perSecond > 160 ? { p99: perSecond > 300 ? 1_100 : 900 } : {},
    )

    assert.deepEqual(stepsOf(found), [
      { offeredPerMinute: 6_000, kept: true },
      { offeredPerMinute: 12_000, kept: false },
      { offeredPerMinute: 12_000, kept: false },
      { offeredPerMinute: 8_485, kept: true },
      { offeredPerMinute: 24_000, kept: false },
    ])
    assert.equal(found.kneePerMinute, 8_485)
  })

  it('goes on while callers are answered within a second, and reports the highest of that too', async () => {
    const found = await saturate((perSecond) => {
      if (perSecond > 500) return { p99: 1_100 }
      return perSecond > 160 ? { p99: 900 } : {}
    })

    assert.deepEqual(
      stepsOf(found)
        .slice(4)
        .map(({ offeredPerMinute }) => offeredPerMinute),
      [24_000, 48_000],
    )
    assert.deepEqual([found.kneePerMinute, found.mostPerMinute], [8_485, 24_000])
  })

  it('goes no further where calls fail', async () => {
    const found = await saturate((perSecond) => (perSecond > 160 ? { errors: 2 } : {}))

    assert.equal(found.steps.length, 4)
    assert.equal(found.mostPerMinute, 8_485)
  })

  it('does not count a step with an error as served', async () => {
    const { kneePerMinute } = await saturate(() => ({ errors: 1 }))

    assert.equal(kneePerMinute, 0)
  })

  it('goes down when not even the first step is served', async () => {
    const found = await saturate((perSecond) => (perSecond > 30 ? { p99: 1_100 } : {}))

    assert.deepEqual(stepsOf(found), [
      { offeredPerMinute: 6_000, kept: false },
      { offeredPerMinute: 3_000, kept: false },
      { offeredPerMinute: 1_500, kept: true },
      { offeredPerMinute: 2_121, kept: false },
      { offeredPerMinute: 2_121, kept: false },
    ])
    assert.equal(found.kneePerMinute, 1_500)
  })

  it('does not count a step as served that fell behind the offer', async () => {
    const { steps } = await saturate(() => ({ served: 0.9 }))

    assert.ok(steps.every(({ kept }) => !kept))
  })
})

const stepsOf = ({ steps }: Saturation) =>
  steps.map(({ offeredPerMinute, kept }) => ({ offeredPerMinute, kept }))

interface Behavior {
  p99?: number
  errors?: number
  served?: number
}

function saturate(behave: (perSecond: number) => Behavior) {
  return findSaturation({
    operation: 'orders.placeOrder',
    startPerSecond: 100,
    stepSeconds: 2,
    factor: 2,
    offer: async (perSecond, seconds) => resultOf(perSecond, seconds, behave(perSecond)),
    onStep: () => {},
  })
}

function resultOf(
  perSecond: number,
  seconds: number,
  { p99 = 20, errors = 0, served = 1 }: Behavior,
): PhaseResult {
  const point = { p50: 5, p99, perSecond: perSecond * served, errors: 0 }
  return {
    name: 'saturation',
    startedAt: 0,
    seconds,
    operations: [
      {
        operation: 'orders.placeOrder',
        count: perSecond * seconds,
        errors,
        p50: 5,
        p95: 10,
        p99,
        percentiles: {},
        max: p99,
        timeline: [0, 1].map((second) => ({ second, ...point })),
      },
    ],
    bad: [],
    failures: {},
    repeats: {},
    generator: { lagP99Ms: 1, lagMaxMs: 1, utilization: 0.1 },
  }
}
