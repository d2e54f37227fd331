import { type RuleTable, retrieved } from './rule-table.ts'

const bench =
  'Own benchmark: one order of two lines, hand-written Fastify 5 + pg 8.23 on PostgreSQL 15.20, ten statements against one function call'
const machine =
  '2-vCPU Xeon, Node 24, fsync on, server, database and load on the same machine, medians of 3 rounds; rates drift ±30 %'

/** Processor costs until the project's own measurement replaces them. */
export const workRules = {
  'work.request.app': {
    says: 'Application processor time of one request before any statement.',
    value: { low: 0.15, mid: 0.2, high: 0.35 },
    unit: 'ms',
    conditions: `${machine}; 0.25 ms with one statement, less one statement`,
    source: bench,
    retrieved,
    grade: 'measured',
  },
  'work.statement.app': {
    says: 'Application processor time of one SQL statement (build, send, receive, map).',
    value: { low: 0.03, mid: 0.046, high: 0.08 },
    unit: 'ms/statement',
    conditions: `${machine}; (0.66 − 0.25) ms over 9 further statements`,
    source: bench,
    retrieved,
    grade: 'measured',
  },
  'work.statement.database': {
    says: 'PostgreSQL processor time of one indexed statement.',
    value: { low: 0.04, mid: 0.06, high: 0.1 },
    unit: 'ms/statement',
    conditions: `${machine}; (1.02 − 0.48) ms over 9 further statements; cached rows, by key`,
    source: bench,
    retrieved,
    grade: 'measured',
  },
  'work.commit.database': {
    says: 'PostgreSQL processor time of a writing transaction beyond its statements (begin, WAL, commit).',
    value: { low: 0.25, mid: 0.42, high: 0.6 },
    unit: 'ms/transaction',
    conditions: `${machine}; 0.48 ms with one statement, less one statement`,
    source: bench,
    retrieved,
    grade: 'measured',
  },
  'work.scan.database': {
    says: 'PostgreSQL processor time of a page of a list or of a text search.',
    value: { low: 0.2, mid: 0.5, high: 2 },
    unit: 'ms',
    conditions:
      'Prior for 20 rows over an index on ≤ 100,000 rows in memory; replaced by calibration',
    source: 'Estimate from the statement costs above: 20 rows and a sort at about eight statements',
    retrieved,
    grade: 'computed',
  },
  'work.verify.app': {
    says: 'Verifying one ES256 token signature.',
    value: { low: 0.09, mid: 0.11, high: 0.15 },
    unit: 'ms',
    conditions: 'node:crypto verify, P-256, 300-byte payload, 2-vCPU Xeon, Node 24.21',
    source: 'Own measurement, 3 × 1,000 verifications',
    retrieved: '2026-11-21',
    grade: 'measured',
  },
  'work.hash.app': {
    says: 'Hashing one password with argon2id at 19 MiB, 2 passes, 1 lane.',
    value: { low: 27, mid: 40, high: 56 },
    unit: 'ms',
    conditions: 'node:crypto argon2id, 2-vCPU Xeon shared with other work, Node 24.21',
    source: 'Own measurement, 12 hashes',
    retrieved: '2026-11-21',
    grade: 'measured',
  },
  'work.hand-written': {
    says: 'Orders a minute of a hand-written endpoint that does the same writes in one transaction.',
    value: { low: 48_000, mid: 53_600, high: 73_000 },
    unit: 'orders/min',
    conditions: `${machine}; 32 concurrent; no payment provider, no saga`,
    source: bench,
    retrieved,
    grade: 'measured',
  },
  'work.order': {
    says: 'Processor time of one order with its whole saga while as many as can be are under way and share their statements.',
    value: { low: 7.9, mid: 9.7, high: 14.5 },
    unit: 'ms/order',
    conditions:
      'The built shop, one process: 2 cores × 60 s at 15,195, 12,405 and 8,280 orders/min within p99 300 ms, so with the load, the provider, PostgreSQL and mail on the same 2 cores',
    source: 'Own benchmark, benchmarks/README.md, median and ends of 5 rounds',
    retrieved: '2026-11-21',
    grade: 'measured',
  },
  'gather.pause': {
    says: 'Least pause after a run of several gathered calls, in which the next ones are gathered.',
    value: { low: 8, mid: 8, high: 24 },
    unit: 'ms',
    conditions:
      'The kit’s own setting: as long as the run took, within these bounds; nobody waits where it has been quiet for longer, or after a run of one',
    source:
      'Own benchmark, docs/adr/0015: p99 451 ms against 674 with a fixed pause, at 200 orders/s',
    retrieved: '2026-11-21',
    grade: 'measured',
  },
  'proof.load': {
    says: 'Processor time of the load generator for one call that it sends and checks.',
    value: { low: 0.2, mid: 0.35, high: 0.7 },
    unit: 'ms/call',
    conditions: 'The shop at 600 calls/s on 2 cores: the generator used 21 % of a core',
    source: 'Own measurement, archwright prove --quick',
    retrieved: '2026-11-21',
    grade: 'measured',
  },
  'proof.provider': {
    says: 'Processor time of the proof’s payment provider for one call, which it answers at once.',
    value: { low: 0.2, mid: 0.5, high: 1 },
    unit: 'ms/call',
    conditions:
      'Two calls and two webhooks an order: 0.4 to 1.9 ms an order, at 250 to 400 orders/s on 2 cores',
    source: 'Own measurement, docs/adr/0015',
    retrieved: '2026-11-21',
    grade: 'measured',
  },
  'os.slice': {
    says: 'Longest turn of a process at a core while others wait for it.',
    value: { low: 0.75, mid: 3, high: 6 },
    unit: 'ms',
    conditions:
      'Linux with its default settings: 0.75 ms at least, 6 ms for all who wait together; longer with more cores',
    source: 'Linux kernel/sched/fair.c (sysctl_sched_min_granularity, sysctl_sched_latency)',
    retrieved: '2026-11-21',
    grade: 'secondary',
  },
  'work.commit.wait': {
    says: 'Wait for one commit to be durable.',
    value: { low: 0.2, mid: 1, high: 5 },
    unit: 'ms',
    conditions:
      'fdatasync 0.16 ms on a virtual disk; with a synchronous standby one cross-zone round trip of 0.3–1.5 ms is added',
    source:
      'Own measurement of fdatasync; https://duckkit.dev/glossary/cross-az-latency for the round trip',
    retrieved,
    grade: 'computed',
  },
} as const satisfies RuleTable
