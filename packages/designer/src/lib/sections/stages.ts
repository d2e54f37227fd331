import type { Stage } from '@archwright/model'

import { readCores } from '../decisions/scalability/cache.ts'
import { percent, show } from '../figures.ts'
import { figure } from '../rules/catalog.ts'
import { coresPerReplica, type Situation, usableShare } from '../situation.ts'
import { channelCapacity, sizeOf, usableOf } from '../sizing.ts'
import { leadUnit } from '../units.ts'

/** Something that fills up as load grows, and the step that makes room. */
interface Resource {
  name: string
  unit: string
  need: number
  /** What each step can carry, in the order in which the steps are taken. */
  steps: readonly { upTo: number; step: string; effort: string }[]
}

const factors = [1, 2, 10, 100, 1000] as const

/** What breaks first as the load grows, and the step that answers it. */
export function stagesOf(situation: Situation): Stage[] {
  const resources = resourcesOf(situation)
  const { unit, perCallPerSecond } = leadUnit(situation.brief)
  const lead = (situation.lead?.peakPerSecond ?? 0) * perCallPerSecond
  return factors.map((factor, index) =>
    stageAt(factor, factors[index - 1] ?? 0, { resources, load: `${show(lead * factor)} ${unit}` }),
  )
}

function stageAt(
  factor: number,
  before: number,
  at: { resources: readonly Resource[]; load: string },
): Stage {
  const broken = at.resources
    .map((resource) => ({
      resource,
      from: reached(resource, before),
      to: reached(resource, factor),
    }))
    .filter(({ from, to }) => to > from)
    .map((move) => ({
      ...move,
      fullAt: (move.resource.steps[move.to - 1]?.upTo ?? 0) / move.resource.need,
    }))
    .toSorted((a, b) => a.fullAt - b.fullAt)
  if (broken.length === 0)
    return {
      factor,
      load: at.load,
      breaks: `Nothing: ${fullest(at.resources, factor)}`,
      step: 'None',
      effort: 'None',
    }
  const taken = broken.flatMap(({ resource, to }) => resource.steps[to] ?? [])
  const [first] = broken
  return {
    factor,
    load: at.load,
    breaks: first
      ? `${first.resource.name} first, at ×${show(first.fullAt)} (${show(first.resource.need * factor)} ${first.resource.unit} against ${show(first.resource.need * first.fullAt)})`
      : '',
    step: taken.map(({ step }) => step).join('; '),
    effort: taken.map(({ effort }) => effort).join('; '),
  }
}

/** Index of the step that carries the need at this factor. */
function reached({ need, steps }: Resource, factor: number): number {
  const index = steps.findIndex(({ upTo }) => need * factor <= upTo)
  return index < 0 ? steps.length - 1 : index
}

function fullest(resources: readonly Resource[], factor: number): string {
  const uses = resources.map((resource) => {
    const step = resource.steps[reached(resource, factor)]
    return { name: resource.name, used: step ? (resource.need * factor) / step.upTo : 0 }
  })
  const [most] = uses.toSorted((a, b) => b.used - a.used)
  return most ? `the fullest is ${most.name} at ${percent(most.used)}` : 'nothing is used'
}

function resourcesOf(situation: Situation): Resource[] {
  return [
    applicationCores(situation),
    databaseCores(situation),
    databaseConnections(situation),
    eventChannel(situation),
    largestTable(situation),
  ].filter(({ need }) => need > 0)
}

function applicationCores(situation: Situation): Resource {
  const { needed, replicas } = sizeOf(situation)
  const perReplica = coresPerReplica * usableShare
  const fleet = figure('capacity.fleet-limit') * perReplica
  return {
    name: 'Application cores',
    unit: 'cores',
    need: situation.totals.appCores,
    steps: [
      { upTo: needed * perReplica, step: `${replicas} replicas`, effort: 'None' },
      { upTo: 16 * perReplica, step: 'More replicas of the same image', effort: 'Minutes' },
      { upTo: fleet, step: 'Kubernetes with an autoscaler', effort: 'Weeks' },
      {
        upTo: Number.POSITIVE_INFINITY,
        step: 'Split the busiest modules into fleets of their own by wiring',
        effort: 'Months',
      },
    ],
  }
}

function databaseCores(situation: Situation): Resource {
  const { totals } = situation
  const { databaseCores: cores } = sizeOf(situation)
  const largest = figure('postgres.largest-box')
  return {
    name: 'Database cores',
    unit: 'cores',
    need: totals.databaseCores,
    steps: [
      { upTo: cores * usableOf(cores), step: `${cores}-core PostgreSQL`, effort: 'None' },
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
        upTo: Number.POSITIVE_INFINITY,
        step: 'Citus or sharding by customer',
        effort: 'Most of a year (Figma: nine months to the first table)',
      },
    ],
  }
}

function databaseConnections(situation: Situation): Resource {
  const { needed, poolPerReplica } = sizeOf(situation)
  return {
    name: 'Database connections',
    unit: 'connections',
    need: needed * poolPerReplica,
    steps: [
      { upTo: figure('postgres.connections') - 3, step: 'Direct connections', effort: 'None' },
      {
        upTo: Number.POSITIVE_INFINITY,
        step: 'PgBouncer between replicas and database',
        effort: 'Days',
      },
    ],
  }
}

function eventChannel({ totals }: Situation): Resource {
  return {
    name: 'Event channel',
    unit: 'events/s',
    need: totals.eventsPerSecond,
    steps: [
      { upTo: channelCapacity, step: 'PostgreSQL channel', effort: 'None' },
      {
        upTo: figure('broker.rabbitmq') / 2,
        step: 'NATS JetStream as channel engine, by wiring',
        effort: 'Weeks',
      },
      {
        upTo: Number.POSITIVE_INFINITY,
        step: 'Kafka as channel engine, by wiring',
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
        upTo: Number.POSITIVE_INFINITY,
        step: 'Archive past the retention to object storage',
        effort: 'Months',
      },
    ],
  }
}
