import type { Deployable, Module } from '@archwright/model'

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
