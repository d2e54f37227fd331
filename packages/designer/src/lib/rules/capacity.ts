import { type RuleTable, retrieved } from './rule-table.ts'

const netflix = 'github.com/Netflix-Skunkworks/service-capacity-modeling@dc69307'

export const capacityRules = {
  'capacity.beta': {
    says: 'Square-root staffing: cores = a + β√a for a busy cores; β 2.375 for the highest tier (1 % wait), 1.0 for the lowest.',
    value: { low: 1, mid: 1.761, high: 2.375 },
    unit: '√cores',
    conditions:
      'Stateless servers with Poisson arrivals; β by tier of service; recomputed waits 22 %, 4.8 %, 1 %',
    source: `${netflix} models/common.py _QOS`,
    retrieved,
    grade: 'published',
  },
  'capacity.headroom': {
    says: 'Reserve 0.712 / n^0.448 of a host with n effective cores.',
    value: 0.712,
    unit: 'share at one core',
    conditions: 'Fits Erlang-C with P(wait) = 30 %; virtual cores weigh 1.0, physical 1.66',
    source: `${netflix} models/headroom_strategy.py`,
    retrieved,
    grade: 'published',
  },
  'capacity.fleet-limit': {
    says: 'Refuse stateless fleets above 256 instances: load balancers struggle with larger pools.',
    value: 256,
    unit: 'instances',
    conditions: 'One stateless fleet behind one load balancer; a planning guard, not a hard limit',
    source: `${netflix} models/org/netflix/stateless_java.py`,
    retrieved,
    grade: 'published',
  },
  'capacity.working-set': {
    says: 'Share of relational data that is touched often enough to want memory, when unknown.',
    value: { low: 0.05, mid: 0.1, high: 0.2 },
    unit: 'share of data',
    conditions: 'Prior for relational stores with unknown access skew; 90 % interval',
    source: `${netflix} models/org/netflix/postgres.py`,
    retrieved,
    grade: 'published',
  },
  'traffic.peak-factor': {
    says: 'Peak rate over the daily mean.',
    value: { low: 1.6, mid: 1.7, high: 4 },
    unit: 'ratio',
    conditions: 'Globally spread users 1.6–1.7; one time zone or a sale day up to 3–4',
    source: 'https://www.robustperception.io/do-you-know-your-peak-to-mean-ratio/',
    retrieved,
    grade: 'published',
  },
  'traffic.guess': {
    says: 'A forecast of traffic that somebody guessed may be off by its double, and by its half.',
    value: { low: 0.5, mid: 1, high: 2 },
    unit: 'ratio',
    conditions: 'Plan 100 % above a guessed forecast; the low end mirrors it',
    source:
      'https://medium.com/geekculture/estimating-peak-web-traffic-for-e-commerce-websites-25b7368c2051',
    retrieved,
    grade: 'secondary',
  },
  'regret.under': {
    says: 'Too little hurts 1.25 times as much as too much.',
    value: 1.25,
    unit: 'ratio',
    conditions: 'Default for the spend on a service when inputs are uncertain',
    source: `${netflix} interface.py CapacityRegretParameters`,
    retrieved,
    grade: 'published',
  },
  'regret.exponent': {
    says: 'Regret grows with the power 1.2 of what is lost.',
    value: 1.2,
    unit: 'exponent',
    conditions: 'Default for the spend on a service when inputs are uncertain',
    source: `${netflix} interface.py CapacityRegretParameters`,
    retrieved,
    grade: 'published',
  },
  'traffic.shopping-mix': {
    says: 'Calls to catalog pages per confirmed order in the TPC-W shopping mix.',
    value: { low: 3, mid: 50, high: 120 },
    unit: 'reads/order',
    conditions:
      'TPC-W 1.8 shopping mix (home 16, new 5, best 5, detail 17, results 17 % against 1.2 % confirmations); ordering mix low, browsing mix high',
    source: 'TPC Benchmark W specification 1.8, web interaction mixes, https://www.tpc.org/tpcw/',
    retrieved,
    grade: 'secondary',
  },
  'traffic.reads-per-write': {
    says: 'Reads for each write when nothing is known of the traffic.',
    value: { low: 1, mid: 10, high: 30 },
    unit: 'reads/write',
    conditions:
      'Prior only: 30:1 in one large web cache pool; a sizeable share of cache clusters elsewhere is write-heavy',
    source:
      'Atikoglu et al., SIGMETRICS 2012, https://research.fb.com/publications/workload-analysis-of-a-large-scale-key-value-store/',
    retrieved,
    grade: 'secondary',
  },
  'latency.flow': {
    says: 'An answer within 1 s keeps the flow of thought; within 0.1 s it feels instant.',
    value: { low: 0.1, mid: 1, high: 10 },
    unit: 's',
    conditions: 'People at a screen; past 10 s the work should be asynchronous with progress',
    source: 'https://www.nngroup.com/articles/response-times-3-important-limits/',
    retrieved,
    grade: 'published',
  },
} as const satisfies RuleTable
