import { answerIn } from '../../answer.ts'
import { citeLoad, quote } from '../../citations.ts'
import type { Candidate, Explanation, Question } from '../../decision.ts'
import { busy, bytes, frequency, portion, show } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'
import { isLarge } from '../../scale.ts'
import { comfort, outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'
import { sizeOf, usableOf } from '../../sizing.ts'
import { topology } from '../core/topology.ts'
import { recordLoad } from './elsewhere.ts'

/** Where records live. */
export const primaryStore: Question = {
  key: 'store.records',
  area: 'data',
  question: 'Which store keeps the records?',
  weights: { transactions: 3, queries: 2, capacity: 2, simplicity: 2, idle: 3 },
  varies: ['load', 'rows'],
  choices: (situation, chosen) => {
    const family = recordFamily(chosen)
    return {
      stores: Object.fromEntries(recordLoad(situation).entities.map((name) => [name, family])),
    }
  },
  judge,
  explain,
}

/** The family of the store of the records, by the name of the option. */
export const recordFamily = (chosen: string): string =>
  /document|key-value|wide-column/.exec(chosen)?.[0] ?? 'relational'

/** Busy cores that one primary may carry before it has to be split. */
export const largestPrimary =
  figure('postgres.largest-box') * usableOf(figure('postgres.largest-box'))

/** Bytes that one server should hold: less where growth without a redesign is asked of a large system. */
function largestServer(situation: Situation): number {
  const split = situation.signals.any('growth', 'write-heavy') && isLarge(situation)
  return figure(split ? 'shard.size' : 'postgres.database-size')
}

function judge(situation: Situation): Candidate[] {
  const { signals } = situation
  const functions = answerIn(situation, topology) === 'serverless'
  const { cores, bytesAfterYear: size } = recordLoad(situation)
  const most = largestServer(situation)
  const room = Math.min(comfort(largestPrimary, cores), comfort(most, size))
  const bound = boundTogether(situation)
  // Functions come and go, each with a connection of its own, and rest when nobody asks; a database server does neither.
  const idle = functions ? 0 : 1
  const fit = functions && bound === undefined ? 0.9 : 0.3
  const varied = signals.any('varied-shape')
  return [
    {
      name: 'PostgreSQL',
      scores: { transactions: 1, queries: 1, capacity: room, simplicity: 1, idle },
      ruledOut:
        outIf(
          signals.any('spread-data'),
          () => `the brief wants more than 1 server for it: ${quote(situation, 'spread-data')}`,
        ) ??
        outIf(
          cores > largestPrimary,
          () =>
            `${show(cores)} busy cores exceed the ${show(largestPrimary)} of the largest machine`,
        ) ??
        outIf(
          size > most,
          () => `${bytes(size)} after a year exceed the ${bytes(most)} of one server`,
        ),
    },
    {
      name: 'PostgreSQL sharded by key',
      scores: { transactions: 0.6, queries: 0.6, capacity: 1, simplicity: 0.3, idle },
    },
    {
      name: 'key-value store',
      scores: {
        transactions: fit,
        queries: varied ? fit / 2 : fit,
        capacity: 1,
        simplicity: 0.9,
        idle: 1,
      },
      ruledOut: bound,
    },
    {
      name: 'document store',
      scores: {
        transactions: functions ? fit : 0.5,
        queries: varied ? 0.9 : 0.5,
        capacity: 0.9,
        simplicity: 0.9,
        idle: 0.8,
      },
      ruledOut: bound,
    },
    {
      name: 'wide-column store',
      scores: { transactions: 0.2, queries: 0.4, capacity: 1, simplicity: 0.4, idle: 0.5 },
      ruledOut: bound,
    },
  ]
}

/** What keeps records from a store that answers by key alone. */
function boundTogether({ signals }: Situation): string | undefined {
  return (
    outIf(
      signals.any('payments', 'subscriptions', 'orders', 'inventory', 'ledger', 'scheduling'),
      () => 'stock, orders, places and money need transactions over several rows',
    ) ??
    outIf(
      signals.any('reporting', 'aggregates', 'relations', 'search', 'all-or-nothing'),
      () => 'sums, paths or searches over many records are asked for, not 1 record by its key',
    )
  )
}

function explain(situation: Situation, chosen: string): Explanation {
  const { totals } = situation
  const { databaseCores } = sizeOf(situation)
  const { cores, bytesAfterYear: size } = recordLoad(situation)
  return {
    answer: answers(situation, chosen),
    because: [
      {
        text: `${frequency(totals.writesPerSecond, 'writes')} and ${frequency(totals.readsPerSecond, 'reads')} keep ${busy(cores)} cores busy with records; the largest machine may carry ${show(largestPrimary)}, this one has ${databaseCores}`,
        from: [
          ...citeLoad(situation),
          'L-database-cores',
          'work.statement.database',
          'work.commit.database',
          'postgres.largest-box',
        ],
      },
      {
        text: `${bytes(size)} of records after a year against the ${bytes(largestServer(situation))} at which others split`,
        from: ['L-storage', 'postgres.database-size', 'shard.size'],
      },
      {
        text: 'A change writes its rows, its idempotency key and its outgoing event in 1 transaction; one store makes that possible without a second protocol',
        from: [],
      },
    ],
    consequences: chosen.startsWith('PostgreSQL')
      ? [
          'Each module has a schema and a role of its own in the same database, so it can move to another database by dump and restore',
          'Tables are in third normal form; a copy of a value (the price in an order line) is kept where history must not change, and a sum is kept where counting it costs more than the write',
          'Search, jobs, events and sessions stay in PostgreSQL until their own number buys another engine',
          ...(chosen.includes('sharded')
            ? [
                'Each row carries the key it is split by, every query names it, and what has no such key is copied to all shards',
                'No transaction and no unique index crosses a shard; what must be unique everywhere has a table of its own',
              ]
            : []),
        ]
      : [
          'What is read together is written together under one key; another way to ask is another copy, kept by events',
          'Conditional writes on a version replace locks; there is no join and no transaction over several keys',
          'Prices are per request: at a steady load of hundreds a second PostgreSQL is the cheaper one',
        ],
  }
}

function answers(situation: Situation, chosen: string): string {
  const { totals } = situation
  const { databaseCores } = sizeOf(situation)
  const { cores, bytesAfterYear: size } = recordLoad(situation)
  if (chosen === 'PostgreSQL')
    return `One PostgreSQL: the peak keeps ${busy(cores)} of ${databaseCores} cores busy, ${portion(cores / largestPrimary)} of what the largest machine may carry`
  if (chosen.startsWith('PostgreSQL'))
    return `PostgreSQL in ${shardsOf(situation)} shards: ${show(cores)} busy cores and ${bytes(size)} after a year do not fit one server`
  return `A ${chosen}: ${frequency(totals.callsPerSecond, 'calls')} by key, nothing that joins, and nothing to pay while nobody asks`
}

/** Servers that hold the records with room: by cores and by bytes. */
export function shardsOf(situation: Situation): number {
  const { cores, bytesAfterYear } = recordLoad(situation)
  const byCores = cores / largestPrimary
  const byBytes = bytesAfterYear / largestServer(situation)
  // Twice as many as are needed now, so that the next split is not next month.
  return Math.max(2, 2 * Math.ceil(Math.max(byCores, byBytes)))
}
