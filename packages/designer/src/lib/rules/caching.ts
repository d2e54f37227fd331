import type { RuleTable } from './rule-table.ts'

const retrieved = '2026-11-21'

/** What caches, copies near the user and smaller answers buy. */
export const cachingRules = {
  'cache.local-size': {
    says: 'Memory of a replica that may hold cached answers.',
    value: { low: 32e6, mid: 128e6, high: 256e6 },
    unit: 'bytes/replica',
    conditions:
      'A quarter of the 512 MB that a core of a replica has here; more lengthens collection',
    source: 'Computed from the memory of a replica in this design; a convention of ours',
    retrieved,
    grade: 'computed',
  },
  'cache.remote-read': {
    says: 'Time of one read from a cache over the network inside a zone.',
    value: { low: 0.15, mid: 0.5, high: 1.5 },
    unit: 'ms',
    conditions: 'Median 0.143 ms at the server with 50 clients; the network of a zone beside it',
    source:
      'https://redis.io/docs/latest/operate/oss_and_stack/management/optimization/benchmarks/',
    retrieved,
    grade: 'secondary',
  },
  'cache.jitter': {
    says: 'Share by which lifetimes are spread, so that keys set together do not end together.',
    value: { low: 0.05, mid: 0.1, high: 0.2 },
    unit: 'share of the lifetime',
    conditions: 'Many keys filled in one burst, such as after a restart',
    source:
      'Amazon Builders Library, Timeouts, retries and backoff with jitter, https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/',
    retrieved,
    grade: 'secondary',
  },
  'cdn.distance': {
    says: 'Round trip over an ocean against one to a copy near the user: 150 ms and 10 ms.',
    value: 150,
    unit: 'ms',
    conditions: 'Tokyo to New York in fiber; a page needs several round trips',
    source: 'https://www.atatus.com/guides/reduce-cdn-latency',
    retrieved,
    grade: 'secondary',
  },
  'cdn.hits': {
    says: 'Share of requests for unchanging files that a content network answers itself.',
    value: { low: 0.85, mid: 0.95, high: 0.99 },
    unit: 'share',
    conditions: 'Versioned file names and lifetimes of days; pages and answers stay lower',
    source: 'https://www.alldayconnect.com/connectivity/cdn-performance-boost/',
    retrieved,
    grade: 'secondary',
  },
  'payload.compression': {
    says: 'Compress answers between 1 kB and 10 MB; text shrinks to a quarter or less in good cases.',
    value: 1000,
    unit: 'bytes',
    conditions:
      'Text formats; smaller answers fit one packet anyway, pictures are compressed already',
    source:
      'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/ServingCompressedFiles.html',
    retrieved,
    grade: 'published',
  },
  'payload.ratio': {
    says: 'Share of the bytes that is left of JSON after compression.',
    value: { low: 0.15, mid: 0.25, high: 0.4 },
    unit: 'share of bytes',
    conditions: 'JSON or HTML of some kilobytes, Brotli or gzip at their middle levels',
    source:
      'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/ServingCompressedFiles.html',
    retrieved,
    grade: 'published',
  },
  'pooler.transactions': {
    says: 'Connections a pooler keeps to the server for one user and database.',
    value: { low: 20, mid: 25, high: 50 },
    unit: 'connections',
    conditions:
      'PgBouncer, transaction pooling, OLTP; all pools and direct ones stay 20 % below the limit',
    source:
      'https://raw.githubusercontent.com/planetscale/database-skills/main/skills/postgres/references/pgbouncer-configuration.md',
    retrieved,
    grade: 'published',
  },
  'replica.lag': {
    says: 'How old an answer of a streaming replica may be.',
    value: { low: 0.01, mid: 0.1, high: 5 },
    unit: 's',
    conditions:
      'Same region and a replica that keeps up; long queries and vacuum delay it for seconds',
    source: 'https://www.postgresql.org/docs/current/hot-standby.html',
    retrieved,
    grade: 'secondary',
  },
} as const satisfies RuleTable
