import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'

import type { Priority } from '../contract/operation.ts'
import { brewTea } from '../contracts-out/tea-shop.fixture.ts'
import { type Admission, createAdmission } from './admission.ts'

const wiring = { maxInFlight: 10, maxEventLoopDelayMs: 100 }

describe('admission', () => {
  it('refuses background work first, then normal, and critical only when the house is full', () => {
    const admission = createAdmission(wiring, { eventLoopDelayMs: () => 0 })
    const until = (priority: Priority) => {
      while (accepts(admission, priority)) {}
      return admission.inFlight()
    }
    assert.equal(until('background'), 5)
    assert.equal(until('normal'), 8)
    assert.equal(until('critical'), 10)
    assert.throws(() => admission.admit({ ...brewTea, priority: 'critical' }), {
      code: 'OVERLOADED',
      kind: 'unavailable',
      retryAfterSeconds: 1,
    })
  })

  it('gives a place back once, however often it is told', () => {
    const admission = createAdmission(wiring, { eventLoopDelayMs: () => 0 })
    const first = admission.admit(brewTea)
    admission.admit(brewTea)
    first()
    first()
    assert.equal(admission.inFlight(), 1)
  })

  it('refuses by priority as the event loop gets later', () => {
    let delayMs = 0
    const admission = createAdmission(wiring, { eventLoopDelayMs: () => delayMs })
    const taken = () =>
      (['background', 'normal', 'critical'] as const).filter((priority) => {
        const accepted = accepts(admission, priority)
        accepted?.()
        return accepted
      })
    assert.deepEqual(taken(), ['background', 'normal', 'critical'])
    delayMs = 150
    assert.deepEqual(taken(), ['normal', 'critical'])
    delayMs = 250
    assert.deepEqual(taken(), ['critical'])
  })

  it('does not hold against the first call what starting held up', async () => {
    const admission = createAdmission(wiring)
    try {
      await setTimeout(50)
      const end = performance.now() + 1_100
      while (performance.now() < end) {}
      await setTimeout(50)
      assert.ok(accepts(admission, 'background'))
    } finally {
      admission.close()
    }
  })

  it('sees a stalled event loop, and forgets it a second later', async () => {
    const admission = createAdmission(wiring)
    try {
      accepts(admission, 'normal')
      await setTimeout(50)
      const end = performance.now() + 300
      while (performance.now() < end) {}
      await setTimeout(1_000)
      assert.ok(admission.eventLoopDelayMs() > 200, `${admission.eventLoopDelayMs()} ms`)
      assert.equal(accepts(admission, 'background'), undefined)
      await setTimeout(1_300)
      assert.ok(admission.eventLoopDelayMs() < 200, `${admission.eventLoopDelayMs()} ms`)
    } finally {
      admission.close()
    }
  })
})

function accepts(admission: Admission, priority: Priority): (() => void) | undefined {
  try {
    return admission.admit({ ...brewTea, priority })
  } catch {
    return undefined
  }
}
