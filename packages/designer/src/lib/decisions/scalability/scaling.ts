import { staffedCores } from '../../arithmetic/staffing.ts'
import { citeLoad, citeObjective } from '../../citations.ts'
import type { Question } from '../../decision.ts'
import { bytes, percent, show } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'
import { comfort, outIf } from '../../score.ts'
import { coresPerReplica, usableShare } from '../../situation.ts'
import { redundancyFrom, sizeOf, usableOf } from '../../sizing.ts'
import { largestPrimary } from '../data/store.ts'

/** How the application carries the peak. */
export const replicas: Question = {
  key: 'scaling.application',
  area: 'scalability',
  question: 'How does the application carry the peak?',
  weights: { simplicity: 2, capacity: 2, resilience: 2 },
  varies: ['load', 'availability'],
  choices: (_, chosen) => ({
    scaling: [chosen === 'replicas that follow the load' ? 'autoscaling' : 'replicas'],
  }),
  judge: (situation) => {
    const { needed } = sizeOf(situation)
    const { availability } = situation.needs
    const growing = needed > 4
    return [
      {
        name: 'one replica',
        scores: { simplicity: 1, capacity: comfort(1, needed), resilience: 0 },
        ruledOut:
          outIf(needed > 1, () => `the peak needs ${needed}`) ??
          outIf(
            availability >= redundancyFrom,
            () => `${percent(availability)} leaves no room for a restart by hand`,
          ),
      },
      {
        name: 'fixed replicas, one more than needed',
        scores: { simplicity: 0.8, capacity: growing ? 0.4 : 0.9, resilience: 1 },
      },
      {
        name: 'replicas that follow the load',
        scores: { simplicity: 0.5, capacity: 1, resilience: 1 },
      },
    ]
  },
  explain: (situation, chosen) => {
    const { totals } = situation
    const { replicas: count, needed, spare } = sizeOf(situation)
    return {
      answer: `${count} replicas of ${coresPerReplica} cores: ${needed} ${needed === 1 ? 'carries' : 'carry'} the peak at ${percent(usableShare)} use, ${spare} is spare`,
      because: [
        {
          text: `${show(totals.appCores)} busy cores ÷ (${coresPerReplica} × ${percent(usableShare)}) = ${needed}; square-root staffing would ask for ${show(staffedCores(totals.appCores, figure('capacity.beta')))} cores in one pool`,
          from: [
            ...citeLoad(situation),
            'L-app-cores',
            'L-replicas',
            'capacity.headroom',
            'capacity.beta',
          ],
        },
        {
          text: `${spare} spare, so that losing a replica or its zone does not show`,
          from: citeObjective(situation, 'availability'),
        },
      ],
      consequences: [
        'A replica holds no state that another would miss: sessions, limits and jobs are in PostgreSQL or in tokens',
        chosen === 'replicas that follow the load'
          ? 'Scale on busy cores at half of the safe use, since a new replica takes seconds to start'
          : 'Below five replicas a fixed number is simpler than a scaler and costs about the same',
      ],
    }
  },
}

/** How the database carries the peak. */
export const databaseScaling: Question = {
  key: 'scaling.database',
  area: 'scalability',
  question: 'How does the database carry the peak?',
  weights: { simplicity: 3, capacity: 2 },
  varies: ['load', 'reads'],
  choices: (_, chosen) => ({
    scaling: [
      ...(chosen.includes('read replicas') ? ['read-replicas'] : []),
      ...(chosen.startsWith('sharded') ? ['sharding:customer'] : []),
    ],
  }),
  judge: ({ totals }) => {
    const writing = totals.databaseCores - totals.readsPerSecond * readShareMs
    const modest = 16 * usableOf(16)
    return [
      {
        name: 'one primary',
        scores: { simplicity: 1, capacity: comfort(modest, totals.databaseCores) },
        ruledOut: outIf(
          totals.databaseCores > modest,
          () =>
            `${show(totals.databaseCores)} busy cores exceed the ${show(modest)} of a 16-core machine`,
        ),
      },
      {
        name: 'one primary and read replicas',
        scores: { simplicity: 0.6, capacity: comfort(largestPrimary, writing) },
        ruledOut: outIf(
          writing > largestPrimary || totals.databaseCores > 4 * largestPrimary,
          () => 'writing alone fills the largest primary',
        ),
      },
      { name: 'sharded by key', scores: { simplicity: 0.1, capacity: 1 } },
    ]
  },
  explain: (situation, chosen) => {
    const { totals } = situation
    const { databaseCores, pool, connections } = sizeOf(situation)
    return {
      answer: `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)} of ${databaseCores} cores: ${show(totals.databaseCores)} busy at the peak, ${pool} connections in use, ${bytes(totals.bytesAfterYear)} after a year`,
      because: [
        {
          text: `${show(totals.databaseCores)} busy cores fit ${databaseCores} with their headroom (${percent(usableOf(databaseCores))} use)`,
          from: [
            ...citeLoad(situation),
            'L-database-cores',
            'L-database-size',
            'capacity.headroom',
            'postgres.cpu-trigger',
          ],
        },
        {
          text: `${pool} connections are what ${databaseCores} cores serve well (${figure('pool.measured')} a core measured here, ${figure('pool.size')} published); ${connections} in all stay under ${figure('postgres.connections')}`,
          from: ['L-pool', 'pool.measured', 'pool.size', 'postgres.connections'],
        },
      ],
      consequences: [
        'No pooler in between while the connections of all replicas fit the default of the server',
        'The order of further steps is a larger machine, read replicas, a pooler, moving a module to its own database, and sharding last',
      ],
    }
  },
}

/** Database milliseconds of an average read, to tell reads from writes in the scaled total. */
const readShareMs = (figure('work.statement.database') + figure('work.scan.database')) / 1000
