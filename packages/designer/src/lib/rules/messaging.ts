import { type RuleTable, retrieved } from './rule-table.ts'

export const messagingRules = {
  'channel.postgres': {
    says: 'Messages a second through a PostgreSQL table claimed with FOR UPDATE SKIP LOCKED.',
    value: { low: 1000, mid: 10_000, high: 11_800 },
    unit: 'messages/s',
    conditions:
      'Tuned, batched, a database with nothing else to do; take half of it beside the requests',
    source:
      'https://gist.github.com/chanks/7585810 ; https://github.com/graphile/worker/issues/240',
    retrieved,
    grade: 'published',
  },
  'channel.backlog': {
    says: 'Pending rows past which a queue in PostgreSQL slows down.',
    value: { low: 5000, mid: 10_000, high: 50_000 },
    unit: 'rows',
    conditions: 'A forum report; deleted rows not yet vacuumed count too',
    source: 'Hacker News item 35532429',
    retrieved,
    grade: 'secondary',
  },
  'broker.rabbitmq': {
    says: 'Persistent, confirmed messages a second through one broker node.',
    value: { low: 20_000, mid: 48_000, high: 88_534 },
    unit: 'messages/s',
    conditions: 'Classic queue, 12-byte messages (high); quorum queues and larger bodies are lower',
    source:
      'https://www.rabbitmq.com/blog/2024/08/21/amqp-benchmarks ; https://streamnative.io/blog/comparison-of-messaging-platforms-apache-pulsar-vs-rabbitmq-vs-nats-jetstream',
    retrieved,
    grade: 'vendor',
  },
  'stream.kafka': {
    says: 'Records a second into a replicated log of three brokers.',
    value: { low: 200_000, mid: 786_980, high: 1_000_000 },
    unit: 'records/s',
    conditions: '100-byte records, 3× asynchronous replication, three machines of 2014',
    source:
      'https://engineering.linkedin.com/kafka/benchmarking-apache-kafka-2-million-writes-second-three-cheap-machines',
    retrieved,
    grade: 'secondary',
  },
  'notify.lock': {
    says: 'NOTIFY takes an instance-wide lock at commit; keep it off the write path.',
    value: 1,
    unit: 'lock',
    conditions: 'PostgreSQL through 17, many concurrent writers that notify inside the transaction',
    source: 'https://simonwillison.net/2025/Jul/11/postgres-listen-notify',
    retrieved,
    grade: 'secondary',
  },
  'cache.hit-ratio': {
    says: 'Hit ratio below which an application cache is not healthy.',
    value: 0.8,
    unit: 'share',
    conditions: 'General application caches; uniform access stays below',
    source: 'https://docs.digitalocean.com/glossary/cache-hit-ratio/',
    retrieved,
    grade: 'published',
  },
  'cache.redis': {
    says: 'Commands a second on one Redis node.',
    value: { low: 100_000, mid: 180_180, high: 680_000 },
    unit: 'commands/s',
    conditions: '50 clients, no pipelining (mid); 16 deep pipelines (high)',
    source:
      'https://redis.io/docs/latest/operate/oss_and_stack/management/optimization/benchmarks/',
    retrieved,
    grade: 'secondary',
  },
} as const satisfies RuleTable
