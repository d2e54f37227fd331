import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'

import type { Dependency } from '@archwright/model'
import type { Signal } from '@archwright/model/light'
import fc from 'fast-check'

import { longestWait } from '../../arithmetic/resilience.ts'
import { design } from '../../design.ts'
import { figure } from '../../rules/catalog.ts'
import { attemptsFor } from '../../sections/resilience.ts'
import { briefSaying, type Saying } from '../../testing/brief-saying.ts'

interface Row {
  says: readonly Signal[]
  with?: Saying
  key: string
  chooses: string | undefined
}

const carrier = (parts: Partial<Dependency> = {}): Saying => ({
  calls: ['carrier'],
  change: { dependencies: [{ name: 'carrier', purpose: 'sends parcels', ...parts }] },
})
const objectives = (change: NonNullable<Saying['change']>['objectives']): Saying => ({
  change: { ...(change ? { objectives: change } : {}) },
})

const whole = 'timeout, budgeted retry, breaker, bulkhead and fallback'
const oneZone = 'one zone, restart on failure'
const twoZones = 'two zones, synchronous standby, automatic failover'

const rows: readonly Row[] = [
  { says: [], with: carrier(), key: 'resilience.carrier', chooses: whole },
  {
    says: [],
    with: carrier({ idempotent: false }),
    key: 'resilience.carrier',
    chooses: 'timeout, breaker, bulkhead and fallback, no retry',
  },
  { says: [], key: 'resilience.outside system', chooses: undefined },
  { says: ['outside-calls'], key: 'resilience.outside system', chooses: whole },
  { says: ['asks retry', 'webhooks'], key: 'resilience.outside system', chooses: undefined },
  { says: ['asks circuit-breaker'], key: 'resilience.outside system', chooses: whole },
  {
    says: ['outside-calls'],
    with: carrier(),
    key: 'resilience.outside system',
    chooses: undefined,
  },
  { says: [], key: 'resilience.internal', chooses: undefined },
  {
    says: ['many-services'],
    key: 'resilience.internal',
    chooses: 'one deadline passed on, retries at the first caller, a breaker for each service',
  },
  { says: ['isolation'], key: 'resilience.isolation', chooses: undefined },
  {
    says: ['isolation', 'tasks'],
    key: 'resilience.isolation',
    chooses: 'a bounded pool of workers for each kind',
  },
  { says: [], key: 'waiting-room', chooses: undefined },
  { says: ['crowd'], key: 'waiting-room', chooses: 'a waiting room in front, with a signed pass' },
  { says: ['signed-messages'], key: 'webhooks.delivery', chooses: undefined },
  {
    says: ['webhooks'],
    key: 'webhooks.delivery',
    chooses: 'a row for each delivery, growing pauses over days, then set aside',
  },
  { says: [], key: 'availability', chooses: oneZone },
  { says: ['high-availability'], key: 'availability', chooses: twoZones },
  { says: [], with: objectives({ availability: 0.9999 }), key: 'availability', chooses: twoZones },
  { says: [], with: objectives({ rpoSeconds: 0 }), key: 'availability', chooses: twoZones },
  { says: [], with: objectives({ rpoSeconds: 86_400 }), key: 'backup', chooses: 'nightly dump' },
  {
    says: [],
    with: objectives({ rpoSeconds: 3600 }),
    key: 'backup',
    chooses: 'continuous archive, restore to a point in time',
  },
  {
    says: [],
    with: objectives({ regions: 2, rtoSeconds: 1800, rpoSeconds: 300 }),
    key: 'backup',
    chooses: 'continuous archive, restore to a point in time',
  },
  {
    says: [],
    with: objectives({ regions: 2, rtoSeconds: 301, rpoSeconds: 60 }),
    key: 'backup',
    chooses: 'warm standby in a second region',
  },
  {
    says: [],
    with: objectives({ regions: 2, rtoSeconds: 10, rpoSeconds: 0 }),
    key: 'backup',
    chooses: 'two regions that both serve',
  },
  { says: [], key: 'deadlines', chooses: 'one deadline for the call, passed on to all it does' },
  {
    says: [],
    key: 'health',
    chooses: 'started, live and ready apart; ready asks the own database only',
  },
]

