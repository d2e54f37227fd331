import type { RuleTable } from './rule-table.ts'

const retrieved = '2026-11-21'

/** Numbers about delivering to others, waiting, watching and running. */
export const operationsRules = {
  'webhook.attempts': {
    says: 'Ten attempts at 0 s, 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h, each after the one before failed.',
    value: 10,
    unit: 'attempts',
    conditions: 'Each message to each endpoint; any answer but 2xx within 15 s is a failure',
    source:
      'https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md',
    retrieved,
    grade: 'published',
  },
  'webhook.timeout': {
    says: 'A receiver has 15 seconds to accept a message.',
    value: 15,
    unit: 's',
    conditions: 'Receivers that acknowledge first and work later; published senders wait 5 to 30 s',
    source: 'https://docs.svix.com/retries',
    retrieved,
    grade: 'published',
  },
  'webhook.disable': {
    says: 'An endpoint that fails every attempt for five days is disabled, and its owner told.',
    value: 5,
    unit: 'days',
    conditions: 'The clock starts when several deliveries failed within 24 h',
    source: 'https://docs.svix.com/retries',
    retrieved,
    grade: 'published',
  },
  'webhook.tolerance': {
    says: 'A receiver refuses a message whose signed time is more than five minutes off.',
    value: 300,
    unit: 's',
    conditions: 'Standard Webhooks: the id, the time and the raw body are signed together',
    source:
      'https://dev.to/shannonllc/standard-webhooks-explained-headers-signature-scheme-and-libraries-1c0g',
    retrieved,
    grade: 'secondary',
  },
  'waiting.share': {
    says: 'Let in as many as use three quarters of what the origin can serve.',
    value: 0.75,
    unit: 'share of capacity',
    conditions: 'A waiting room before the whole site; raised once the real load is known',
    source: 'https://developers.cloudflare.com/waiting-room/reference/configuration-settings',
    retrieved,
    grade: 'vendor',
  },
  'deadline.call': {
    says: 'A call ends after 5 seconds unless its operation says otherwise.',
    value: 5,
    unit: 's',
    conditions: 'Interactive calls; half of the 10 s after which a person turns to something else',
    source: 'https://www.nngroup.com/articles/response-times-3-important-limits/',
    retrieved,
    grade: 'computed',
  },
  'deadline.request': {
    says: 'A request has 15 seconds to arrive whole.',
    value: 15,
    unit: 's',
    conditions:
      'Bodies up to 1 MiB: 70 kB/s, a slow phone; uploads go straight to the object store',
    source: 'Computed: 1,048,576 bytes ÷ 15 s; the kit closes the connection then',
    retrieved,
    grade: 'computed',
  },
  'metrics.sample': {
    says: 'A stored sample of a metric takes one to two bytes.',
    value: { low: 1, mid: 1.7, high: 2 },
    unit: 'bytes',
    conditions: 'Prometheus blocks with their index, without churn of series',
    source: 'https://robustperception.io/how-much-disk-space-do-prometheus-blocks-use',
    retrieved,
    grade: 'published',
  },
  'trace.span': {
    says: 'A span takes about a kilobyte.',
    value: { low: 500, mid: 1000, high: 2000 },
    unit: 'bytes',
    conditions: 'OpenTelemetry over OTLP with a dozen attributes, uncompressed',
    source:
      'https://www.webstackbuilders.com/downloads/distributed-tracing-sampling-strategies-head-tail',
    retrieved,
    grade: 'secondary',
  },
  'trace.share': {
    says: 'One trace in ten thousand still shows what matters in a service with much traffic.',
    value: 0.0001,
    unit: 'share of traces',
    conditions:
      'Google’s Dapper; thousands of calls a second, where what happens once happens often',
    source: 'https://tsonglew.github.io/posts/dapper-paper-notes',
    retrieved,
    grade: 'secondary',
  },
  'log.line': {
    says: 'A structured log line takes about 270 bytes.',
    value: { low: 200, mid: 270, high: 900 },
    unit: 'bytes',
    conditions:
      'JSON with time, level, service, operation, outcome, duration and two ids; no payload, no stack',
    source: 'Own measurement: the line the kit writes for one call, 265 bytes',
    retrieved,
    grade: 'measured',
  },
  'cluster.services': {
    says: 'A cluster of one’s own pays from about twenty services or several teams that deploy by themselves.',
    value: { low: 10, mid: 20, high: 40 },
    unit: 'services',
    conditions: 'Two people are kept busy by the cluster; managed control plane included',
    source: 'https://knowmba.com/concepts/container-strategy',
    retrieved,
    grade: 'secondary',
  },
  'cluster.engineers': {
    says: 'Below about thirty engineers a managed platform ships sooner than a cluster.',
    value: { low: 20, mid: 30, high: 50 },
    unit: 'engineers',
    conditions: 'Stateless services behind HTTP; needs nobody for the platform',
    source: 'https://devops-daily.com/posts/when-kubernetes-is-wrong-default',
    retrieved,
    grade: 'secondary',
  },
  'dr.active-active': {
    says: 'Two regions that both serve: RPO near zero, RTO near zero.',
    value: 60,
    unit: 's',
    conditions: 'Traffic moves by health checks; conflicting writes have to be settled',
    source:
      'https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_planning_for_recovery_disaster_recovery.html',
    retrieved,
    grade: 'secondary',
  },
} as const satisfies RuleTable
