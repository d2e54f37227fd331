import { type RuleTable, retrieved } from './rule-table.ts'

export const availabilityRules = {
  'sla.balancer': {
    says: 'Monthly availability of a multi-zone load balancer or compute tier.',
    value: 0.9999,
    unit: 'share of time',
    conditions:
      'A service level agreement: credits below it, not a measurement; AWS EC2 across zones',
    source: 'https://aws.amazon.com/compute/sla/',
    retrieved,
    grade: 'published',
  },
  'sla.instance': {
    says: 'Monthly availability of a single machine.',
    value: 0.995,
    unit: 'share of time',
    conditions: 'AWS EC2 instance-level agreement',
    source: 'https://aws.amazon.com/compute/sla/',
    retrieved,
    grade: 'published',
  },
  'sla.database.single': {
    says: 'Monthly availability of a managed database in one zone.',
    value: 0.995,
    unit: 'share of time',
    conditions: 'AWS RDS single-AZ agreement',
    source: 'https://aws.amazon.com/rds/sla/',
    retrieved,
    grade: 'published',
  },
  'sla.database.standby': {
    says: 'Monthly availability of a managed database with a synchronous standby in another zone.',
    value: 0.9995,
    unit: 'share of time',
    conditions: 'AWS RDS Multi-AZ agreement; failover automatic',
    source: 'https://aws.amazon.com/rds/sla/',
    retrieved,
    grade: 'published',
  },
  'availability.extra-nine': {
    says: 'A critical dependency must be one nine better than the service.',
    value: 10,
    unit: 'times less downtime',
    conditions: '5–10 unique critical dependencies, each counted once',
    source: 'https://sre.google/static/pdf/calculus_of.pdf',
    retrieved,
    grade: 'secondary',
  },
  'availability.automatic': {
    says: 'From this availability on, recovery by hand cannot meet the target.',
    value: 0.9999,
    unit: 'share of time',
    conditions: '52.6 min a year; an operator needs minutes to be reached',
    source:
      'https://gist.github.com/lalitkale/5899fae93e56a47524fa8600bf76f848 (Microsoft guidance)',
    retrieved,
    grade: 'secondary',
  },
  'recovery.process': {
    says: 'From a killed process until another serves in its place.',
    value: { low: 0.5, mid: 2, high: 10 },
    unit: 's',
    conditions:
      'Node process with migrations already applied: start 0.3–0.5 s, readiness probe every second',
    source: 'Own benchmark: start to first answer 0.32–0.5 s of Fastify + pg; probe interval added',
    retrieved,
    grade: 'measured',
  },
  'recovery.failover': {
    says: 'From the loss of the primary database until the standby takes writes.',
    value: { low: 20, mid: 35, high: 60 },
    unit: 's',
    conditions: 'Managed multi-zone PostgreSQL with a synchronous standby and automatic failover',
    source:
      'https://aws.amazon.com/rds/features/multi-az/ (typically under 35 s with two readable standbys, 60–120 s with one)',
    retrieved,
    grade: 'vendor',
  },
  'recovery.region': {
    says: 'From the loss of a region until the system runs in another, restored from the archive.',
    value: { low: 3600, mid: 7200, high: 28_800 },
    unit: 's',
    conditions: 'Archive copied to another region, infrastructure as code, rehearsed; under 1 TB',
    source:
      'Estimate: 30 min to decide, the rest restoring at 200 MB/s and moving names; bounded by backup and restore in the AWS list of strategies (24 h)',
    retrieved,
    grade: 'computed',
  },
  'recovery.by-hand': {
    says: 'From a page at night until a person has restored the database by hand.',
    value: { low: 1800, mid: 3600, high: 14_400 },
    unit: 's',
    conditions: 'On-call, a tested runbook, restore from a backup of under 100 GB',
    source: 'Estimate: 5 min to answer, 10 min to decide, the rest is the restore at 50 MB/s',
    retrieved,
    grade: 'computed',
  },
  'dr.restore': {
    says: 'Backup and restore: RPO of hours, RTO up to 24 h.',
    value: 86_400,
    unit: 's',
    conditions: 'Cheapest of the four strategies; point-in-time recovery lowers the RPO to minutes',
    source:
      'https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_planning_for_recovery_disaster_recovery.html',
    retrieved,
    grade: 'secondary',
  },
  'dr.pilot-light': {
    says: 'Pilot light in a second region: RPO of minutes, RTO of tens of minutes.',
    value: 1800,
    unit: 's',
    conditions: 'Data copied continuously, servers started on demand',
    source:
      'https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_planning_for_recovery_disaster_recovery.html',
    retrieved,
    grade: 'secondary',
  },
  'dr.warm-standby': {
    says: 'Warm standby in a second region: RPO of seconds, RTO of minutes.',
    value: 300,
    unit: 's',
    conditions: 'A small copy that serves, scaled out on failover',
    source:
      'https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_planning_for_recovery_disaster_recovery.html',
    retrieved,
    grade: 'secondary',
  },
} as const satisfies RuleTable
