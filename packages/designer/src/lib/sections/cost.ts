import type { Cost, CostLine, Store } from '@archwright/model'

import { show } from '../figures.ts'
import { interval, type RuleId } from '../rules/catalog.ts'
import { pricesOf } from '../rules/cost.ts'
import { coresPerReplica, type Situation } from '../situation.ts'
import { databaseMachines, sizeOf } from '../sizing.ts'
import { trafficOf } from '../traffic.ts'
import type { Verdicts } from '../verdicts.ts'
import { deployablesOf } from './deployables.ts'
import { storesOf } from './stores.ts'
import { figuresOf } from './telemetry-figures.ts'

const hours = 730
const gigabyte = 1e9

/** What the design costs in a month at its load: each part, what drives it, and an interval over providers. */
export function costOf(situation: Situation, verdicts: Verdicts): Cost {
  const lines = [
    applicationLine(situation, verdicts),
    ...databaseLines(situation, verdicts),
    ...storesOf(situation, verdicts)
      .slice(1)
      .flatMap((store) => storeLine(situation, store)),
    ...cacheLine(situation, verdicts),
    ...brokerLine(situation, verdicts),
    ...edgeLines(situation, verdicts),
    recordsLine(situation),
    ...clusterLine(verdicts),
  ]
  const total = (end: End) => lines.reduce((sum, line) => sum + line[end], 0)
  return {
    currency: 'USD',
    pricesOf,
    lines,
    low: total('low'),
    mid: total('mid'),
    high: total('high'),
    without:
      'People, support contracts, taxes, outside systems, test environments, and discounts for a term (a third and more)',
  }
}

type End = 'low' | 'mid' | 'high'

/** How often everything stands: a second region doubles it, and a warm standby adds half of the application. */
interface Copies {
  application: number
  database: number
}

function copiesOf(verdicts: Verdicts): Copies {
  const placement = verdicts.chosen('availability')
  if (placement === 'two regions, both active') return { application: 2, database: 4 }
  if (placement === 'two regions, warm standby') return { application: 1.5, database: 3 }
  if (placement.startsWith('two zones')) return { application: 1, database: 2 }
  return { application: 1, database: 1 }
}

/** A line of the bill from quantities, each with its price. */
function bill(
  part: string,
  drivenBy: string,
  items: readonly (readonly [quantity: number, ...prices: RuleId[]])[],
): CostLine {
  const at = (end: End) =>
    Math.round(
      100 *
        items.reduce(
          (sum, [quantity, ...prices]) =>
            sum + prices.reduce((product, price) => product * interval(price)[end], quantity),
          0,
        ),
    )
  const from = [...new Set(items.flatMap(([, ...prices]) => prices))]
  return { part, drivenBy, low: at('low'), mid: at('mid'), high: at('high'), from }
}

function applicationLine(situation: Situation, verdicts: Verdicts): CostLine {
  const { memoryMb } = sizeOf(situation)
  const fleet = deployablesOf(situation, verdicts)
  const replicas = fleet.reduce((sum, each) => sum + each.replicas, 0)
  const { application } = copiesOf(verdicts)
  const cores = replicas * coresPerReplica * application
  const memory = (replicas * memoryMb * application) / 1000
  const places = application > 1 ? ` × ${show(application)} for the second region` : ''
  return bill(
    'Application',
    `${replicas} replicas of ${coresPerReplica} cores${places} × ${hours} h`,
    [
      [cores * hours, 'price.core'],
      [memory * hours, 'price.memory'],
    ],
  )
}

function databaseLines(situation: Situation, verdicts: Verdicts): CostLine[] {
  const { databaseCores } = sizeOf(situation)
  const { database } = copiesOf(verdicts)
  const machines = databaseMachines(situation)
  const readers = verdicts.chosen('scaling.database').includes('read replicas') ? 1 : 0
  const copies = database * machines + readers
  const stored = (situation.totals.bytesAfterYear / gigabyte) * (database + readers)
  return [
    bill(
      'Database',
      `${show(copies)} ${copies === 1 ? 'machine' : 'machines'} of ${databaseCores} cores × ${hours} h`,
      [[copies * databaseCores * hours, 'price.postgres']],
    ),
    bill('Database storage', `${show(stored)} GB after a year, in all copies`, [
      [stored, 'price.disk'],
    ]),
  ]
}

