import { answerIn } from '../../answer.ts'
import { citeLoad, quote } from '../../citations.ts'
import type { Candidate, Explanation, Question } from '../../decision.ts'
import { busy, bytes, percent, show } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'
import { isHumble, isLarge } from '../../scale.ts'
import { comfort, outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'
import { sizeOf, usableOf } from '../../sizing.ts'
import { topology } from '../core/topology.ts'
import { recordLoad } from '../data/elsewhere.ts'
import { decidesInMemory } from '../data/hot-state.ts'
import { largestPrimary, primaryStore, shardsOf } from '../data/store.ts'
import { shardKey } from './shard-key.ts'

const replicated = 'one primary and read replicas'
const federated = 'a database for each function'
const stamped = 'one stamp of the whole system for each group of customers'

/** How the database carries the peak. */
export const databaseScaling: Question = {
  key: 'scaling.database',
  area: 'scalability',
  question: 'How does the database carry the peak?',
  weights: { simplicity: 3, capacity: 2, nearness: 2 },
  varies: ['load', 'reads'],
  choices: (situation, chosen) => ({ scaling: scalingOf(situation, chosen) }),
  judge,
  explain,
}

const modest = 16 * usableOf(16)

function judge(situation: Situation): Candidate[] {
  const sharded = answerIn(situation, primaryStore).includes('sharded')
  const beyond = outIf(sharded, () => 'the records do not fit one server')
  return [...onOneServer(situation, beyond), ...copied(situation, beyond), ...split(situation)]
}

/** Steps that keep every record on one server. */
function onOneServer(situation: Situation, beyond: string | undefined): Candidate[] {
  const { cores } = recordLoad(situation)
  const elsewhere = readsNearby(situation) || situation.signals.any('own-stamp')
  const rest = { nearness: elsewhere ? 0 : 1 }
  return [
    {
      name: 'one primary',
      scores: { simplicity: 1, capacity: comfort(modest, cores), ...rest },
      ruledOut:
        beyond ??
        outIf(
          cores > modest,
          () => `${show(cores)} busy cores exceed the ${show(modest)} of a 16-core machine`,
        ),
    },
    {
      name: 'a larger primary',
      scores: { simplicity: 0.8, capacity: comfort(largestPrimary, cores), ...rest },
      ruledOut:
        beyond ??
        outIf(
          cores > largestPrimary,
          () =>
            `${show(cores)} busy cores exceed the ${show(largestPrimary)} of the largest machine`,
        ),
    },
  ]
}

/** Steps that keep the records whole and let other servers do a part of the work. */
function copied(situation: Situation, beyond: string | undefined): Candidate[] {
  const { cores } = recordLoad(situation)
  const writing = cores * (1 - readShare(situation))
  const busiest = busiestModule(situation)
  return [
    {
      name: replicated,
      scores: {
        simplicity: 0.6,
        capacity: comfort(largestPrimary, writing),
        nearness: situation.signals.any('own-stamp') ? 0 : 1,
      },
      ruledOut:
        beyond ??
        outIf(
          writing > largestPrimary || cores > 4 * largestPrimary,
          () => 'writing alone fills the largest primary',
        ),
    },
    {
      name: federated,
      scores: { simplicity: 0.4, capacity: comfort(largestPrimary, busiest), nearness: 1 },
      ruledOut:
        outIf(situation.modules.length < 2, () => '1 function is 1 database') ??
        outIf(
          busiest > largestPrimary,
          () => `the busiest function alone keeps ${show(busiest)} cores busy`,
        ) ??
        beyond,
    },
  ]
}

/** Steps that cut the records themselves. */
function split(situation: Situation): Candidate[] {
  const stamps = situation.signals.any('own-stamp')
  return [
    {
      name: `sharded by ${shardKey(situation)}`,
      scores: { simplicity: 0.1, capacity: 1, nearness: 1 },
    },
    {
      name: stamped,
      scores: { simplicity: stamps ? 1 : 0, capacity: 1, nearness: 1 },
      ruledOut: outIf(!stamps, () => 'no customer asks for 1 of their own'),
    },
  ]
}

/** Whether reads are to be answered near those who ask, or by others than those who write. */
function readsNearby(situation: Situation): boolean {
  const { signals } = situation
  if (isHumble(situation) || signals.any('own-stamp')) return false
  const many = isLarge(situation) || signals.any('high-traffic', 'growth')
  return (
    signals.any('global', 'multi-region') ||
    (many && signals.any('read-heavy')) ||
    (isLarge(situation) && signals.any('reporting', 'aggregates', 'analytics'))
  )
}

/** Database cores that the busiest module keeps busy. */
function busiestModule({ loads }: Situation): number {
  const cores = new Map<string, number>()
  for (const { module, peakPerSecond, work } of loads)
    cores.set(module, (cores.get(module) ?? 0) + (peakPerSecond * work.databaseMs) / 1000)
  return Math.max(0, ...cores.values())
}

function explain(situation: Situation, chosen: string): Explanation {
  const { totals, signals } = situation
  const { databaseCores, pool, connections } = sizeOf(situation)
  const { cores } = recordLoad(situation)
  const words = signals.of('global', 'multi-region', 'read-heavy', 'own-stamp')
  return {
    answer: `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)} of ${databaseCores} cores: ${busy(cores)} busy at the peak, ${pool} connections in use, ${bytes(totals.bytesAfterYear)} after a year`,
    because: [
      {
        text: `${busy(cores)} busy cores fit ${databaseCores} with their headroom (${percent(usableOf(databaseCores))} use); the next step is due at ${show(modest)}, and a primary ends at ${show(largestPrimary)}`,
        from: [
          ...citeLoad(situation),
          'L-database-cores',
          'L-database-size',
          'capacity.headroom',
          'postgres.cpu-trigger',
        ],
      },
      {
        text: `${pool} connections are what ${databaseCores} cores serve well (${figure('pool.measured')} a core measured here, ${figure('pool.size')} published); ${connections} are opened in all`,
        from: ['L-pool', 'pool.measured', 'pool.size'],
      },
      ...(words.length > 0
        ? [
            {
              text: `The brief says it: ${words.map((word) => quote(situation, word)).join(', ')}`,
              from: [],
            },
          ]
        : []),
    ],
    consequences: consequencesOf(situation, chosen),
  }
}

function consequencesOf(situation: Situation, chosen: string): string[] {
  const order =
    'The order of steps is a larger machine, read replicas, a pooler, a module in its own database, and sharding last: Figma needed nine months to its first sharded table'
  if (chosen === replicated)
    return [
      `Replicas answer queries that may be ${show(figure('replica.lag'))} s old, usually, and seconds under load; whoever has just written reads from the primary for that long`,
      'Reports and exports read from a replica of their own, so that a long query never holds back vacuum on the primary',
      order,
    ]
  if (chosen.startsWith('sharded'))
    return [
      `${shardsOf(situation)} servers hold many more logical shards, placed by a directory or by consistent hashing, so that a new server takes some of them and no row is hashed again`,
      'Every query names the key; what does not is answered by a copy kept for it, or by asking all shards',
      'A large key (a celebrity, a big customer) is found by its rate and gets a shard of its own',
    ]
  if (chosen === federated)
    return [
      'No query joins two databases: modules already ask one another by contract',
      'Each database is sized, backed up and upgraded by itself',
      order,
    ]
  if (chosen === stamped)
    return [
      'A stamp is the same image and the same migration; a directory at the door says which customer lives where',
      'Releases go to one stamp first; a fault stays in its stamp',
      'Customers move between stamps by export and import, so nothing may assume one place',
    ]
  return [order, 'Reads and writes go to the same server, so everybody sees what was just written']
}

function scalingOf(situation: Situation, chosen: string): string[] {
  if (decidesInMemory(situation)) return []
  // A key-value or document store splits and copies by itself; what is chosen is the key.
  if (!answerIn(situation, primaryStore).startsWith('PostgreSQL')) {
    const spread = answerIn(situation, topology) === 'serverless' ? 'partitioning' : 'sharding'
    return [`${spread}:${shardKey(situation)}`]
  }
  if (answerIn(situation, topology) === 'serverless') return []
  if (chosen === 'a larger primary') return ['vertical']
  if (chosen === replicated) return ['read-replicas']
  if (chosen === federated) return ['federation']
  if (chosen === stamped) return ['deployment-stamps']
  if (chosen.startsWith('sharded')) return [`sharding:${shardKey(situation)}`]
  return []
}

/** Share of the database's work that is reading. */
function readShare({ totals }: Situation): number {
  const reading = (totals.readsPerSecond * averageReadMs) / 1000
  return totals.databaseCores === 0 ? 0 : Math.min(1, reading / totals.databaseCores)
}

const averageReadMs = figure('work.statement.database') + figure('work.scan.database')
