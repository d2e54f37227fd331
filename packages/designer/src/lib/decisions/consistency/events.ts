import type { Signal } from '@archwright/model/light'

import { citeLoad, citeObjective } from '../../citations.ts'
import type { Question } from '../../decision.ts'
import { duration, frequency, show } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'
import { outIf } from '../../score.ts'

/** How a change and the telling of it stay together. */
export const changeAndEvent: Question = {
  key: 'consistency.events',
  area: 'consistency',
  question: 'How do a change and the event that tells of it stay together?',
  weights: { safety: 3, simplicity: 2 },
  varies: [],
  choices: (_, chosen) => ({
    consistency: { mechanism: chosen.startsWith('outbox') ? ['outbox'] : [] },
  }),
  judge: ({ totals }) => [
    { name: 'outbox in the same transaction', scores: { safety: 1, simplicity: 0.8 } },
    { name: 'change data capture', scores: { safety: 0.9, simplicity: 0.4 } },
    {
      name: 'publish after commit',
      scores: { safety: 0.2, simplicity: 1 },
      ruledOut: outIf(
        totals.eventsPerSecond > 0,
        () =>
          `a crash between the two would lose some of ${frequency(totals.eventsPerSecond, 'events')} for good`,
      ),
    },
  ],
  explain: (situation) => ({
    answer: `Each of ${frequency(situation.totals.eventsPerSecond, 'events')} commits in the transaction of its change and leaves from there`,
    because: [
      {
        text: `RPO ${duration(situation.needs.rpoSeconds)}: an acknowledged change may not stay untold after a crash`,
        from: [...citeObjective(situation, 'rpoSeconds'), ...citeLoad(situation)],
      },
    ],
    consequences: [
      'Reads of the module that wrote are strong at once; other modules follow within about 1 s and say so in their contract',
      'Consumers keep an inbox and so may hear an event twice without harm',
    ],
  }),
}

/** Words of briefs in which a command that takes effect twice does harm. */
const twiceHurts: readonly Signal[] = [
  'no-duplicates',
  'payments',
  'orders',
  'ledger',
  'subscriptions',
  'trading',
  'inventory',
  'webhooks',
  'tasks',
  'unreliable-outside',
  'offline',
  'asks retry',
  'asks saga',
]

/** How a repeated command is recognized. */
export const idempotency: Question = {
  key: 'consistency.idempotency',
  area: 'consistency',
  question: 'How is a command that arrives twice recognized?',
  weights: { safety: 3, simplicity: 1 },
  varies: [],
  choices: ({ signals }) => ({
    resilience: signals.any(...twiceHurts) ? ['idempotency'] : [],
  }),
  judge: ({ signals }) => [
    {
      name: 'a key stored in the transaction of the effect',
      scores: { safety: 1, simplicity: 0.8 },
    },
    {
      name: 'a key in a cache',
      scores: { safety: 0.4, simplicity: 0.7 },
      ruledOut: outIf(
        signals.any('payments', 'subscriptions'),
        () => 'an evicted key would charge twice',
      ),
    },
    { name: 'natural keys only', scores: { safety: 0.6, simplicity: 1 } },
  ],
  explain: (situation) => {
    const keep = figure('idempotency.keep')
    const writes = situation.loads
      .filter(({ operation }) => operation.kind === 'command')
      .reduce((sum, { averagePerSecond }) => sum + averagePerSecond, 0)
    return {
      answer: `The key, a fingerprint of the request and the answer commit with the effect and stay ${duration(keep)}`,
      because: [
        {
          text: `Kept ${duration(keep)}, ${frequency(writes, 'commands')} on average make ${show(writes * keep)} rows`,
          from: [...citeLoad(situation), 'idempotency.keep'],
        },
      ],
      consequences: [
        'The same key with another body answers 422; the same key while the first is running answers 409 with Retry-After',
        'A failure before any effect frees the key',
        'The provider is called with a key derived from ours, so its side is safe too',
      ],
    }
  },
}

/** How contended stock is kept true. */
export const stock: Question = {
  key: 'consistency.stock',
  area: 'consistency',
  question: 'How is stock never sold twice?',
  weights: { safety: 3, throughput: 2, simplicity: 1 },
  varies: [],
  judge: () => [
    {
      name: 'one conditional update per row, in the order of the keys',
      scores: { safety: 1, throughput: 1, simplicity: 1 },
    },
    { name: 'version column and retry', scores: { safety: 1, throughput: 0.5, simplicity: 0.7 } },
    { name: 'serializable transactions', scores: { safety: 1, throughput: 0.4, simplicity: 0.9 } },
    { name: 'a lock in Redis', scores: { safety: 0.4, throughput: 0.7, simplicity: 0.3 } },
  ],
  explain: (situation) => ({
    answer: `A reservation is 1 conditional update (available ≥ asked) per row, rows in key order, at ${frequency(situation.lead?.peakPerSecond ?? 0, 'orders')}`,
    because: [
      {
        text: `A row lock lives about ${show(figure('work.statement.database') + figure('work.commit.wait'))} ms, so one product takes up to ${frequency(1000 / (figure('work.statement.database') + figure('work.commit.wait')), 'orders')}; the whole shop asks for ${show(situation.lead?.peakPerSecond ?? 0)}`,
        from: [...citeLoad(situation), 'work.statement.database', 'work.commit.wait'],
      },
    ],
    consequences: [
      'A reservation expires by the clock of the database; a job returns what was never paid',
      'Rows are touched in key order, so two orders cannot deadlock',
      'A single product past that rate needs counters in buckets: a flash sale is the sign',
    ],
  }),
}
