import { readCores } from '../decisions/scalability/cache.ts'
import { show } from '../figures.ts'
import { connectionsOf, fleetOf, replicasInWords, replicasOf } from '../fleet.ts'
import { figure, interval } from '../rules/catalog.ts'
import { coresPerReplica, type Situation, usableShare } from '../situation.ts'
import { channelCapacity, databaseMachines, sizeOf, usableOf } from '../sizing.ts'
import { trafficOf } from '../traffic.ts'
import type { Verdicts } from '../verdicts.ts'

/** Something that fills up as load grows, and the steps that make room. */
export interface Resource {
  name: string
  unit: string
  need: number
  /** What each step can carry, in the order in which the steps are taken. */
  steps: readonly { upTo: number; step: string; effort: string }[]
}

const unlimited = Number.POSITIVE_INFINITY

/** Everything of the design that a higher load fills. */
export function resourcesOf(situation: Situation, verdicts: Verdicts): Resource[] {
  return [
    applicationCores(situation),
    databaseCores(situation),
    databaseConnections(situation),
    databaseDisk(situation),
    largestTable(situation),
    eventChannel(situation, verdicts),
    ...cacheCommands(situation, verdicts),
    sockets(situation),
    ...searchRows(situation, verdicts),
    files(situation),
    ...dependencies(situation),
  ].filter(({ need }) => need > 0)
}

function applicationCores(situation: Situation): Resource {
  const fleet = fleetOf(situation)
  const needed = fleet.reduce((sum, part) => sum + part.needed, 0)
  const perReplica = coresPerReplica * usableShare
  const limit = figure('capacity.fleet-limit') * perReplica
  return {
    name: 'Application cores',
    unit: 'cores',
    need: situation.totals.appCores,
    steps: [
      { upTo: needed * perReplica, step: replicasInWords(situation), effort: 'None' },
      {
        upTo: Math.max(16, 2 * needed) * perReplica,
        step: 'More replicas of the same image',
        effort: 'Minutes',
      },
      { upTo: limit, step: 'Kubernetes with an autoscaler', effort: 'Weeks' },
      {
        upTo: unlimited,
        step:
          fleet.length > 1
            ? 'A second cell: the same services again, each for a part of the callers'
            : 'Split the busiest modules into fleets of their own by wiring',
        effort: 'Months',
      },
    ],
  }
}

function databaseCores(situation: Situation): Resource {
  const { totals } = situation
  const { databaseCores: cores } = sizeOf(situation)
  const largest = figure('postgres.largest-box')
  const provided = cores * usableOf(cores) * databaseMachines(situation)
  return {
    name: 'Database cores',
    unit: 'cores',
    need: totals.databaseCores,
    steps: [
      { upTo: provided, step: `${cores}-core PostgreSQL`, effort: 'None' },
      { upTo: 32 * usableOf(32), step: 'A larger database machine', effort: 'Hours, one failover' },
      {
        upTo: largest * usableOf(largest),
        step: `Reads (${show(readCores(situation))} of ${show(totals.databaseCores)} cores now) behind a cache and on read replicas`,
        effort: 'Weeks',
      },
      {
        upTo: 4 * largest * usableOf(largest),
        step: 'A database of its own for the busiest modules, by wiring',
        effort: 'A month for each module',
      },
      {
        upTo: unlimited,
        step: 'Citus or sharding by customer',
        effort: 'Most of a year (Figma: nine months to the first table)',
      },
    ],
  }
}

/** Replicas that the peak fills, in fractions. */
const neededOf = ({ totals }: Situation): number =>
  totals.appCores / (coresPerReplica * usableShare)

function databaseConnections(situation: Situation): Resource {
  return {
    name: 'Database connections',
    unit: 'connections',
    // Replicas come in whole ones; what grows with the load is the part of them that is needed.
    need: (connectionsOf(situation) / replicasOf(situation)) * neededOf(situation),
    steps: [
      { upTo: figure('postgres.connections') - 3, step: 'Direct connections', effort: 'None' },
      { upTo: unlimited, step: 'PgBouncer between replicas and database', effort: 'Days' },
    ],
  }
}

function databaseDisk(situation: Situation): Resource {
  const { diskReads, diskWrites } = trafficOf(situation)
  const base = figure('disk.operations')
  return {
    name: 'Database disk',
    unit: 'I/O/s',
    need: diskReads + diskWrites,
    steps: [
      { upTo: base, step: 'The base rate of a rented volume', effort: 'None' },
      { upTo: 20 * base, step: 'A volume with rented I/O, or NVMe', effort: 'Hours' },
      {
        upTo: unlimited,
        step: 'More databases, by module or by key, each with a volume of its own',
        effort: 'Months',
      },
    ],
  }
}

function largestTable({ totals }: Situation): Resource {
  return {
    name: 'Largest table',
    unit: 'GB a quarter',
    need: totals.largestTableBytes / 4e9,
    steps: [
      { upTo: figure('postgres.table-size') / 1e9, step: 'Plain tables', effort: 'None' },
      {
        upTo: figure('postgres.database-size') / 1e9,
        step: 'Partitions by month, old ones detached',
        effort: 'Weeks',
      },
      {
        upTo: unlimited,
        step: 'Archive past the retention to object storage',
        effort: 'Months',
      },
    ],
  }
}

