import { type RuleTable, retrieved } from './rule-table.ts'

const gysel =
  'Gysel et al., Service Cutter, ESOCC 2016, doi 10.1007/978-3-319-44482-6_12 ; https://contextmapper.org/docs/service-cutter-config-file'
const lambda = 'https://docs.aws.amazon.com/whitepapers/latest/how-aws-pricing-works/lambda.html'

export const architectureRules = {
  'coupling.strong': {
    says: 'Weight of a criterion that Service Cutter ranks medium: lifecycle, consistency, proximity, security.',
    value: 3,
    unit: 'weight',
    conditions: 'The default priorities of its port to Context Mapper; M is taken as 3, XS as 0.5',
    source: gysel,
    retrieved,
    grade: 'secondary',
  },
  'coupling.weak': {
    says: 'Weight of a criterion that Service Cutter ranks extra small: volatility, storage, volume.',
    value: 0.5,
    unit: 'weight',
    conditions: 'The default priorities of its port to Context Mapper; M is taken as 3, XS as 0.5',
    source: gysel,
    retrieved,
    grade: 'secondary',
  },
  'coupling.merge': {
    says: 'Mean coupling from which two groups of data are one module.',
    value: 0.25,
    unit: 'score',
    conditions:
      'Below one strong criterion that holds fully (3 of 9, 0.33), so one such reason merges unless something speaks against it; being read together now and then does not',
    source: `Own choice within the weights of ${gysel}`,
    retrieved: '2026-11-21',
    grade: 'computed',
  },
  'services.developers': {
    says: 'One application up to 10 developers, a modular one to 50, services above.',
    value: { low: 10, mid: 50, high: 50 },
    unit: 'developers',
    conditions:
      'A consultancy view; sources disagree widely, so only a stated team below the low end counts',
    source: 'https://www.easy.bi/blog/microservices-vs-monolith-decision/',
    retrieved,
    grade: 'secondary',
  },
  'traffic.online': {
    says: 'Daily users that are connected at the same moment of the busiest hour.',
    value: { low: 0.147, mid: 0.171, high: 0.263 },
    unit: 'share of daily users',
    conditions:
      'Sessions a day × share of the busiest hour × burst × session length, for a business application, a course and a live event',
    source: 'Computed from the examples of https://codingace.net/dev/concurrent_users.php',
    retrieved: '2026-11-21',
    grade: 'computed',
  },
  'functions.call-price': {
    says: 'A call of a function costs $0.20 a million.',
    value: 2e-7,
    unit: '$/call',
    conditions: 'AWS Lambda, after the free million a month; the HTTP door costs extra',
    source: lambda,
    retrieved: '2026-11-21',
    grade: 'published',
  },
  'functions.second-price': {
    says: 'A gigabyte of memory held for a second costs $0.00001667.',
    value: 1.667e-5,
    unit: '$/GB-s',
    conditions: 'AWS Lambda on x86, billed by the millisecond, waiting included',
    source: lambda,
    retrieved: '2026-11-21',
    grade: 'published',
  },
  'functions.cold': {
    says: 'A cold start takes from 100 ms to over 1 s and meets under 1 % of the calls.',
    value: { low: 100, mid: 300, high: 1000 },
    unit: 'ms',
    conditions:
      'AWS Lambda, production workloads as its owner reports them; rare use meets it more often',
    source:
      'https://awsfeed.com/whats-new/compute/operating-lambda-performance-optimization-part-1 ; https://thecodeforge.io/devops/aws-lambda-serverless/',
    retrieved: '2026-11-21',
    grade: 'secondary',
  },
  'container.core-price': {
    says: 'A core of a managed container costs $0.04048 an hour, idle or not.',
    value: 0.04048,
    unit: '$/core-hour',
    conditions: 'AWS Fargate, Linux on x86, us-east-1, on demand; memory adds about a tenth',
    source: 'https://www.vantage.sh/blog/fargate-pricing',
    retrieved: '2026-11-21',
    grade: 'secondary',
  },
  'mesh.cpu': {
    says: 'A sidecar uses 0.35 cores for each 1,000 requests/s through it.',
    value: 0.35,
    unit: 'cores per 1,000 requests/s',
    conditions: 'Istio 1.12 to 1.15, 1,000 services, 70,000 requests/s in the whole mesh',
    source: 'https://istio.io/v1.15/docs/ops/deployment/performance-and-scalability',
    retrieved: '2026-11-21',
    grade: 'published',
  },
  'mesh.latency': {
    says: 'A sidecar adds 2.65 ms to the 90th percentile.',
    value: 2.65,
    unit: 'ms',
    conditions: 'Istio 1.12 to 1.15, the load test of its owners',
    source: 'https://istio.io/v1.15/docs/ops/deployment/performance-and-scalability',
    retrieved: '2026-11-21',
    grade: 'published',
  },
  'mesh.services': {
    says: 'Services from which calls between them are better secured and seen by a mesh than by a library in each.',
    value: { low: 10, mid: 20, high: 50 },
    unit: 'services',
    conditions:
      'The count from which a cluster of one’s own is said to pay, which a mesh needs; below it, or with one language, a library is the cheaper place',
    source: 'https://knowmba.com/concepts/container-strategy',
    retrieved: '2026-11-21',
    grade: 'secondary',
  },
  'gateway.latency': {
    says: 'An API gateway adds one to five milliseconds to a call.',
    value: { low: 1, mid: 2, high: 5 },
    unit: 'ms',
    conditions: 'Token check, limit and routing on a warm connection, same zone; a vendor’s figure',
    source: 'https://api7.ai/learning-center/api-gateway-guide/how-api-gateway-reduces-latency',
    retrieved: '2026-11-21',
    grade: 'vendor',
  },
} as const satisfies RuleTable
