import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Claim } from '@archwright/model'

import type { OperationResult, PhaseResult } from '../load/phase.ts'
import type { Measurements } from './measurements.ts'
import { judgeClaims } from './verdict.ts'

describe('judgeClaims', () => {
  it('measures a rate by what was answered, in the unit of the claim', () => {
    const claim = claimOf('orders.placeOrder.rate', { required: 1_000, unit: 'orders/min' })

    assert.deepEqual(judge(claim, { steady: steady({ count: 1_000 }) }), {
      measured: 1_000,
      verdict: 'met',
    })
    assert.deepEqual(judge(claim, { steady: steady({ count: 1_000, errors: 1 }) }), {
      measured: 999,
      verdict: 'missed',
    })
  })

  it('holds a percentile against its bound', () => {
    const claim = claimOf('orders.placeOrder.p99', { required: 300, unit: 'ms', better: 'at-most' })

    assert.equal(judge(claim, { steady: steady({ p99: 295 }) }).verdict, 'met')
    assert.equal(judge(claim, { steady: steady({ p99: 306 }) }).verdict, 'missed')
    assert.deepEqual(judge(claim, { steady: steady({ p99: 301 }) }), {
      measured: 301,
      verdict: 'unmeasured',
    })
  })

  it('misses a correctness claim with one violation', () => {
    const claim = claimOf('correctness.doubled', { required: 0, unit: 'orders', better: 'equal' })

    assert.equal(judge(claim, { invariants: [invariant(0)] }).verdict, 'met')
    assert.equal(judge(claim, { invariants: [invariant(1)] }).verdict, 'missed')
  })

  it('takes a return of service that never came as missed', () => {
    const claim = claimOf('recovery.processKill', { required: 5, unit: 's', better: 'at-most' })

    assert.deepEqual(judge(claim, { faults: [fault(4)] }), { measured: 4, verdict: 'met' })
    assert.deepEqual(judge(claim, { faults: [fault(null)] }), { measured: null, verdict: 'missed' })
  })

  it('measures after a provider fault how long orders stayed pending', () => {
    const claim = claimOf('recovery.providerFault', { required: 60, unit: 's', better: 'at-most' })
    const measured = { ...fault(9), key: 'providerFault' as const, secondsToSettle: 2.5 }

    assert.deepEqual(judge(claim, { faults: [measured] }), { measured: 2.5, verdict: 'met' })
  })

  it('does not call 99.99 % proved by fewer than 30,000 clean calls', () => {
    const claim = claimOf('availability.composed', { required: 0.9999, unit: 'share of time' })

    assert.equal(judge(claim, { steady: steady({ count: 29_999 }) }).verdict, 'unmeasured')
    assert.equal(judge(claim, { steady: steady({ count: 30_000 }) }).verdict, 'met')
  })

  it('composes 99.99 % from measured recoveries where trials do not suffice', () => {
    const claim = claimOf('availability.composed', { required: 0.9999, unit: 'share of time' })
    const faults = (seconds: number | null) => [
      fault(seconds),
      { ...fault(5), key: 'databaseRestart' as const },
    ]

    // 4 × 3 s and 1 × 5 s of 2,592,000 s.
    assert.deepEqual(judge(claim, { steady: steady({}), faults: faults(3) }), {
      measured: 0.99999344,
      verdict: 'met',
    })
    assert.equal(judge(claim, { steady: steady({}), faults: faults(90) }).verdict, 'missed')
    assert.equal(judge(claim, { steady: steady({}), faults: faults(null) }).verdict, 'missed')
  })

  it('misses 99.99 % when clearly more failed than it allows', () => {
    const claim = claimOf('availability.composed', { required: 99.99, unit: '%' })

    assert.equal(judge(claim, { steady: steady({ count: 5_000, errors: 20 }) }).verdict, 'missed')
  })

  it('compares the knee of the saturation', () => {
    const claim = claimOf('saturation.placeOrder', { required: 15_000, unit: 'orders/min' })
    const saturation = {
      operation: 'orders.placeOrder',
      steps: [],
      kneePerMinute: 16_000,
      mostPerMinute: 20_000,
    }

    assert.deepEqual(judge(claim, { saturation }), { measured: 16_000, verdict: 'met' })
  })

  it('counts wrong answers to probes', () => {
    const claim = claimOf('access.wrong', { required: 0, unit: 'answers', better: 'equal' })

    assert.equal(judge(claim, { access: { checked: 9, wrong: [] } }).verdict, 'met')
    assert.equal(judge(claim, { access: { checked: 9, wrong: ['a'] } }).verdict, 'missed')
    assert.equal(judge(claim, { access: { checked: 0, wrong: [] } }).verdict, 'unmeasured')
  })

  it('says why something was not measured', () => {
    const evidence = judgeClaims([claimOf('saturation.placeOrder', {})], none, circumstances)
    const unknown = judgeClaims([claimOf('taste.good', {})], none, circumstances)

    assert.equal(evidence[0]?.note, 'left out by --no-saturation')
    assert.equal(unknown[0]?.note, 'nothing here measures "taste.good"')
  })
})

const circumstances = { command: 'archwright prove shop', conditions: 'two cores' }
const none: Measurements = {
  faults: [],
  subjects: 0,
  notRun: { saturation: 'left out by --no-saturation' },
}

function judge(claim: Claim, measured: Partial<Measurements>) {
  const [evidence] = judgeClaims([claim], { ...none, subjects: 1_000, ...measured }, circumstances)
  assert.ok(evidence)
  return { measured: evidence.measured, verdict: evidence.verdict }
}

function claimOf(key: string, given: Partial<Claim>): Claim {
  return {
    id: 'C-01',
    kind: 'rate',
    key,
    requirement: key,
    required: 1,
    predicted: 1,
    unit: '',
    better: 'at-least',
    asked: true,
    measuredBy: 'prove',
    decisions: [],
    ...given,
  }
}

function steady(given: Partial<OperationResult>): PhaseResult {
  const series: OperationResult = {
    operation: 'orders.placeOrder',
    count: 1_000,
    errors: 0,
    p50: 10,
    p95: 20,
    p99: 30,
    max: 50,
    timeline: [],
    percentiles: {
      p99: { ms: given.p99 ?? 30, interval: [(given.p99 ?? 30) - 5, (given.p99 ?? 30) + 5] },
    },
    ...given,
  }
  return {
    name: 'steady',
    startedAt: 0,
    seconds: 60,
    operations: [series],
    bad: [],
    failures: {},
    repeats: {},
    generator: { lagP99Ms: 1, lagMaxMs: 2, utilization: 0.1 },
  }
}

const invariant = (violations: number) => ({
  invariant: 'A key makes one order',
  claim: 'doubled' as const,
  checked: 1_000,
  violations,
  examples: [],
})

const fault = (secondsToFullService: number | null) => ({
  key: 'processKill' as const,
  fault: 'kill -9 of one process',
  atSecond: 4,
  secondsToFullService,
  failedRequests: 0,
  note: '',
})
