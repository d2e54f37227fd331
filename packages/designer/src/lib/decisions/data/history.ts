import { bytes, frequency } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'
import { storeQuestion } from './store-question.ts'

/** Where messages, posts and events live that are written once and read newest first by what they belong to. */
export const historyStore = storeQuestion({
  key: 'store.history',
  kind: 'history',
  question: 'Where does history live that is written once and read newest first?',
  varies: ['load'],
  bought: { name: 'wide-column store (Cassandra)', family: 'wide-column' },
  others: [{ name: 'document store', scores: { simplicity: 0.4, capacity: 0.6, fit: 0.6 } }],
  limits: [
    {
      rule: 'postgres.database-size',
      need: ({ bytesAfterYear }) => bytesAfterYear,
      format: (value) => `${bytes(value)} after a year`,
    },
    {
      rule: 'series.points',
      need: ({ writesPerSecond }) => writesPerSecond,
      format: (value) => `${frequency(value, 'rows')}`,
    },
  ],
  need: ({ signals }) =>
    signals.any('high-traffic') && signals.any('growth', 'global', 'write-heavy')
      ? signals.of('messaging')
      : [],
  why: {
    start: `1 table per kind, partitioned by month once it no longer fits in memory (${bytes(figure('postgres.memory'))}), reads by the index of its owner and time`,
    bought:
      'Rows of 1 conversation, channel or person lie together on one set of nodes in the order in which they are read; nodes are added without moving all of them, and no row is ever updated',
  },
  consequences: {
    start: [
      'Reads page by key, newest first; offset paging would read all that is skipped',
      'Partitions are detached, not deleted, when they leave their retention',
    ],
    bought: [
      `The partition key is what is read together, plus a time bucket that keeps a partition below ${bytes(figure('wide-column.partition'))}`,
      'Ids sort by time, since they are the clustering key: two rows of one millisecond must not collide',
      'Uniqueness, joins and counts stay with the records in PostgreSQL; this store answers by key only',
      'Three nodes at least, repair and compaction to watch: a specialist, or a managed service',
    ],
  },
  choices: (_, bought) => ({
    scaling: bought ? ['partitioning:owner and time'] : [],
  }),
})