/** The least that a cluster of each family starts with: nodes, and cores and gigabytes of each. */
const clusters: Readonly<Record<string, readonly [nodes: number, cores: number, memory: number]>> =
  {
    search: [2, 2, 8],
    document: [3, 2, 8],
    graph: [2, 2, 8],
    'wide-column': [3, 4, 16],
    'time-series': [1, 2, 8],
    'key-value': [3, 4, 16],
    broker: [3, 2, 4],
  }

function storeLine(situation: Situation, store: Store): CostLine[] {
  const held = situation.volumes.filter(({ entity }) => store.holds.includes(entity))
  const stored = held.reduce((sum, { bytesAfterYear }) => sum + bytesAfterYear, 0) / gigabyte
  if (store.family === 'object') {
    const objects = situation.brief.entities
      .filter(({ name }) => store.holds.includes(name))
      .reduce((sum, { count = 0, bytes = 0 }) => sum + count * bytes, 0)
    const kept = Math.max(stored, objects / gigabyte)
    return [bill(`Objects (${store.name})`, `${show(kept)} GB`, [[kept, 'price.object']])]
  }
  if (store.engine === 'Redis') return [redis(`Redis (${store.name})`, store.replicas)]
  return [machines(`${store.engine} (${store.name})`, store.family)]
}

function redis(part: string, nodes: number): CostLine {
  return bill(part, `${nodes} ${nodes === 1 ? 'node' : 'nodes'}`, [[nodes, 'price.redis']])
}

function machines(part: string, family: string): CostLine {
  const [nodes, cores, memory] = clusters[family] ?? [2, 2, 8]
  return bill(part, `${nodes} nodes of ${cores} cores and ${memory} GB × ${hours} h`, [
    [nodes * cores * hours, 'price.core', 'price.managed'],
    [nodes * memory * hours, 'price.memory', 'price.managed'],
  ])
}

function cacheLine(_: Situation, verdicts: Verdicts): CostLine[] {
  return verdicts.chosen('cache').includes('Redis') ? [redis('Redis (cache)', 2)] : []
}

function brokerLine(_: Situation, verdicts: Verdicts): CostLine[] {
  const engine = verdicts.chosen('messaging.engine')
  return /RabbitMQ|Kafka|NATS/.test(engine) ? [machines(engine, 'broker')] : []
}

/** The door, and what leaves through it. */
function edgeLines(situation: Situation, verdicts: Verdicts): CostLine[] {
  const { outBytes, inBytes, monthlyOutBytes } = trafficOf(situation)
  const units = Math.max(1, Math.ceil(((outBytes + inBytes) * 3600) / gigabyte))
  const sent = monthlyOutBytes / gigabyte
  const alone = verdicts.chosen('orchestration').startsWith('one machine')
  return [
    ...(alone
      ? []
      : [
          bill('Load balancer', `${show(units)} GB an hour at the peak`, [
            [1, 'price.balancer'],
            [units, 'price.balanced'],
          ]),
        ]),
    bill('Data sent out', `${show(sent)} GB a month`, [[sent, 'price.egress']]),
  ]
}

function recordsLine(situation: Situation): CostLine {
  const { logs, traces } = figuresOf(situation)
  const daily = logs.bytesPerDay + traces.bytesKept / traces.retentionDays
  const monthly = (daily * (hours / 24)) / gigabyte
  return bill('Logs and traces', `${show(monthly)} GB a month`, [[monthly, 'price.logs']])
}

function clusterLine(verdicts: Verdicts): CostLine[] {
  if (verdicts.chosen('orchestration') !== 'Kubernetes') return []
  return [bill('Cluster control', `one control plane × ${hours} h`, [[1, 'price.cluster']])]
}
