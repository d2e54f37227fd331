import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'

import { createHealth } from './health.ts'

describe('readiness', () => {
  it('needs a start, no draining, and every check', async () => {
    let databaseUp = true
    const reasons: unknown[] = []
    const health = createHealth(
      {
        database: async () => {
          if (!databaseUp) throw new Error('connection refused')
        },
        relay: async () => {},
      },
      { onFailing: (check, reason) => reasons.push(check, (reason as Error).message) },
    )
    assert.equal((await health.readiness()).ready, false)
    health.markStarted()
    assert.deepEqual(await health.readiness(), {
      ready: true,
      checks: { database: 'ok', relay: 'ok' },
    })
    databaseUp = false
    assert.deepEqual(await health.readiness(), {
      ready: false,
      checks: { database: 'failing', relay: 'ok' },
    })
    assert.deepEqual(reasons, ['database', 'connection refused'])
    databaseUp = true
    health.startDraining()
    assert.equal((await health.readiness()).ready, false)
  })

  it('counts a check that hangs as failing', async () => {
    const health = createHealth({ database: () => new Promise(() => {}) }, { timeoutMs: 20 })
    health.markStarted()
    assert.deepEqual((await health.readiness()).checks, { database: 'failing' })
  })

  it('runs the checks once for all who ask at the same time', async () => {
    let runs = 0
    const health = createHealth({
      database: async () => {
        runs++
        await setTimeout(5)
      },
    })
    await Promise.all(Array.from({ length: 50 }, () => health.readiness()))
    assert.equal(runs, 1)
    await health.readiness()
    assert.equal(runs, 2)
  })
})
