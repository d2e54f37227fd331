import type { Channel, Deployable, Job, Module, Saga } from '@archwright/model'

import { placingOperation, placingSteps, providerOf } from '../placing-saga.ts'
import { type ReadyModule, readyModules } from '../ready-modules.ts'
import { coresPerReplica, type Situation } from '../situation.ts'
import { sizeOf } from '../sizing.ts'
import type { Verdicts } from '../verdicts.ts'

/** The modules of the design: ready ones complete, others as the brief describes them. */
export function modulesOf(situation: Situation): Module[] {
  return situation.modules.map((name) => {
    const ready = readyModules[name]
    return ready && fits(name, ready, situation)
      ? readyModule(name, ready, situation)
      : ownModule(name, situation)
  })
}

/** A ready module fits when it knows every operation that the brief wants of it. */
function fits(name: string, ready: ReadyModule, { brief }: Situation): boolean {
  const known = new Set(
    [...ready.operations, ...ready.internal, ...ready.jobs].map((verb) => `${name}.${verb}`),
  )
  return brief.operations.every(
    (operation) => !operation.name.startsWith(`${name}.`) || known.has(operation.name),
  )
}

function readyModule(name: string, ready: ReadyModule, { modules }: Situation): Module {
  const present = new Set(modules)
  return {
    name,
    responsibility: ready.responsibility,
    entities: [...ready.entities],
    operations: [...ready.operations, ...ready.internal].map((verb) => `${name}.${verb}`),
    publishes: ready.publishes.map((event) => `${name}.${event}`),
    hears: ready.hears.filter((event) => present.has(event.slice(0, event.indexOf('.')))),
    calls: [...ready.calls],
    sensitivity: ready.sensitivity,
    why: ready.why,
    ready: true,
  }
}

function ownModule(name: string, { brief }: Situation): Module {
  const entities = brief.entities.filter(({ module }) => module === name)
  const operations = brief.operations.filter((operation) => operation.name.startsWith(`${name}.`))
  const owned = new Set(entities.map((entity) => entity.name))
  const owner = new Map(brief.entities.map((entity) => [entity.name, entity.module]))
  const foreign = operations
    .flatMap(({ reads, writes }) => [...reads, ...writes])
    .filter((entity) => !owned.has(entity))
    .flatMap((entity) => owner.get(entity) ?? [])
  return {
    name,
    responsibility: `Owns ${entities.map((entity) => entity.name).join(', ') || 'no data of its own'}`,
    entities: [...owned],
    operations: operations.map((operation) => operation.name),
    publishes: operations
      .filter(({ kind }) => kind === 'command')
      .map((operation) => `${operation.name}Done`),
    hears: [],
    calls: [...new Set(foreign)].toSorted(),
    sensitivity: mostSensitive(entities.map(({ sensitivity }) => sensitivity)),
    why:
      entities.length > 0
        ? `${entities.length} kinds of data with one owner`
        : 'Composes what other modules own',
    ready: false,
  }
}

const mostSensitive = (found: readonly string[]) =>
  ['payment', 'health', 'personal'].find((level) => found.includes(level)) ?? 'none'

/** One deployable of everything, or one for each module where the topology says so. */
export function deployablesOf(situation: Situation, verdicts: Verdicts): Deployable[] {
  const { replicas, poolPerReplica, memoryMb } = sizeOf(situation)
  const decision = verdicts.id('topology')
  const each = { replicas, coresPerReplica, memoryMb, poolSize: poolPerReplica, decision }
  if (verdicts.chosen('topology') !== 'microservices') {
    return [{ name: situation.brief.system, modules: [...situation.modules], ...each }]
  }
  return situation.modules.map((module) => ({
    name: `${situation.brief.system}-${module}`,
    modules: [module],
    ...each,
  }))
}

/** Every event, with the modules that hear it. */
export function channelsOf(modules: readonly Module[], verdicts: Verdicts): Channel[] {
  const engine = engines[verdicts.chosen('messaging')] ?? 'postgresql'
  return modules.flatMap(({ name, publishes }) =>
    publishes.map((event) => ({
      event,
      from: name,
      to: modules.filter(({ hears }) => hears.includes(event)).map((module) => module.name),
      engine,
      decision: verdicts.id('messaging'),
    })),
  )
}

const engines: Record<string, string> = {
  none: 'in-process',
  'outbox and a PostgreSQL channel': 'postgresql',
  'outbox and a message broker': 'nats-jetstream',
  'outbox and an event stream': 'kafka',
}

export function jobsOf({ modules, brief }: Situation): Job[] {
  const ready = modules.flatMap((module) =>
    (readyModules[module]?.jobs ?? []).map((job) => ({
      name: `${module}.${job}`,
      module,
      trigger: 'every 10 s',
      attempts: 10,
    })),
  )
  const known = new Set(ready.map(({ name }) => name))
  const own = brief.operations
    .filter(({ kind, name }) => kind === 'job' && !known.has(name))
    .map(({ name }) => ({
      name,
      module: name.slice(0, name.indexOf('.')),
      trigger: 'enqueued',
      attempts: 10,
    }))
  return [...ready, ...own]
}

/** The saga of placing an order, where orders are placed. */
export function sagasOf({ modules, brief }: Situation, verdicts: Verdicts): Saga[] {
  const decision = verdicts.id('consistency.placing')
  if (
    !modules.includes('orders') ||
    !brief.operations.some(({ name }) => name === placingOperation)
  )
    return []
  const provider = providerOf(brief)?.name
  const steps = placingSteps.map((step) =>
    step.module === 'payments' && provider !== undefined
      ? { ...step, dependency: provider }
      : { ...step },
  )
  return [{ name: 'orders.placing', starts: placingOperation, steps, decision }]
}
