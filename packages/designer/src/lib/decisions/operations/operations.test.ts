import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Signal } from '@archwright/model/light'

import { design } from '../../design.ts'
import { briefSaying, type Saying } from '../../testing/brief-saying.ts'

interface Row {
  says: readonly Signal[]
  with?: Saying
  key: string
  chooses: string | undefined
}

const engineers = (count: number): Saying => ({ change: { team: { engineers: count, teams: 1 } } })
const teams = (count: number): Saying => ({ change: { team: { teams: count } } })
const available = (availability: number): Saying => ({ change: { objectives: { availability } } })

const rows: readonly Row[] = [
  { says: [], key: 'orchestration', chooses: 'managed containers' },
  { says: ['one-machine'], key: 'orchestration', chooses: 'one machine, systemd or Compose' },
  {
    says: ['one-machine'],
    with: available(0.999),
    key: 'orchestration',
    chooses: 'managed containers',
  },
  {
    says: ['one-machine'],
    with: { perSecond: 10_000 },
    key: 'orchestration',
    chooses: 'managed containers',
  },
  { says: ['proof-of-concept'], key: 'orchestration', chooses: 'one machine, systemd or Compose' },
  { says: ['asks kubernetes'], key: 'orchestration', chooses: 'Kubernetes' },
  {
    says: ['many-services'],
    with: engineers(29),
    key: 'orchestration',
    chooses: 'managed containers',
  },
  { says: ['many-services'], with: engineers(30), key: 'orchestration', chooses: 'Kubernetes' },
  { says: [], key: 'pipeline', chooses: 'one pipeline, every merge goes through' },
  { says: [], with: teams(11), key: 'pipeline', chooses: 'a pipeline for each deployable' },
  { says: [], key: 'flags', chooses: undefined },
  {
    says: [],
    with: teams(2),
    key: 'flags',
    chooses: 'a table of flags in the database, read every few seconds',
  },
  { says: ['toggles'], key: 'flags', chooses: 'a service for flags' },
  {
    says: [],
    key: 'observability',
    chooses: 'metrics, structured logs and sampled traces at the operation',
  },
  {
    says: [],
    key: 'observability.logs',
    chooses: 'a line for what needs a look, the rest in metrics',
  },
  {
    says: [],
    key: 'observability.store',
    chooses: 'Prometheus, Loki, Tempo and Grafana beside the system',
  },
  {
    says: ['no-operations-staff'],
    key: 'observability.store',
    chooses: 'the cloud provider’s own',
  },
  { says: [], with: { perSecond: 100 }, key: 'deployment', chooses: 'rolling, with a canary' },
  { says: [], with: { perSecond: 0.01 }, key: 'deployment', chooses: 'rolling' },
  { says: [], with: available(0.99), key: 'migrations', chooses: 'expand, migrate, contract' },
  { says: [], key: 'testing', chooses: 'at the module’s door, against a real database' },
]

const designed = (says: readonly Signal[], saying?: Saying) =>
  design(briefSaying(says, saying), { sensitivity: false })

describe('operations', () => {
  for (const { says, with: saying, key, chooses } of rows) {
    it(`${key} of ${says.join(', ') || 'nothing special'}${saying ? ` with ${JSON.stringify(saying)}` : ''}: ${chooses ?? 'not asked'}`, () => {
      const { decisions } = designed(says, saying)
      assert.equal(decisions.find((each) => each.key === key)?.chosen, chooses)
    })
  }

  it('names the pillars only where somebody asks to see what happens', () => {
    const pillars = (says: readonly Signal[]) =>
      designed(says).choices.special.filter((word) => /metrics|logging|tracing/.test(word))
    assert.deepEqual(pillars([]), [])
    assert.deepEqual(pillars(['asks tracing']), ['distributed-tracing'])
    assert.deepEqual(pillars(['observability']), [
      'metrics',
      'structured-logging',
      'distributed-tracing',
    ])
  })

  it('says one node where one machine is enough, and nowhere else', () => {
    assert.ok(designed(['one-machine']).choices.scaling.includes('single-node'))
    assert.ok(!designed([]).choices.scaling.includes('single-node'))
  })

  it('keeps every trace of a small load, and ten a second of a large one', () => {
    const share = (perSecond: number) => designed([], { perSecond }).telemetry.traces.share
    assert.equal(share(0.5), 1)
    assert.ok(share(100) < 0.2)
    assert.ok(share(1e7) >= 0.0001)
  })

  it('keeps more logs for more calls, and no more metrics', () => {
    const small = designed([], { perSecond: 10 }).telemetry
    const large = designed([], { perSecond: 100 }).telemetry
    assert.ok(Math.abs(large.logs.bytesPerDay / small.logs.bytesPerDay - 10) < 0.1)
    assert.equal(large.metrics.series, small.metrics.series)
  })

  it('answers a page sooner where less may be lost', () => {
    const within = (availability: number) =>
      designed([], available(availability)).telemetry.routes[0]?.withinSeconds ?? 0
    assert.ok(within(0.99) > within(0.999))
    assert.equal(within(0.9999), 300)
  })

  it('needs each kind of test, and faults for each system outside', () => {
    const { tests } = designed([], { calls: ['carrier', 'bank'] })
    assert.deepEqual(
      tests.map(({ kind }) => kind),
      ['unit', 'integration', 'contract', 'end to end', 'load', 'security', 'chaos'],
    )
    assert.match(tests.at(-1)?.size ?? '', /^8 faults/)
    assert.ok(designed(['tenants']).tests.some(({ kind }) => kind === 'isolation'))
  })
})
