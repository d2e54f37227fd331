import type { RuleTable } from './rule-table.ts'

const retrieved = '2026-11-21'

/** What agreement, order and copies cost. */
export const consistencyRules = {
  'stale.fine': {
    says: 'Staleness nobody minds: what is live 1 s, what follows a source 60 s, sums of the past 300 s.',
    value: { low: 1, mid: 60, high: 300 },
    unit: 's',
    conditions:
      'Nobody stated a bound; 1 s keeps the flow of thought, the others are conventions of caches and reports',
    source:
      'https://www.nngroup.com/articles/response-times-3-important-limits/ for 1 s; ours for the rest',
    retrieved,
    grade: 'secondary',
  },
  'saga.choreography': {
    says: 'Participants up to which a choreography is still understood.',
    value: { low: 2, mid: 3, high: 4 },
    unit: 'participants',
    conditions:
      'Every participant knows its neighbours only; a convention of the field, not a measurement',
    source:
      'https://livebook.manning.com/learn/concepts/saga-participant--domain-concept/microservices-patterns-second-edition (simple for small sagas, hard to follow with many steps)',
    retrieved,
    grade: 'secondary',
  },
  'region.round-trip': {
    says: 'Round trip between two regions: neighbours 14 ms, over the Atlantic 67 ms, half around the world 250 ms.',
    value: { low: 14, mid: 67, high: 250 },
    unit: 'ms',
    conditions:
      'Pings between instances of one provider; Montreal, Dublin and Singapore from Virginia',
    source:
      'https://cloudping.co/ ; https://gist.github.com/caius/21eca095ba281393f0616e2325410278',
    retrieved,
    grade: 'secondary',
  },
  'feed.followers': {
    says: 'Followers to whom a post goes, on average.',
    value: { low: 20, mid: 75, high: 400 },
    unit: 'followers/post',
    conditions:
      'Twitter in 2012, 4,600 posts and 345,000 deliveries a second; other networks differ',
    source:
      'Kleppmann, Designing Data-Intensive Applications, 2017, chapter 1, after Krikorian 2012',
    retrieved,
    grade: 'secondary',
  },
  'feed.popular': {
    says: 'Followers from which a post is merged when read and not delivered when written.',
    value: { low: 10_000, mid: 100_000, high: 1_000_000 },
    unit: 'followers',
    conditions: 'Delivery of one post takes seconds from there on at some 10,000 entries a second',
    source: 'Computed from the rate of one list store, cache.redis; the cut itself is a convention',
    retrieved,
    grade: 'computed',
  },
  'history.growth': {
    says: 'Events kept for one object before a snapshot of its state saves time.',
    value: { low: 50, mid: 100, high: 500 },
    unit: 'events/object',
    conditions: 'Rebuilt on each command from rows read by key; a convention of event stores',
    source: 'Vernon, Implementing Domain-Driven Design, 2013, appendix A',
    retrieved,
    grade: 'secondary',
  },
  'edit.span': {
    says: 'Time for which somebody has a record open while changing it.',
    value: { low: 10, mid: 60, high: 600 },
    unit: 's',
    conditions: 'Forms of a back office; long articles are open for an hour',
    source:
      'Convention of ours, to be replaced by the time between a read and its write in the logs',
    retrieved,
    grade: 'computed',
  },
} as const satisfies RuleTable
