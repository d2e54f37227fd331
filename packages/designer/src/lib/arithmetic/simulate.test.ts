import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { meanResponse, responsePercentile } from './queueing.ts'
import { createRandom } from './random.ts'
import { type Network, percentileOf, type Step, simulate } from './simulate.ts'

const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length
const near = (a: number, b: number, share: number) =>
  assert.ok(Math.abs(a / b - 1) <= share, `${a} is not ${b} within ${share}`)

const seeds = [...'abcdefghij']

/** Whether the 99.9 % confidence interval of independent runs covers the closed form (Student's t, 9 degrees). */
function covers(values: readonly number[], exact: number) {
  const center = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - center) ** 2, 0)
  const half = 4.781 * Math.sqrt(squares / (values.length - 1) / values.length)
  assert.ok(Math.abs(center - exact) <= half, `${center} ± ${half} does not cover ${exact}`)
  assert.ok(half < 0.25 * exact, `± ${half} says little about ${exact}`)
}

const none = new Float64Array()

/** The responses of the first flow. */
const answersOf = (...given: Parameters<typeof simulate>) => simulate(...given).responses[0] ?? none

/** One station that calls pass through once. */
function station(slots: number, used: number, slice?: number): Network {
  return {
    stations: [{ name: 'cores', slots, ...(slice === undefined ? {} : { slice }) }],
    flows: [{ name: 'call', perSecond: slots * used, steps: [{ do: 'work', at: 0, seconds: 1 }] }],
  }
}

describe('the simulation', () => {
  const closedForms = [
    [1, 0.5],
    [1, 0.8],
    [2, 0.7],
    [4, 0.8],
    [16, 0.9],
  ] as const
  for (const [slots, used] of closedForms) {
    it(`agrees with M/M/${slots} at ${used} use: mean, p95 and p99`, () => {
      const queue = { servers: slots, perSecond: slots * used, serviceSeconds: 1 }
      const runs = seeds.map((seed) => {
        const {
          responses: [responses = none],
        } = simulate(station(slots, used), { seed, calls: 20_000 })
        return [mean(responses), percentileOf(responses, 0.95), percentileOf(responses, 0.99)]
      })
      covers(
        runs.map(([first = 0]) => first),
        meanResponse(slots, slots * used, 1),
      )
      covers(
        runs.map(([, second = 0]) => second),
        responsePercentile(queue, 0.95),
      )
      covers(
        runs.map(([, , third = 0]) => third),
        responsePercentile(queue, 0.99),
      )
    })
  }

  it('measures the use that the load makes', () => {
    const { used } = simulate(station(2, 0.6), { seed: 'b', calls: 100_000 })
    near(used[0] ?? 0, 0.6, 0.02)
  })

  it('adds up a tandem of two stations and a wait', () => {
    const steps: Step[] = [
      { do: 'work', at: 0, seconds: 1 },
      { do: 'wait', seconds: 3 },
      { do: 'work', at: 1, seconds: 1 },
    ]
    const stations = [
      { name: 'one', slots: 1 },
      { name: 'two', slots: 1 },
    ]
    const network = { stations, flows: [{ name: 'call', perSecond: 0.5, steps }] }
    const {
      responses: [responses = none],
    } = simulate(network, { seed: 'c', calls: 200_000 })
    near(mean(responses), 2 + 3 + 2, 0.02)
  })

  it('keeps the mean of M/M/1 when turns are sliced, and spares short work the wait behind long work', () => {
    const {
      responses: [responses = none],
    } = simulate(station(1, 0.7, 0.1), { seed: 'd', calls: 100_000 })
    near(mean(responses), meanResponse(1, 0.7, 1), 0.04)
    const sliced = behindLong(0.05)
    const whole = behindLong(undefined)
    assert.ok(sliced < whole / 3, `${sliced} against ${whole}`)
  })

  it('lets no more hold a pool than it has', () => {
    const steps: Step[] = [
      { do: 'take', from: 0 },
      { do: 'wait', seconds: 1 },
      { do: 'give', to: 0 },
    ]
    const network = {
      stations: [{ name: 'pool', slots: 4 }],
      flows: [{ name: 'call', perSecond: 3.2, steps }],
    }
    const means = seeds.map((seed) => mean(answersOf(network, { seed, calls: 20_000 })))
    covers(means, meanResponse(4, 3.2, 1))
  })

  it('says when the load is more than can be served', () => {
    const run = (used: number) => simulate(station(2, used), { seed: 'g', calls: 5000 }).overloaded
    assert.equal(run(1.5), true)
    assert.equal(run(0.8), false)
  })

  it('is the same for the same seed, and another for another', () => {
    const run = (seed: string) =>
      percentileOf(answersOf(station(2, 0.7), { seed, calls: 2000 }), 0.99)
    assert.equal(run('shop'), run('shop'))
    assert.notEqual(run('shop'), run('other'))
  })

  it('takes longer under more load', () => {
    const p99 = [0.3, 0.5, 0.7, 0.9].map((used) =>
      percentileOf(answersOf(station(2, used), { seed: 'h', calls: 50_000 }), 0.99),
    )
    assert.deepEqual(
      p99,
      p99.toSorted((a, b) => a - b),
    )
  })
})

describe('random numbers', () => {
  it('are those of xoshiro128** for a seed, and uniform', () => {
    const random = createRandom('shop')
    const values = Array.from({ length: 100_000 }, () => random.next())
    near(mean(Float64Array.from(values)), 0.5, 0.01)
    const tenths = new Array<number>(10).fill(0)
    for (const value of values)
      tenths[Math.ceil(value * 10) - 1] = (tenths[Math.ceil(value * 10) - 1] ?? 0) + 1
    for (const count of tenths) near(count, 10_000, 0.05)
  })

  it('are exponential with the mean asked for', () => {
    const random = createRandom('shop')
    const values = Float64Array.from({ length: 100_000 }, () => random.exponential(3)).sort()
    near(mean(values), 3, 0.02)
    near(percentileOf(values, 0.99), 3 * Math.log(100), 0.05)
  })
})

/** p50 of short work that shares one core with rare work a hundred times as long. */
function behindLong(slice: number | undefined): number {
  const network = {
    stations: [{ name: 'cores', slots: 1, ...(slice === undefined ? {} : { slice }) }],
    flows: [
      { name: 'short', perSecond: 1, steps: [{ do: 'work', at: 0, seconds: 0.05 } as const] },
      { name: 'long', perSecond: 0.1, steps: [{ do: 'work', at: 0, seconds: 5 } as const] },
    ],
  }
  return percentileOf(answersOf(network, { seed: 'i', calls: 20_000 }), 0.75)
}
