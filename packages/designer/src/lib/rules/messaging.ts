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
  'broker.nodes': {
    says: 'Nodes of a broker that keeps working when one is lost; queues lead on different nodes.',
    value: 3,
    unit: 'nodes',
    conditions: 'Quorum queues replicate over a majority; one queue still has the rate of one node',
    source: 'https://www.rabbitmq.com/docs/quorum-queues',
    retrieved,
    grade: 'published',
  },
  'broker.nats': {
    says: 'Messages a second that consumers of a replicated JetStream took at most.',
    value: { low: 30_000, mid: 160_000, high: 400_000 },
    unit: 'messages/s',
    conditions: 'Three nodes, few topics (mid); 500 topics (low); a hosting vendor’s figure (high)',
    source:
      'https://streamnative.io/blog/comparison-of-messaging-platforms-apache-pulsar-vs-rabbitmq-vs-nats-jetstream ; https://onidel.com/nats-jetstream-rabbitmq-kafka-2025-benchmarks',
    retrieved,
    grade: 'vendor',
  },
  'broker.memory': {
    says: 'Memory of an idle broker: NATS 6 MiB, RabbitMQ 122 MiB, Kafka 327 MiB.',
    value: { low: 6, mid: 122, high: 327 },
    unit: 'MiB',
    conditions: 'One container each, no load; what it costs to have one at all',
    source: 'https://petrolmuffin.github.io/BrokersPerformance',
    retrieved,
    grade: 'published',
  },
  'stream.retention': {
    says: 'A log keeps its records 7 days unless told otherwise.',
    value: 604_800,
    unit: 's',
    conditions:
      'Kafka’s default log.retention.hours of 168; compacted topics keep the last of each key',
    source: 'https://kafka.apache.org/documentation/',
    retrieved,
    grade: 'published',
  },
  'stream.partition': {
    says: 'Bytes a second that one partition takes: tens of megabytes.',
    value: 10_000_000,
    unit: 'bytes/s',
    conditions:
      'One producer, the lower end; partitions for a rate are its larger share of producer or consumer',
    source: 'https://www.confluent.io/blog/how-choose-number-topics-partitions-kafka-cluster/',
    retrieved,
    grade: 'published',
  },
  'notify.payload': {
    says: 'A notification of PostgreSQL carries fewer than 8,000 bytes and reaches only who listens at that moment.',
    value: 8000,
    unit: 'bytes',
    conditions:
      'Default page size; delivered at commit, needs a session that a transaction pooler does not give',
    source: 'https://www.postgresql.org/docs/current/sql-notify.html',
    retrieved,
    grade: 'published',
  },
  'job.attempts': {
    says: 'Tries of a job before it is dead.',
    value: 10,
    unit: 'attempts',
    conditions: 'Waits of e^1 to e^9 s between them, 3.6 h in all; frameworks give 3 to 25',
    source: 'https://github.com/pgflow-dev/pgflow/issues/271 for the waits; the number is ours',
    retrieved,
    grade: 'secondary',
  },
  'job.span': {
    says: 'Time from the first try of a job to its last.',
    value: 12_818,
    unit: 's',
    conditions:
      'Ten tries with waits of e^1, e^2, … e^9 s; an outage shorter than this loses no job',
    source: 'Computed: Σ e^n for n = 1 … 9; https://github.com/pgflow-dev/pgflow/issues/271',
    retrieved,
    grade: 'computed',
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