const designed = (says: readonly Signal[], saying?: Saying) =>
  design(briefSaying(says, saying), { sensitivity: false })

describe('resilience', () => {
  for (const { says, with: saying, key, chooses } of rows) {
    it(`${key} of ${says.join(', ') || 'nothing special'}${saying ? ` with ${JSON.stringify(saying.change)}` : ''}: ${chooses ?? 'not asked'}`, () => {
      const { decisions } = designed(says, saying)
      assert.equal(decisions.find((each) => each.key === key)?.chosen, chooses)
    })
  }

  it('says only what is bought', () => {
    const words = (says: readonly Signal[], saying?: Saying) =>
      designed(says, saying).choices.resilience.toSorted()
    assert.deepEqual(words([]), [])
    assert.deepEqual(words(['crowd']), ['backpressure'])
    assert.deepEqual(words([], carrier()), ['circuit-breaker', 'idempotency', 'retry', 'timeout'])
    assert.ok(!words([], carrier({ idempotent: false })).includes('retry'))
  })

  it('gives an unnamed system a policy for the leading rate', () => {
    const { resilience, brief } = designed(['outside-calls'], { perSecond: 50 })
    assert.deepEqual(
      resilience.map(({ dependency, bulkhead }) => [dependency, bulkhead.concurrent]),
      [['outside system', 50]],
    )
    assert.ok(brief.assumptions.some(({ about }) => about === 'dependencies.outside system'))
  })

  it('ends the last attempt before the deadline of a caller who waits, or lets nobody wait', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.boolean(), (latencyMs, idempotent) => {
        const tried = attemptsFor({ name: 'carrier', purpose: 'sends', latencyMs, idempotent })
        const { timeoutMs, attempts, backoffMs, fits } = tried
        const wait = longestWait(timeoutMs / 1000, attempts, backoffMs / 1000)
        assert.equal(fits, wait <= figure('deadline.call') + 1e-9)
        assert.ok(attempts >= 1 && attempts <= figure('retry.attempts'))
        if (!idempotent) assert.equal(attempts, 1)
        // Taking more than one slow answer in twenty for a failure is worse than waiting in a job.
        assert.ok(timeoutMs >= latencyMs * Math.log(20) - 100)
      }),
    )
  })

  it('keeps three attempts of a second for a quick system, two for a slower one, and a job for a slow one', () => {
    const tried = (latencyMs: number) => attemptsFor({ name: 'x', purpose: 'y', latencyMs })
    assert.deepEqual(tried(60), { timeoutMs: 1000, attempts: 3, backoffMs: 60, fits: true })
    assert.deepEqual(tried(500), { timeoutMs: 2200, attempts: 2, backoffMs: 500, fits: true })
    assert.equal(tried(2000).fits, false)
  })

  it('delivers over days, each pause longer than or as long as the one before', () => {
    const [delivery] = designed(['webhooks']).deliveries
    assert.ok(delivery)
    const { pausesSeconds } = delivery
    assert.equal(pausesSeconds.length, figure('webhook.attempts'))
    assert.deepEqual(
      pausesSeconds,
      pausesSeconds.toSorted((a, b) => a - b),
    )
    assert.ok(pausesSeconds.reduce((sum, pause) => sum + pause, 0) > 3 * 86_400)
    assert.deepEqual(designed([]).deliveries, [])
  })

  it('delivers by the schedule of the module that does it', () => {
    const source = new URL('../../../../../modules/src/webhooks/schedule.ts', import.meta.url)
    const [, pauses = ''] = /pausesSeconds = \[([^\]]+)\]/.exec(readFileSync(source, 'utf8')) ?? []
    const [delivery] = designed(['webhooks']).deliveries
    const written = pauses.split(',').map((pause) => Number(pause.replaceAll('_', '')))
    assert.deepEqual(delivery?.pausesSeconds, [0, ...written])
  })
})
