import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { telemetryLines } from './telemetry-lines.ts'

const telemetry = { decision: 'D-30', traces: { share: 0.020_226_933 } }
const placing = { operations: ['orders.placeOrder'], thresholdSeconds: 0.3 }
const reading = { operations: ['catalog.listProducts', 'orders.placeOrder'], thresholdSeconds: 0.2 }
const available = { operations: ['orders.placeOrder'] }

describe('the wiring of telemetry', () => {
  it('takes the share that was decided, and of the bounds of an operation the strictest', () => {
    const lines = telemetryLines({ telemetry, slos: [placing, reading, available] })
    assert.match(lines, /\/\/ D-30: [^\n]+\n {2}telemetry: \{\n {4}sampleRatio: 0\.02,/)
    assert.match(lines, /'catalog\.listProducts': 200,\n {6}'orders\.placeOrder': 200,/)
  })

  it('names no operation where no objective bounds its time', () => {
    assert.doesNotMatch(telemetryLines({ telemetry, slos: [available] }), /slowMs/)
  })
})
