import { frequency, show } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'
import { storeQuestion } from './store-question.ts'

/** Where values live that must take a write even when copies cannot reach one another. */
export const writableStore = storeQuestion({
  key: 'store.writable',
  kind: 'writable',
  question: 'Where do values live that must take every write?',
  varies: ['load'],
  bought: { name: 'leaderless key-value store (Cassandra, DynamoDB)', family: 'key-value' },
  others: [
    {
      name: 'a queue of writes before PostgreSQL',
      scores: { simplicity: 0.6, capacity: 0.7, fit: 0.4 },
    },
  ],
  limits: [
    {
      rule: 'live.updates',
      need: ({ writesPerSecond }) => writesPerSecond,
      format: (value) => `${frequency(value, 'updates')}`,
    },
  ],
  need: ({ signals }) => signals.of('always-writable'),
  why: {
    start: `A primary refuses writes while it fails over, about ${show(figure('recovery.failover'))} s, which this brief can bear`,
    bought: `A primary refuses writes while it fails over, about ${show(figure('recovery.failover'))} s; here any node takes a write, and copies that differ are joined when they meet`,
  },
  consequences: {
    start: ['A client keeps the write and tries again until the failover is over'],
    bought: [
      'Each value carries the versions it has seen (a version vector); two that do not know of each other are both kept until the application joins them',
      'Joining is written for each kind: the union of two baskets, the later of two preferences; what must never be joined wrongly (stock, money) is not kept here',
      'Reads and writes ask a quorum by default; keys are spread by consistent hashing, so that a node takes its share when it comes and leaves it when it goes',
    ],
  },
  choices: (_, bought) => ({ special: bought ? ['consistent-hashing'] : [] }),
})
