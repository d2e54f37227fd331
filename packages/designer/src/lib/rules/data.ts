import { type RuleTable, retrieved } from './rule-table.ts'

export const dataRules = {
  'pool.size': {
    says: 'Active connections a database serves without queueing inside it: cores × 2 + spindles.',
    value: 2,
    unit: 'connections/core',
    conditions: 'Cores without hyper-threads; spindles 0 when the working set is in memory',
    source: 'https://github.com/brettwooldridge/HikariCP/wiki/About-Pool-Sizing',
    retrieved,
    grade: 'secondary',
  },
  'pool.measured': {
    says: 'Connections per database core that carried the most orders: 8 on 2 cores, ahead of 16 and 32.',
    value: 4,
    unit: 'connections/core',
    conditions:
      'pgbench, ten statements an order, fsync on, 2 vCPU: 168,000 / 142,000 / 127,000 orders/min with 8 / 16 / 32 clients',
    source: 'Own benchmark, PostgreSQL 15.20, commit waits included',
    retrieved,
    grade: 'measured',
  },
  'postgres.connections': {
    says: 'Default max_connections; beyond it the backends or a pooler must change.',
    value: 100,
    unit: 'connections',
    conditions: 'PostgreSQL defaults, 3 of them reserved for superusers',
    source: 'https://www.postgresql.org/docs/current/runtime-config-connection.html',
    retrieved,
    grade: 'published',
  },
  'postgres.cpu-trigger': {
    says: 'Peak processor use of the primary at which to act.',
    value: 0.65,
    unit: 'share',
    conditions: 'Figma, one PostgreSQL primary on the largest practical instance',
    source:
      'https://pganalyze.com/blog/5mins-postgres-partitioning-tables-between-servers-horizontal-sharding',
    retrieved,
    grade: 'published',
  },
  'postgres.largest-box': {
    says: 'Virtual cores of the largest commonly rented database machine.',
    value: { low: 64, mid: 96, high: 192 },
    unit: 'cores',
    conditions:
      'Managed PostgreSQL on one large cloud, for example db.m7i.24xlarge (96 vCPU, 384 GB)',
    source:
      'The machine of the DBOS benchmark, https://www.dbos.dev/blog/benchmarking-workflow-execution-scalability-on-postgres',
    retrieved,
    grade: 'secondary',
  },
  'postgres.table-size': {
    says: 'Size of one table past which maintenance (vacuum, index builds) stalls.',
    value: 500e9,
    unit: 'bytes',
    conditions:
      "Notion's own bound for one table when leaving a single PostgreSQL, 2021; 10 TB for the database",
    source: 'https://www.notion.so/blog/sharding-postgres-at-notion',
    retrieved,
    grade: 'published',
  },
  'postgres.database-size': {
    says: 'Size of one physical database past which to split it.',
    value: 10e12,
    unit: 'bytes',
    conditions: "Notion's own bound for one database, 2021",
    source: 'https://www.notion.so/blog/sharding-postgres-at-notion',
    retrieved,
    grade: 'published',
  },
  'postgres.index-share': {
    says: 'Bytes of indexes, row headers and free space per byte of data.',
    value: { low: 0.4, mid: 0.8, high: 1.5 },
    unit: 'ratio',
    conditions: 'Rows of 100–600 bytes with a uuid key and two secondary indexes, fill factor 90 %',
    source:
      'Computed from the page layout: 24-byte headers, 16-byte keys, 3 B-tree entries a row; PostgreSQL docs, storage-page-layout',
    retrieved,
    grade: 'computed',
  },
  'postgres.search-rows': {
    says: 'Documents that PostgreSQL full text search serves from memory in a few milliseconds.',
    value: { low: 1e6, mid: 5e6, high: 2e7 },
    unit: 'rows',
    conditions:
      'GIN index on a tsvector, short product texts, ranking over at most a few thousand matches; a prior',
    source:
      'PostgreSQL docs, textsearch-indexes (GIN for static text); estimate to be replaced by EXPLAIN on your own data',
    retrieved,
    grade: 'computed',
  },
  'offset.cost': {
    says: 'Page at offset 50,000: 12.2 s by offset, 0.155 s by keyset.',
    value: 12.2,
    unit: 's',
    conditions: 'One public application, one table, the same rows by both methods',
    source: 'sourcelibrary-v2 pull request #4508, as reported there',
    retrieved,
    grade: 'secondary',
  },
  'storage.object': {
    says: 'Object stores keep eleven nines of durability and serve 5,500 reads a second per prefix.',
    value: 5500,
    unit: 'reads/s per prefix',
    conditions: 'Amazon S3; other stores differ',
    source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html',
    retrieved,
    grade: 'published',
  },
  'document.database': {
    says: 'A document store under a 50/50 mix: 44,898 operations/s on 6 shards.',
    value: 44_898,
    unit: 'operations/s',
    conditions: 'MongoDB Atlas, 6 × M200, YCSB; benchmark sponsored by a competitor',
    source: 'https://benchant.com/blog/mongodb-vs-scylladb-benchmark',
    retrieved,
    grade: 'vendor',
  },
  'wide-column.writes': {
    says: 'Writes a second at quorum from three nodes.',
    value: 70_771,
    unit: 'writes/s',
    conditions: 'Cassandra, 3 × i2.8xlarge, RF 3, p99.9 1,384 ms; published by a competitor',
    source: 'https://www.scylladb.com/product/benchmarks/aws-i2-8xlarge-benchmark/',
    retrieved,
    grade: 'vendor',
  },
} as const satisfies RuleTable
