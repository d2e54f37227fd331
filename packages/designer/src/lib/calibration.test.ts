import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Design } from '@archwright/model'

import type { Measured } from './calibration.ts'
import { design } from './design.ts'
import { shopBrief } from './testing/shop-brief.ts'

const assumed = design(shopBrief(), { sensitivity: false })
const callsPerSecond = assumed.mix.reduce((sum, { perSecond }) => sum + perSecond, 0)

describe('a design with measured costs', () => {
  it('keeps as many cores busy as the proof saw', () => {
    const designed = designWith({ appMs: 2.5, databaseMs: 1.25 })
    assert.ok(near(figureOf(designed, 'L-app-cores'), (2.5 * callsPerSecond) / 1000))
    assert.ok(near(figureOf(designed, 'L-database-cores'), (1.25 * callsPerSecond) / 1000))
  })

  it('is the same design where the priors were right', () => {
    const priors = {
      appMs: (figureOf(assumed, 'L-app-cores') * 1000) / callsPerSecond,
      databaseMs: (figureOf(assumed, 'L-database-cores') * 1000) / callsPerSecond,
    }
    const designed = designWith(priors)
    assert.deepEqual(designed.choices, assumed.choices)
    assert.equal(designed.capacity.replicas, assumed.capacity.replicas)
  })

  it('provides more where calls cost more, and says from which measurement', () => {
    const designed = designWith({ appMs: 20, databaseMs: 10 })
    assert.ok(designed.capacity.replicas > assumed.capacity.replicas)
    assert.ok(designed.capacity.databaseCores > assumed.capacity.databaseCores)
    const [line] = designed.capacity.lines.filter(({ id }) => id === 'L-calibrated-app')
    assert.match(line?.what ?? '', /2026-11-21T00:00:00\.000Z on two cores/)
    assert.ok(designed.risks.every(({ risk }) => !risk.includes('are priors')))
  })

  it('leaves what hashing a password costs as it is known', () => {
    const cost = ({ workload }: Design, name: string) =>
      workload.find(({ operation }) => operation === name)?.cpuSecondsPerCall ?? Number.NaN
    const designed = designWith({ appMs: 5, databaseMs: 1 })
    assert.ok(cost(designed, 'identity.login') < 1.5 * cost(assumed, 'identity.login'))
    assert.ok(cost(designed, 'catalog.getProduct') > 2 * cost(assumed, 'catalog.getProduct'))
  })

  it('stays with the priors where the proof could not tell', () => {
    const designed = design(shopBrief(), {
      sensitivity: false,
      measured: { ...proof, costs: null },
    })
    assert.deepEqual(designed, assumed)
  })
})

const proof: Measured = {
  startedAt: '2026-11-21T00:00:00.000Z',
  conditions: { machine: 'two cores', versions: {}, load: 'open', processes: 'two' },
  costs: null,
}

function designWith(costs: { appMs: number; databaseMs: number }): Design {
  const measured = { ...proof, costs: { callsPerSecond, ...costs } }
  return design(shopBrief(), { sensitivity: false, measured })
}

function figureOf({ capacity }: Design, id: string): number {
  return capacity.lines.find((line) => line.id === id)?.value ?? Number.NaN
}

const near = (actual: number, expected: number) => Math.abs(actual / expected - 1) < 0.01
