import { frequency } from '../../figures.ts'
import type { Situation } from '../../situation.ts'
import { usableOf } from '../../sizing.ts'
import { storeQuestion } from './store-question.ts'

/** Where short-lived values live, of which only the latest counts. */
export const liveStore = storeQuestion({
  key: 'store.live',
  kind: 'live',
  question: 'Where do short-lived values live, of which only the latest counts?',
  varies: ['load'],
  bought: { name: 'key-value store in memory (Redis)', family: 'key-value' },
  others: [
    // A copy in each process is gone with it, and the others do not see it.
    {
      name: 'memory of the process',
      scores: { simplicity: 1, capacity: 0.5, fit: 0 },
    },
  ],
  limits: [
    {
      rule: 'live.updates',
      need: ({ writesPerSecond }) => writesPerSecond,
      format: (value) => `${frequency(value, 'updates')}`,
    },
  ],
  need: (situation) => {
    const { signals } = situation
    const pressed = signals.any('realtime', 'write-heavy', 'spiky', 'crowd')
    return [
      ...signals.of('presence', 'rides'),
      ...(pressed || signals.any('high-traffic') ? signals.of('ranking') : []),
      ...(pressed ? signals.of('counters') : []),
      // A timeline is worth keeping ready when assembling it for each reader is what the load is made of.
      ...(assembling(situation) > largestShare ? signals.of('feed') : []),
    ]
  },
  why: {
    start:
      'An unlogged table is not written to the log, and losing it in a crash costs 1 refresh of values that are seconds old anyway',
    bought:
      'Each change is 1 write in memory that expires by itself, where PostgreSQL would leave 1 dead row for vacuum; losing the server costs seconds until clients report again',
  },
  consequences: {
    start: ['A job deletes what has expired; the moment it cannot keep up is the moment to move'],
    bought: [
      'Every key has a lifetime; what must survive is written to PostgreSQL as a record of its own',
      'The store is rebuilt from its writers, so it needs a replica for availability and no backup',
    ],
  },
  choices: ({ signals }, bought) => ({
    special: bought && signals.any('ranking') ? ['sorted-set-leaderboard'] : [],
    // Traffic on positions is local, so nodes are split by where things are.
    scaling: bought && signals.any('rides') ? ['sharding:region'] : [],
  }),
})

/** Database cores that assembling timelines for readers would keep busy. */
const assembling = ({ loads }: Situation): number =>
  loads.reduce(
    (sum, { module, operation, peakPerSecond, work }) =>
      module === 'feed' && operation.kind === 'query'
        ? sum + (peakPerSecond * work.databaseMs) / 1000
        : sum,
    0,
  )

/** What an ordinary 8-core machine may carry of it. */
const largestShare = 8 * usableOf(8)