/** From the engine that was chosen on. */
function eventChannel({ totals }: Situation, verdicts: Verdicts): Resource {
  const steps = [
    { engine: /PostgreSQL|^$/, upTo: channelCapacity, step: 'PostgreSQL channel', effort: 'Weeks' },
    {
      engine: /RabbitMQ|NATS|provider/,
      upTo: figure('broker.rabbitmq') / 2,
      step: 'NATS JetStream as channel engine, by wiring',
      effort: 'Weeks',
    },
    {
      engine: /Kafka/,
      upTo: figure('stream.kafka') / 2,
      step: 'Kafka as channel engine, by wiring',
      effort: 'Months',
    },
    {
      engine: /never/,
      upTo: unlimited,
      step: 'More partitions and brokers of the log, keys spread over them',
      effort: 'Weeks',
    },
  ]
  const chosen = verdicts.chosen('messaging.engine')
  const first = Math.max(
    0,
    steps.findIndex(({ engine }) => engine.test(chosen)),
  )
  return {
    name: 'Event channel',
    unit: 'events/s',
    need: totals.eventsPerSecond,
    steps: steps.slice(first).map(({ upTo, step, effort }) => ({ upTo, step, effort })),
  }
}

function cacheCommands({ totals }: Situation, verdicts: Verdicts): Resource[] {
  if (!verdicts.chosen('cache').includes('Redis')) return []
  const node = figure('cache.redis') / 2
  return [
    {
      name: 'Cache commands',
      unit: 'commands/s',
      need: totals.readsPerSecond,
      steps: [
        { upTo: node, step: 'One Redis with a replica', effort: 'None' },
        { upTo: 16 * node, step: 'Redis Cluster', effort: 'Weeks' },
        {
          upTo: unlimited,
          step: 'A small cache in each process for the busiest keys, before the cluster',
          effort: 'Weeks',
        },
      ],
    },
  ]
}

function sockets(situation: Situation): Resource {
  const process = figure('websocket.process')
  return {
    name: 'Open connections of clients',
    unit: 'connections',
    need: trafficOf(situation).sockets,
    steps: [
      { upTo: replicasOf(situation) * process, step: 'The replicas themselves', effort: 'None' },
      {
        upTo: 256 * process,
        step: 'A fleet of its own for connections, told by a channel between them',
        effort: 'Weeks',
      },
      {
        upTo: unlimited,
        step: 'Connections spread over regions, each told of its own clients only',
        effort: 'Months',
      },
    ],
  }
}

function searchRows({ totals }: Situation, verdicts: Verdicts): Resource[] {
  const chosen = verdicts.chosen('store.search')
  if (chosen === '') return []
  const { mid, high } = interval('postgres.search-rows')
  const engine = /engine/.test(chosen)
  return [
    {
      name: 'Searched rows',
      unit: 'rows',
      need: totals.searchableRows,
      steps: [
        ...(engine ? [] : [{ upTo: mid, step: 'PostgreSQL full text search', effort: 'None' }]),
        { upTo: 10 * high, step: 'OpenSearch fed by events', effort: engine ? 'None' : 'Weeks' },
        {
          upTo: unlimited,
          step: 'More shards and nodes, old rows in an index of their own',
          effort: 'Weeks',
        },
      ],
    },
  ]
}

/** Requests to the object store; one prefix serves so many. */
function files(situation: Situation): Resource {
  const blobs = new Set(
    situation.brief.entities.filter(({ shape }) => shape === 'blob').map(({ name }) => name),
  )
  const touched = situation.loads
    .filter(({ operation }) => operation.reads.some((name) => blobs.has(name)))
    .reduce((sum, { peakPerSecond }) => sum + peakPerSecond, 0)
  const prefix = figure('storage.object')
  return {
    name: 'Reads of files',
    unit: 'reads/s',
    need: touched,
    steps: [
      { upTo: prefix, step: 'One prefix of the object store', effort: 'None' },
      { upTo: 20 * prefix, step: 'A content network before the object store', effort: 'Days' },
      { upTo: unlimited, step: 'Keys spread over many prefixes', effort: 'Weeks' },
    ],
  }
}

/** What others allow; only where the brief says how much. */
function dependencies({ brief, loads }: Situation): Resource[] {
  return brief.dependencies.flatMap(({ name, ratePerSecond }) => {
    if (ratePerSecond === undefined || ratePerSecond === 0) return []
    const calls = loads
      .filter(({ operation }) => operation.calls.includes(name))
      .reduce((sum, { peakPerSecond }) => sum + peakPerSecond, 0)
    return [
      {
        name: `Calls to ${name}`,
        unit: 'calls/s',
        need: calls,
        steps: [
          { upTo: ratePerSecond, step: `${name} as agreed`, effort: 'None' },
          {
            upTo: unlimited,
            step: `A queue that asks ${name} at ${show(ratePerSecond)}/s, and a higher limit or a second provider by contract`,
            effort: 'Weeks',
          },
        ],
      },
    ]
  })
}
