import type { RuleTable } from './rule-table.ts'

/** The day on which the prices below were looked up. */
export const pricesOf = '2026-11-21'

const onDemand = 'US dollars, on demand, without tax; us-east-1 where it is of one large cloud'

/** Prices. The low end is a cheaper provider or an engine run by oneself, the high end one large cloud on demand. */
export const costRules = {
  'price.core': {
    says: 'An hour of one virtual core for the application.',
    value: { low: 0.0164, mid: 0.0324, high: 0.0405 },
    unit: 'USD/h',
    conditions: `${onDemand}; low: a shared machine of 2 cores and 4 GB at 24 USD a month, memory included; mid and high: containers without a machine, ARM and x86`,
    source:
      'https://vantage.sh/blog/fargate-pricing (0.03238 and 0.04048); https://freezedesign-docs.pages.dev/infrastructure/hosting (24 USD)',
    retrieved: pricesOf,
    grade: 'secondary',
  },
  'price.memory': {
    says: 'An hour of one gigabyte of memory for the application.',
    value: { low: 0, mid: 0.00356, high: 0.00445 },
    unit: 'USD/h',
    conditions: `${onDemand}; low: included in the price of the core`,
    source: 'https://vantage.sh/blog/fargate-pricing (0.00356 and 0.004445)',
    retrieved: pricesOf,
    grade: 'secondary',
  },
  'price.postgres': {
    says: 'An hour of one core of a managed PostgreSQL, with 2 to 8 GB of memory each.',
    value: { low: 0.0325, mid: 0.0795, high: 0.125 },
    unit: 'USD/h',
    conditions: `${onDemand}; db.t4g.medium, db.m6g.large, db.r4.large by core; one zone, a standby costs the same again`,
    source:
      'https://infratally.com/articles/aws-rds-pricing-explained-2026.html (0.065 for 2); https://gitlab.com/gitlab-org/gitlab-environment-toolkit/-/issues/236 (0.159 for 2); https://gist.github.com/turtlemonvh/852101dc206f9ee9d954cb425f56ad5e (0.250 for 2)',
    retrieved: pricesOf,
    grade: 'secondary',
  },
  'price.managed': {
    says: 'What a managed engine costs over the machine it runs on.',
    value: { low: 1, mid: 1.83, high: 1.88 },
    unit: 'ratio',
    conditions:
      'Managed PostgreSQL against the same machine of one large cloud, m4 and r4; low: run by oneself',
    source: 'https://gist.github.com/turtlemonvh/852101dc206f9ee9d954cb425f56ad5e',
    retrieved: pricesOf,
    grade: 'secondary',
  },
  'price.disk': {
    says: 'A month of one gigabyte of database storage.',
    value: { low: 0.08, mid: 0.115, high: 0.127 },
    unit: 'USD/GB',
    conditions: `${onDemand}; 3,000 I/O a second included; low: a plain volume`,
    source:
      'https://www.usage.ai/blogs/aws/reserved-instances/rds/pricing-calculator/ (0.115); https://gist.github.com/philmcmahon/25bc821e34dd34a2335079e2a75145d4 (12.70 for 100 GB)',
    retrieved: pricesOf,
    grade: 'secondary',
  },
  'price.object': {
    says: 'A month of one gigabyte in an object store.',
    value: { low: 0.021, mid: 0.023, high: 0.026 },
    unit: 'USD/GB',
    conditions: `${onDemand}; by region and volume; requests extra`,
    source: 'S3 standard class, as given in "S3 cost: Amazon cloud storage costs explained"',
    retrieved: pricesOf,
    grade: 'secondary',
  },
  'price.egress': {
    says: 'One gigabyte sent to the internet.',
    value: { low: 0.0012, mid: 0.09, high: 0.14 },
    unit: 'USD/GB',
    conditions: `${onDemand}; low: one euro a terabyte at a German host; what comes in is free`,
    source:
      'https://smallestbusiness.com/compare/s3-egress-cost (0.09); https://gitlab.torproject.org/tpo/tpa/wiki-replica (1 EUR/TB); https://kinsta.com/nl/docs/prijzen-database-hosting/ (0.14)',
    retrieved: pricesOf,
    grade: 'secondary',
  },
  'price.balancer': {
    says: 'A month of a managed load balancer, before what passes through it.',
    value: 16.43,
    unit: 'USD/month',
    conditions: `${onDemand}; 730 h at 0.0225`,
    source: 'https://github.com/gordonmurray/terraform_aws_ecs',
    retrieved: pricesOf,
    grade: 'secondary',
  },
  'price.balanced': {
    says: 'A month of one capacity unit of a load balancer: a gigabyte an hour.',
    value: 5.84,
    unit: 'USD/unit',
    conditions: `${onDemand}; also 25 new connections a second or 3,000 open ones, whichever is most`,
    source:
      'https://github.com/gordonmurray/terraform_aws_ecs (5.84); https://cal53.calculator.city/?p=125685 (what a unit holds)',
    retrieved: pricesOf,
    grade: 'secondary',
  },
  'price.redis': {
    says: 'A month of one managed Redis node.',
    value: { low: 12.41, mid: 128, high: 128 },
    unit: 'USD/node',
    conditions: `${onDemand}; 0.5 GB and 13 GB of memory`,
    source:
      'https://github.com/giovannirossini/terraform (12.41); github.com/Netflix-Skunkworks/service-capacity-modeling pricing/aws elasticache-on-demand (cache.r7g.large, 1,534.75 a year)',
    retrieved: pricesOf,
    grade: 'secondary',
  },
  'price.logs': {
    says: 'One gigabyte of logs or traces taken in.',
    value: { low: 0.08, mid: 0.5, high: 0.5 },
    unit: 'USD/GB',
    conditions: `${onDemand}; low: kept on a volume of one’s own`,
    source: 'https://github.com/gordonmurray/terraform_aws_ecs (0.50 taken in, 0.03 kept)',
    retrieved: pricesOf,
    grade: 'secondary',
  },
  'price.cluster': {
    says: 'A month of the control plane of a managed Kubernetes.',
    value: 73,
    unit: 'USD/month',
    conditions: `${onDemand}; 730 h at 0.10; the machines extra`,
    source: 'https://github.com/blackbird-cloud/terraform-aws-baserow',
    retrieved: pricesOf,
    grade: 'secondary',
  },
  'price.euro': {
    says: 'US dollars for one euro.',
    value: { low: 1.05, mid: 1.1081, high: 1.18 },
    unit: 'USD/EUR',
    conditions: 'European Central Bank, 2024-09-13; the ends are a margin for the time since',
    source: 'https://getdeploying.com/reference/how-we-estimate-costs',
    retrieved: pricesOf,
    grade: 'secondary',
  },
} as const satisfies RuleTable
