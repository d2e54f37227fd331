import { citeLoad } from '../../citations.ts'
import type { Candidate, Explanation, Question } from '../../decision.ts'
import { bytes, percent, show } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'
import { comfort, outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'
import { sizeOf, usableOf } from '../../sizing.ts'

/** Where records live. */
export const primaryStore: Question = {
  key: 'store.records',
  area: 'data',
  question: 'Which store keeps the records?',
  weights: { transactions: 3, queries: 2, capacity: 2, simplicity: 2 },
  varies: ['load'],
  choices: ({ brief }, chosen) => {
    const family = /document|key-value|wide-column/.exec(chosen)?.[0] ?? 'relational'
    return {
      stores: Object.fromEntries(
        brief.entities.map(({ name, shape }) => [name, shape === 'blob' ? 'object' : family]),
      ),
      special: brief.entities.some(({ shape }) => shape === 'blob') ? ['presigned-upload'] : [],
    }
  },
  judge,
  explain,
}

/** Busy cores that one primary may carry before it has to be split. */
export const largestPrimary =
  figure('postgres.largest-box') * usableOf(figure('postgres.largest-box'))

function judge({ totals, signals }: Situation): Candidate[] {
  const needsTransactions = signals.any('payments', 'subscriptions') || signals.any('orders')
  const noTransactions = outIf(
    needsTransactions,
    () => 'stock, orders and money need transactions over several rows',
  )
  const room = comfort(largestPrimary, totals.databaseCores)
  return [
    {
      name: 'PostgreSQL',
      scores: { transactions: 1, queries: 1, capacity: room, simplicity: 1 },
      ruledOut: outIf(
        totals.databaseCores > largestPrimary,
        () =>
          `${show(totals.databaseCores)} busy cores exceed the ${show(largestPrimary)} of the largest machine`,
      ),
    },
    {
      name: 'PostgreSQL sharded by key',
      scores: { transactions: 0.6, queries: 0.6, capacity: 1, simplicity: 0.3 },
    },
    {
      name: 'document store',
      scores: {
        transactions: 0.5,
        queries: signals.any('varied-shape') ? 0.9 : 0.5,
        capacity: 0.9,
        simplicity: 0.9,
      },
      ruledOut: noTransactions,
    },
    {
      name: 'key-value store',
      scores: { transactions: 0.3, queries: 0.2, capacity: 1, simplicity: 0.9 },
      ruledOut: noTransactions,
    },
    {
      name: 'wide-column store',
      scores: { transactions: 0.2, queries: 0.4, capacity: 1, simplicity: 0.4 },
      ruledOut: noTransactions,
    },
  ]
}

function explain(situation: Situation): Explanation {
  const { totals } = situation
  const { databaseCores } = sizeOf(situation)
  return {
    answer: `One PostgreSQL: the peak keeps ${show(totals.databaseCores)} of ${databaseCores} cores busy, ${percent(totals.databaseCores / largestPrimary)} of what the largest machine may carry`,
    because: [
      {
        text: `${show(totals.writesPerSecond)} writes/s and ${show(totals.readsPerSecond)} reads/s keep ${show(totals.databaseCores)} cores busy`,
        from: [
          ...citeLoad(situation),
          'L-database-cores',
          'work.statement.database',
          'work.commit.database',
        ],
      },
      {
        text: `${bytes(totals.bytesAfterYear)} after a year, under the ${bytes(figure('postgres.database-size'))} at which others split`,
        from: ['L-storage', 'postgres.database-size'],
      },
      {
        text: 'An order writes its rows, its idempotency key and its outgoing event in 1 transaction; one store makes that possible without a second protocol',
        from: [],
      },
    ],
    consequences: [
      'Each module has a schema and a role of its own in the same database, so it can move to another database by dump and restore',
      'Identifiers are UUID v7: unique everywhere and in time order, so that a later split needs no renumbering',
      'Search, jobs, events and sessions stay in PostgreSQL until their own number buys another engine',
    ],
  }
}
