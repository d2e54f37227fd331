import { answerIn } from '../../answer.ts'
import { citeLoad } from '../../citations.ts'
import type { Question } from '../../decision.ts'
import { show } from '../../figures.ts'
import { connectionsOf, replicasInWords } from '../../fleet.ts'
import { figure } from '../../rules/catalog.ts'
import { comfort, outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'
import { sizeOf } from '../../sizing.ts'
import { topology } from '../core/topology.ts'

/** How requests share connections to the database. */
export const connections: Question = {
  key: 'scaling.connections',
  area: 'scalability',
  question: 'How do requests share connections to the database?',
  weights: { simplicity: 3, capacity: 3 },
  varies: ['load'],
  judge: (situation) => {
    const opened = openedIn(situation)
    const most = figure('postgres.connections') - reserved
    const functions = answerIn(situation, topology) === 'serverless'
    return [
      {
        name: 'a pool in each replica',
        scores: { simplicity: 1, capacity: comfort(4 * most, opened) },
        ruledOut:
          outIf(
            functions,
            () => 'each running function would open 1 of its own, and nothing bounds how many run',
          ) ??
          outIf(
            opened > most,
            () => `${show(opened)} connections exceed the ${most} of the server`,
          ),
      },
      {
        name: 'pools behind PgBouncer',
        scores: { simplicity: 0.6, capacity: 1 },
      },
      {
        name: 'a connection for each request',
        scores: { simplicity: 0.9, capacity: 0 },
        ruledOut: outIf(
          opened > 1,
          () => 'each call would pay 3 round trips and a process of the server',
        ),
      },
    ]
  },
  explain: (situation, chosen) => {
    const { pool } = sizeOf(situation)
    return {
      answer: `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)}: ${connectionsOf(situation)} connections of ${replicasInWords(situation)}, ${openedIn(situation)} while a release runs, of ${figure('postgres.connections')}`,
      because: [
        {
          text: `${pool} at work are what the server serves well; ${openedIn(situation)} while a release runs against ${figure('postgres.connections')} less ${reserved} reserved`,
          from: [...citeLoad(situation), 'L-pool', 'L-connections', 'postgres.connections'],
        },
        {
          text: `A pooler keeps ${figure('pooler.transactions')} connections to the server for any number of clients, in exchange for session state`,
          from: ['pooler.transactions'],
        },
      ],
      consequences: [
        'A call waits for a connection within its deadline and fails fast when none comes',
        'Connections are closed by age, so that a failover or a new address is noticed; HTTP clients keep theirs alive and bounded per host',
        ...(chosen.includes('PgBouncer')
          ? [
              'Transaction pooling: no advisory lock, prepared name or setting outlives a transaction',
            ]
          : []),
      ],
    }
  },
}

/** Connections at the worst moment: while a release runs, old and new replicas have their pools open. */
const openedIn = (situation: Situation): number => 2 * connectionsOf(situation)

/** Connections that a PostgreSQL server keeps for its operators. */
const reserved = 3
