import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { impactOf } from './recovery.ts'

describe('impactOf', () => {
  it('finds no interruption when every arrival was served in time', () => {
    assert.deepEqual(impactOf({ bad: [], seconds: 12 }, 4_000), {
      secondsToFullService: 0,
      failedRequests: 0,
      slowRequests: 0,
    })
  })

  it('takes the last arrival that failed or was slow for the return of full service', () => {
    const bad = [arrival(4_100, 20, true), arrival(4_900, 1_500), arrival(5_250, 1_100)]

    assert.deepEqual(impactOf({ bad, seconds: 12 }, 4_000), {
      secondsToFullService: 1.25,
      failedRequests: 1,
      slowRequests: 2,
    })
  })

  it('counts a call that was under way, and not one that had ended before', () => {
    const bad = [arrival(1_000, 1_200), arrival(3_500, 1_800)]

    const { slowRequests, secondsToFullService } = impactOf({ bad, seconds: 12 }, 4_000)

    assert.deepEqual(
      { slowRequests, secondsToFullService },
      {
        slowRequests: 1,
        secondsToFullService: 0,
      },
    )
  })

  it('does not claim a recovery that the phase was too short to show', () => {
    const { secondsToFullService } = impactOf(
      { bad: [arrival(11_000, 50, true)], seconds: 12 },
      4_000,
    )

    assert.equal(secondsToFullService, null)
  })
})

const arrival = (dueMs: number, ms: number, failed = false) => ({
  operation: 'orders.placeOrder',
  dueMs,
  ms,
  failed,
})
