import type { Module } from '@archwright/model'
import { eventOf } from '@archwright/model/light'

import { type Coupling, couplingsOf } from '../decisions/core/coupling.ts'
import { type ReadyModule, readyModuleFor } from '../ready-modules.ts'
import type { Situation } from '../situation.ts'

/** The modules of the design: ready ones complete, others as the brief describes them. */
export function modulesOf(situation: Situation): Module[] {
  const couplings = couplingsOf(situation.brief)
  return situation.modules.map((name) => {
    const ready = readyModuleFor(name, situation.brief)
    return ready ? readyModule(name, ready, situation) : ownModule(name, situation, couplings)
  })
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

function ownModule(name: string, { brief }: Situation, couplings: readonly Coupling[]): Module {
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
      .map((operation) => eventOf(operation.name)),
    hears: [],
    calls: [...new Set(foreign)].toSorted(),
    sensitivity: mostSensitive(entities.map(({ sensitivity }) => sensitivity)),
    why: whyApart(owned, couplings),
    ready: false,
  }
}

const mostSensitive = (found: readonly string[]) =>
  ['payment', 'health', 'personal'].find((level) => found.includes(level)) ?? 'none'

/** What holds a module together, and what it is nearest to among the rest, with the scores. */
function whyApart(owned: ReadonlySet<string>, couplings: readonly Coupling[]): string {
  if (owned.size === 0) return 'Composes what other modules own'
  const by = (count: number) =>
    couplings
      .filter(({ a, b }) => Number(owned.has(a)) + Number(owned.has(b)) === count)
      .toSorted((one, other) => other.score - one.score)[0]
  const inside = by(2)
  const outside = by(1)
  const held =
    inside === undefined || inside.score <= 0
      ? `${[...owned].join(', ')} ${owned.size === 1 ? 'has a lifecycle of its own' : 'have lifecycles of their own'}`
      : `${inside.a} and ${inside.b} belong together (${inside.score}${reasons(inside)})`
  if (outside === undefined) return held
  if (outside.score <= 0) return `${held}; nothing outside is coupled to it`
  const [own, foreign] = owned.has(outside.a) ? [outside.a, outside.b] : [outside.b, outside.a]
  return `${held}; outside, ${foreign} comes closest to ${own} (${outside.score}${reasons(outside)})`
}

const reasons = ({ because }: Coupling) => (because.length > 0 ? `: ${because.join(', ')}` : '')
