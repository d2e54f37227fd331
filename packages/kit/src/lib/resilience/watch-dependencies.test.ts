import assert from 'node:assert/strict'
import { it } from 'node:test'

import { createHealth } from '../health/health.ts'
import { createMetrics } from '../telemetry/metrics.ts'
import { createPolicy } from './policy.ts'
import { watchDependencies } from './watch-dependencies.ts'

const wiring = {
  timeoutMs: 1_000,
  attempts: 1,
  backoffMs: 1,
  retryBudget: 0,
  breaker: { failureRate: 0.5, windowSeconds: 10, minimumPerSecond: 0.1, openSeconds: 60 },
  bulkhead: { concurrent: 2, queued: 1 },
}

it('an open breaker is a metric and a detail of /ready, and makes nobody unready', async () => {
  const metrics = createMetrics()
  const dependencies = watchDependencies(metrics)
  const health = createHealth({}, { dependencies: dependencies.breakers })
  health.markStarted()
  assert.deepEqual(await health.readiness(), { ready: true, checks: {} })

  const policy = createPolicy('payments', wiring, { onEvent: dependencies.hear })
  for (let turn = 0; turn < 20; turn++) {
    await assert.rejects(policy.execute(() => Promise.reject(new Error('refused'))))
  }
  assert.deepEqual(await health.readiness(), {
    ready: true,
    checks: {},
    dependencies: { payments: 'open' },
  })
  const text = await metrics.page.text()
  assert.match(text, /dependency_breaker_open\{dependency="payments"\} 1/)
  assert.match(text, /dependency_events_total\{dependency="payments",event="opened"\} 1/)
})
