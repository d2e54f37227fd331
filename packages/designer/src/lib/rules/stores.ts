import type { RuleTable } from './rule-table.ts'

const retrieved = '2026-11-21'

/** Where PostgreSQL stops being enough for one kind of data, and what the other families carry. */
export const storeRules = {
  'blob.database': {
    says: 'Objects below 256 kB are best kept in the database, above 1 MB outside it; between, it depends on how often they are replaced.',
    value: { low: 256e3, mid: 1e6, high: 1e6 },
    unit: 'bytes/object',
    conditions:
      'Fragmentation and throughput after repeated replacement, SQL Server against NTFS, 2006; the order has held since',
    source:
      'Sears, van Ingen, Gray, MSR-TR-2006-45, https://www.microsoft.com/en-us/research/publication/to-blob-or-not-to-blob-large-object-storage-in-a-database-or-a-filesystem/',
    retrieved,
    grade: 'published',
  },
  'object.multipart': {
    says: 'From this size on an upload is sent in parts, each repeated by itself.',
    value: 100e6,
    unit: 'bytes/object',
    conditions: 'Amazon S3 recommendation; parts of 5 MiB to 5 GiB, at most 10,000',
    source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html',
    retrieved,
    grade: 'published',
  },
  'graph.depth': {
    says: 'Friends of friends at depth 3: 30.3 s in a relational database, 0.168 s in a graph database; at depth 2 both answer in 16 ms or less.',
    value: 2,
    unit: 'hops',
    conditions:
      '1,000,000 people with about 50 friends each, one machine, 2012; the rows met grow as 50 to the power of the depth',
    source:
      'Partner, Vukotic, Watt, Neo4j in Action, table repeated at http://what-when-how.com/Tutorial/topic-534ak9l/Graph-Databases-34.html',
    retrieved,
    grade: 'secondary',
  },
  'graph.neighbors': {
    says: 'Reads of the neighbors of a node that one PostgreSQL answers a second beside other work.',
    value: { low: 10_000, mid: 30_000, high: 60_000 },
    unit: 'reads/s',
    conditions:
      'An index on both ends, 50 neighbors each, cached: about 0.1 core-milliseconds, on a quarter of a 16-core machine; a second step costs 50 times as much, a third 2,500 times',
    source: 'Computed from work.statement.database and the 50 neighbors of graph.depth',
    retrieved,
    grade: 'computed',
  },
  'series.points': {
    says: 'Points a second that one PostgreSQL keeps as rows with an index, beside other work.',
    value: { low: 5_000, mid: 20_000, high: 50_000 },
    unit: 'points/s',
    conditions:
      'Inserts in batches, one index, partitions by time, a quarter of a machine; bulk loading alone reaches 320,000 rows/s on a small cloud machine',
    source:
      'Bulk loading: https://blog.coelho.net/data-loading-performance-of-postgres-and-timescaledb/; the share for a server with other work is a prior',
    retrieved,
    grade: 'secondary',
  },
  'series.compression': {
    says: 'Share of the bytes that is left when old points are stored by column.',
    value: { low: 0.05, mid: 0.1, high: 0.3 },
    unit: 'share of bytes',
    conditions: 'Numeric series in time order, one billion rows; figure of the vendor',
    source:
      'https://www.timescale.com/blog/postgresql-timescaledb-1000x-faster-queries-90-data-compression-and-much-more/',
    retrieved,
    grade: 'vendor',
  },
  'history.rows': {
    says: 'Rows of a message history at which one document database no longer kept data and index in memory and became unpredictable.',
    value: 100e6,
    unit: 'rows',
    conditions:
      'One replica set, compound index on channel and time, random reads over all of the history, 2015',
    source:
      'Discord, How Discord Stores Billions of Messages, as reported at https://www.tefter.io/bookmarks/55365/readable',
    retrieved,
    grade: 'secondary',
  },
  'wide-column.partition': {
    says: 'Keep a partition below 100 MB and 100,000 values.',
    value: 100e6,
    unit: 'bytes/partition',
    conditions: 'Cassandra; a partition is read and compacted as a whole on each of its nodes',
    source:
      'https://docs.datastax.com/en/cassandra_win/2.2/cassandra/planning/planPlanningPartitionSize.html',
    retrieved,
    grade: 'published',
  },
  'live.updates': {
    says: 'Updates a second of short-lived rows that one PostgreSQL carries beside other work before vacuum becomes the work.',
    value: { low: 1_000, mid: 3_000, high: 10_000 },
    unit: 'updates/s',
    conditions:
      'Single-row updates of their own transaction at the 0.48 ms measured here, an eighth of a 16-core machine; each leaves a dead row',
    source: 'Computed from work.statement.database and work.commit.database; a prior for the share',
    retrieved,
    grade: 'computed',
  },
  'document.rows': {
    says: 'Documents of differing fields that PostgreSQL keeps as jsonb with GIN indexes before rewriting whole documents on each change costs more than it saves.',
    value: { low: 10e6, mid: 100e6, high: 1e9 },
    unit: 'documents',
    conditions:
      'A changed jsonb value is written as a new row and, above 2 kB, as new TOAST chunks; a prior from table-size and 4 kB documents',
    source:
      'https://www.postgresql.org/docs/current/datatype-json.html and https://www.postgresql.org/docs/current/storage-toast.html; computed',
    retrieved,
    grade: 'computed',
  },
  'memory.decisions': {
    says: 'Orders a second that one thread decides when all state is in its memory.',
    value: 6e6,
    unit: 'orders/s',
    conditions:
      'LMAX, one JVM thread, events journalled and replicated beside it, state rebuilt by replay, 2011',
    source: 'https://martinfowler.com/articles/lmax.html',
    retrieved,
    grade: 'published',
  },
  'gathered.orders': {
    says: 'Order transactions a second on PostgreSQL when those that wait are gathered into one statement.',
    value: 12_800,
    unit: 'orders/s',
    conditions: '2-vCPU Xeon, server, database and load on one machine, fsync on',
    source: 'Own benchmark, PostgreSQL 15.20, this repository',
    retrieved,
    grade: 'measured',
  },
  'id.snowflake': {
    says: 'Ids a second of one node of a 64-bit scheme: 41 bits of milliseconds, 10 of node, 12 of sequence.',
    value: 4_096_000,
    unit: 'ids/s per node',
    conditions:
      '4,096 in each millisecond, 1,024 nodes, 69 years from its epoch; needs node numbers',
    source: 'https://github.com/twitter-archive/snowflake/tree/snowflake-2010',
    retrieved,
    grade: 'published',
  },
  'id.uuid': {
    says: 'Random bits of a UUID of version 7 beside its 48 bits of milliseconds.',
    value: 74,
    unit: 'bits',
    conditions: 'RFC 9562 section 5.7; made anywhere without agreement, sorts by time of making',
    source: 'https://www.rfc-editor.org/rfc/rfc9562#section-5.7',
    retrieved,
    grade: 'published',
  },
  'shard.size': {
    says: 'Bytes of one shard that is moved, backed up and restored within hours.',
    value: { low: 250e9, mid: 1e12, high: 10e12 },
    unit: 'bytes/shard',
    conditions: 'Vitess advises 250 GB, Cash App ran about 1 TB, Notion bounded a server at 10 TB',
    source:
      'https://vitess.io/docs/faq/sharding/ and https://www.notion.so/blog/sharding-postgres-at-notion',
    retrieved,
    grade: 'secondary',
  },
  'postgres.memory': {
    says: 'Memory of a commonly rented database machine; a table beyond it no longer stays in memory and is partitioned.',
    value: { low: 64e9, mid: 128e9, high: 384e9 },
    unit: 'bytes',
    conditions:
      '16 to 96 virtual cores at 4 to 8 GB a core; the rule says: table larger than memory',
    source: 'https://www.postgresql.org/docs/current/ddl-partitioning.html',
    retrieved,
    grade: 'secondary',
  },
} as const satisfies RuleTable
