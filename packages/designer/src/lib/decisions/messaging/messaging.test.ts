import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Signal } from '@archwright/model/light'

import { design } from '../../design.ts'
import { briefSaying, type Saying } from '../../testing/brief-saying.ts'

interface Row {
  says: readonly Signal[]
  with?: Saying
  key: string
  chooses: string
}

const services: Saying = {
  entities: ['a one', 'b two', 'c three'],
  change: { team: { teams: 20 } },
}
const twoModules: Saying = { entities: ['groups group', 'meetings meeting'] }
const channel = 'outbox and a PostgreSQL channel'
const broker = 'outbox and a message broker'
const stream = 'outbox and an event stream'

const rows: readonly Row[] = [
  { says: [], key: 'messaging', chooses: 'none' },
  { says: ['scheduled'], key: 'messaging', chooses: 'none' },
  { says: [], with: twoModules, key: 'messaging', chooses: 'none' },
  { says: ['no-loss'], with: twoModules, key: 'messaging', chooses: channel },
  { says: ['tasks'], key: 'messaging', chooses: channel },
  { says: ['notifications'], key: 'messaging', chooses: channel },
  { says: ['tasks'], with: { perSecond: 2000 }, key: 'messaging', chooses: channel },
  { says: ['tasks'], with: { perSecond: 3000 }, key: 'messaging', chooses: broker },
  { says: [], with: services, key: 'messaging', chooses: 'none' },
  { says: ['no-loss'], with: services, key: 'messaging', chooses: broker },
  { says: ['asks rabbitmq'], key: 'messaging', chooses: broker },
  { says: ['asks kafka'], key: 'messaging', chooses: stream },
  { says: ['telemetry'], key: 'messaging', chooses: 'none' },
  { says: ['telemetry', 'growth'], key: 'messaging', chooses: stream },
  { says: ['telemetry', 'growth', 'proof-of-concept'], key: 'messaging', chooses: 'none' },
  { says: ['analytics', 'growth'], key: 'messaging', chooses: 'none' },
  { says: ['analytics', 'windows'], key: 'messaging', chooses: stream },
  { says: ['tasks'], with: { perSecond: 80_000 }, key: 'messaging', chooses: stream },
  { says: ['tasks'], key: 'messaging.engine', chooses: 'PostgreSQL' },
  { says: ['no-loss'], with: services, key: 'messaging.engine', chooses: 'RabbitMQ' },
  { says: ['telemetry', 'windows'], key: 'messaging.engine', chooses: 'Kafka' },
  { says: ['asks nats'], key: 'messaging.engine', chooses: 'NATS JetStream' },
  {
    says: ['no-operations-staff', 'tasks'],
    with: { entities: ['a one'] },
    key: 'messaging.engine',
    chooses: 'the queue of the cloud provider',
  },
  { says: ['realtime'], key: 'messaging.fanout', chooses: 'NOTIFY of PostgreSQL' },
  {
    says: ['realtime'],
    with: { perSecond: 1100 },
    key: 'messaging.fanout',
    chooses: 'Redis pub/sub',
  },
  { says: ['realtime', 'presence'], key: 'messaging.fanout', chooses: 'Redis pub/sub' },
  { says: ['realtime', 'asks redis'], key: 'messaging.fanout', chooses: 'Redis pub/sub' },
  {
    says: ['realtime', 'one-machine'],
    key: 'messaging.fanout',
    chooses: 'in the memory of the process',
  },
  {
    says: ['realtime', 'no-loss'],
    with: services,
    key: 'messaging.fanout',
    chooses: 'fan-out of the broker',
  },
  { says: ['tasks'], key: 'jobs', chooses: 'a queue in PostgreSQL' },
  { says: ['tasks'], with: { perSecond: 5100 }, key: 'jobs', chooses: 'queues of the broker' },
  { says: ['reporting'], key: 'aggregates', chooses: 'a query over the rows when asked' },
  {
    says: ['reporting', 'analytics', 'high-traffic'],
    with: { perSecond: 1 },
    key: 'aggregates',
    chooses: 'in the stream, as records come',
  },
  {
    says: ['aggregates', 'batch'],
    with: { perSecond: 100 },
    key: 'aggregates',
    chooses: 'sums kept by jobs',
  },
  { says: ['telemetry', 'windows'], key: 'aggregates', chooses: 'in the stream, as records come' },
  { says: ['feed'], with: { entities: ['feed post'] }, key: 'feed', chooses: 'gathered when read' },
  {
    says: ['feed', 'popular'],
    with: { entities: ['feed post'], perSecond: 6000 },
    key: 'feed',
    chooses: 'delivered when written, the most followed merged when read',
  },
  {
    says: ['feed'],
    with: { entities: ['feed post'], perSecond: 900 },
    key: 'feed',
    chooses: 'delivered when written',
  },
]

describe('messaging', () => {
  for (const { says, with: saying, key, chooses } of rows) {
    const rate = saying?.perSecond === undefined ? '' : ` at ${saying.perSecond}/s`
    it(`${key} of ${says.join(', ') || 'nothing special'}${rate}${saying === services ? ' in services' : ''}: ${chooses}`, () => {
      const { decisions } = design(briefSaying(says, saying), { sensitivity: false })
      assert.equal(decisions.find((each) => each.key === key)?.chosen, chooses)
    })
  }

  it('says in the published vocabulary what it is, and nothing for an outbox alone', () => {
    const words = (says: readonly Signal[], saying?: Saying) => {
      const { messaging, messaging_engine, special } = design(briefSaying(says, saying)).choices
      return [messaging.join(), messaging_engine, special.includes('pubsub-fanout')]
    }
    assert.deepEqual(words(['no-loss'], twoModules), ['none', undefined, false])
    assert.deepEqual(words(['tasks']), ['job-queue', 'db-backed', false])
    assert.deepEqual(words(['no-loss'], services), ['broker-queue', 'rabbitmq-like', false])
    assert.deepEqual(words(['fraud', 'windows']), ['event-stream', 'kafka-like', false])
    assert.deepEqual(words(['realtime', 'presence']), ['none', 'redis-like', true])
  })

  it('splits a stream by key where its order is asked for', () => {
    const scaling = (says: readonly Signal[]) => design(briefSaying(says)).choices.scaling
    assert.ok(scaling(['asks kafka', 'ordering']).includes('partitioning:key'))
    assert.ok(!scaling(['asks kafka']).includes('partitioning:key'))
    assert.ok(!scaling(['tasks', 'ordering']).includes('partitioning:key'))
  })

  it('tries and sets aside only what waits for a worker', () => {
    const resilience = (says: readonly Signal[]) =>
      design(briefSaying(says, twoModules)).choices.resilience.filter((word) =>
        /retry|dlq/.test(word),
      )
    assert.deepEqual(resilience(['no-loss']), [])
    assert.deepEqual(resilience(['tasks']), ['retry'])
    assert.deepEqual(resilience(['tasks', 'no-loss']), ['retry', 'dlq'])
  })
})
