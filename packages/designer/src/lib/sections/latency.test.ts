import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Brief } from '@archwright/model'

import type { Network } from '../arithmetic/simulate.ts'
import { completeBrief } from '../brief/complete.ts'
import { assess } from '../situation.ts'
import { libraryBrief } from '../testing/library-brief.ts'
import { linkBrief } from '../testing/link-brief.ts'
import { shopBrief } from '../testing/shop-brief.ts'
import { closedFormLatencies, networkOf, placeOf, simulatedLatencies } from './latency.ts'

const situationOf = (brief: Brief) => assess(completeBrief(brief))

describe('the predicted latencies', () => {
  for (const [name, brief] of Object.entries({ shopBrief, libraryBrief, linkBrief })) {
    it(`of the ${name} agree between simulation and closed form within a factor of two`, () => {
      const situation = situationOf(brief())
      const lead = situation.loads.find(({ operation }) => operation.name === situation.lead?.name)
      assert.ok(lead)
      const simulated = simulatedLatencies(situation).at(lead, 0.99)
      const closed = closedFormLatencies(situation).at(lead, 0.99)
      assert.ok(simulated / closed < 2 && closed / simulated < 2, `${simulated} against ${closed}`)
    })
  }

  it('are those of one machine while all of the load fits it, and of the design beyond', () => {
    assert.equal(placeOf(situationOf(shopBrief())), 'one machine')
    assert.equal(placeOf(situationOf(linkBrief())), 'as designed')
  })

  it('are longer under a higher load', () => {
    const p99 = [1, 2, 4].map((factor) => {
      const brief = completeBrief(shopBrief())
      const operations = brief.operations.map((operation) => ({
        ...operation,
        ratePerSecond: (operation.ratePerSecond ?? 0) * factor * 0.3,
      }))
      const situation = assess({ ...brief, operations })
      const load = situation.loads.find(({ operation }) => operation.name === 'orders.placeOrder')
      return load ? closedFormLatencies(situation).at(load, 0.99) : 0
    })
    assert.deepEqual(
      p99,
      p99.toSorted((a, b) => a - b),
    )
  })
})

describe('the queueing network of the shop', () => {
  const { stations, flows } = networkOf(situationOf(shopBrief()), 'as designed')

  it('has cores of application and database, and connections between', () => {
    assert.deepEqual(
      stations.map(({ name }) => name),
      ['application cores', 'database cores', 'connections'],
    )
  })

  it('waits for the whole saga of an order, and counts no step twice', () => {
    const order = flows.find(({ name }) => name === 'orders.placeOrder')
    const outside = order?.steps.find((step) => step.do === 'wait' && step.seconds >= 0.1)
    assert.ok(outside, 'the money is reserved and taken')
    assert.ok(!flows.some(({ name }) => name === 'payments.authorize'))
    assert.ok(flows.some(({ name }) => name === 'catalog.getProduct'))
  })

  it('has the provider and the load of a proof on the same cores', () => {
    const whole = networkOf(situationOf(shopBrief()), 'one machine')
    const order = whole.flows.find(({ name }) => name === 'orders.placeOrder')
    assert.ok(!order?.steps.some((step) => step.do === 'wait' && step.seconds >= 0.05))
    const used = (place: Network) =>
      place.flows.reduce(
        (sum, { perSecond, steps }) =>
          sum +
          perSecond * steps.reduce((all, one) => all + (one.do === 'work' ? one.seconds : 0), 0),
        0,
      )
    assert.ok(used(whole) > used({ stations, flows }))
  })
})

describe('the prediction for the shop', () => {
  it('is of the order of magnitude that was measured', () => {
    const situation = situationOf(shopBrief())
    const latencies = simulatedLatencies(situation)
    // p99 of the built shop in two proofs on 2 cores: one quiet, one with other work on the machine. Milliseconds.
    const measured: Record<string, [quiet: number, busy: number]> = {
      'orders.placeOrder': [42, 297],
      'catalog.getProduct': [12, 65],
      'catalog.searchProducts': [5, 46],
    }
    for (const [name, [quiet, busy]] of Object.entries(measured)) {
      const load = situation.loads.find(({ operation }) => operation.name === name)
      const predicted = load ? 1000 * latencies.at(load, 0.99) : 0
      assert.ok(predicted > quiet / 2 && predicted < busy, `${name}: ${predicted} ms`)
    }
  })
})
