import type { Actor, Capability, Entity, Fact, Operation } from '@archwright/model'

import { type Assumptions, sources } from '../assumptions.ts'
import { capabilitiesIn } from '../lexicon/recognize.ts'
import { tokenize } from '../text/tokens.ts'
import { type FillDomain, levelOf, type Recognized } from './domain.ts'
import { type KeptEntity, keptBy } from './kept-entities.ts'
import { shopOperations } from './shop-operations.ts'

/**
 * Fills a brief whose kind has no tables of its own: one module for each recognized capability, with
 * what it keeps and the plainest operations on it.
 */
export const fillGeneric: FillDomain = (recognized, assumptions) => {
  const modules = modulesOf(recognized.capabilities)
  const { given } = recognized
  const rows = modules.length > 0 || given.operations ? modules : [records]
  const operations = given.operations ? [] : rows.flatMap(toOperations)
  const entities = given.entities ? [] : rows
  if (operations.length > 0) noteModules(rows, modules.length > 0, assumptions)
  noteSizes(entities, assumptions)
  return {
    capabilities: [...recognized.capabilities],
    actors: toActors(recognized),
    entities: entities.map((row) => toEntity(row, recognized)),
    operations: withRates(operations, recognized, assumptions),
    dependencies: [],
    objectives: withAvailability(recognized, assumptions),
  }
}

/** The rows of recognized capabilities that keep something, leaving out those a domain covers itself. */
export function modulesOf(
  capabilities: readonly Capability[],
  covered: ReadonlySet<string> = new Set(),
): ModuleRow[] {
  return capabilities.flatMap(({ name }) => {
    const entity = covered.has(name) ? undefined : keptBy(name)
    return entity ? [{ name, entity }] : []
  })
}

/** A capability with a module of its own. */
export interface ModuleRow {
  name: string
  entity: KeptEntity
}

// A system of which nothing is known still keeps something, and somebody asks for it.
const records: ModuleRow = {
  name: 'records',
  entity: { name: 'Item', shape: 'record', sensitivity: 'none', bytes: 1000 },
}

function noteModules(rows: readonly ModuleRow[], recognized: boolean, assumptions: Assumptions) {
  assumptions.assume({
    about: 'operations',
    value: rows.map(({ name }) => name).join(', '),
    unit: 'modules',
    why: recognized
      ? 'one module for each capability the text names, with the plainest operations; state the real ones in YAML'
      : 'no capability was recognized; one module that keeps items stands for what the system does',
    source: sources.judgement,
  })
}

function noteSizes(rows: readonly ModuleRow[], assumptions: Assumptions) {
  for (const { entity } of rows)
    assumptions.assume({
      about: `entities.${entity.name}.bytes`,
      value: entity.bytes,
      unit: 'bytes',
      why: 'a usual size of such a row, to the nearest order of magnitude',
      source: sources.judgement,
    })
}

/** The entity of one module. */
export function toEntity({ name, entity }: ModuleRow, { capabilities }: Recognized): Entity {
  const perTenant = name !== 'tenants' && capabilities.some((one) => one.name === 'tenants')
  return { ...entity, module: name, perTenant }
}

/**
 * The plainest operations of one module: what is measured is recorded, everything else is created. People
 * who sign in do so by the operations of the ready module.
 */
export function toOperations(row: ModuleRow): Operation[] {
  return row.name === identity ? accountOperations(row) : plainest(row)
}

const identity = 'identity'

function accountOperations({ entity }: ModuleRow): Operation[] {
  return (shopOperations[identity] ?? []).map(({ name, kind, payloadBytes }) => ({
    name,
    kind,
    actor: 'user',
    consistency: 'strong',
    calls: [],
    reads: kind === 'query' ? [entity.name] : [],
    writes: kind === 'query' ? [] : [entity.name],
    payloadBytes,
  }))
}

function plainest({ name, entity }: ModuleRow): Operation[] {
  const stream = entity.shape === 'series' || entity.shape === 'event'
  const actor = stream ? 'client' : 'user'
  const common = { actor, consistency: 'strong' as const, calls: [], payloadBytes: entity.bytes }
  const many = plural(entity.name)
  return [
    { name: `${name}.list${many}`, kind: 'query', ...common, reads: [entity.name], writes: [] },
    {
      name: `${name}.get${entity.name}`,
      kind: 'query',
      ...common,
      reads: [entity.name],
      writes: [],
    },
    {
      name: `${name}.${stream ? 'record' : 'create'}${entity.name}`,
      kind: 'command',
      ...common,
      reads: [],
      writes: [entity.name],
    },
  ]
}

function plural(name: string): string {
  if (/[^aeiou]y$/.test(name)) return `${name.slice(0, -1)}ies`
  return /(?:s|x|ch|sh)$/.test(name) ? `${name}es` : `${name}s`
}

const readingNouns = /\b(?:reads?|views?|queries|lookups?|searches|redirects?|downloads?|visits?)$/

// A rate goes to the operation its noun speaks of: "messages" are created, "message reads" are read.
function withRates(
  operations: Operation[],
  { facts }: Recognized,
  assumptions: Assumptions,
): Operation[] {
  const bound = new Map<string, Fact>()
  for (const fact of facts.filter(({ kind }) => kind === 'rate')) {
    const name = operationFor(fact.about, operations)
    const known = name && bound.get(name)
    if (name && !(known && known.canonical >= fact.canonical)) bound.set(name, fact)
  }
  for (const [name, { text }] of bound)
    assumptions.assume({
      about: `operations.${name}.ratePerSecond`,
      value: text,
      unit: 'words of the brief',
      why: 'the rate is read as the rate of this operation, by its noun',
      source: sources.judgement,
    })
  return operations.map((operation) => {
    const fact = bound.get(operation.name)
    const rate = fact ? { ratePerSecond: fact.canonical, rateIs: levelOf(fact) } : {}
    return { ...operation, ...rate }
  })
}

function operationFor(about: string, operations: readonly Operation[]): string | undefined {
  const tokens = tokenize(about, { start: 0, end: about.length })
  const modules = capabilitiesIn(about).map(({ name }) => `${name}.`)
  const noun = tokens.at(-1)?.text ?? ''
  const own = operations.filter(
    ({ name }) =>
      modules.some((module) => name.startsWith(module)) || isAbout(operations, name, noun),
  )
  const reading = readingNouns.test(about)
  const candidates = own.length > 0 || !reading ? own : operations
  const kind = reading ? 'query' : 'command'
  return candidates.find((operation) => operation.kind === kind)?.name
}

// "messages" belongs to the module that lists messages, even if the word names no capability.
function isAbout(operations: readonly Operation[], name: string, noun: string): boolean {
  const module = name.slice(0, name.indexOf('.') + 1)
  return operations.some((one) => one.name.toLowerCase() === `${module}list${noun}`)
}

function toActors({ capabilities, facts }: Recognized): Actor[] {
  const has = (name: string) => capabilities.some((one) => one.name === name)
  const users = facts.filter(({ kind }) => kind === 'users')
  const together = users.find(({ about }) => about.startsWith('concurrent'))?.canonical
  const known = users.find(({ about }) => !about.startsWith('concurrent'))?.canonical
  const user: Actor = {
    name: 'user',
    trust: 'public',
    clients: has('mobile-clients') ? ['web', 'mobile'] : ['web'],
    ...(known === undefined ? {} : { count: known }),
    ...(together === undefined ? {} : { concurrent: together }),
  }
  const client: Actor = {
    name: 'client',
    trust: 'partner',
    clients: [has('telemetry') ? 'device' : 'server'],
  }
  return [user, client, { name: 'staff', trust: 'staff', clients: ['browser-admin'] }]
}

function withAvailability({ objectives }: Recognized, assumptions: Assumptions) {
  const availability =
    objectives.availability ??
    assumptions.assume({
      about: 'objectives.availability',
      value: 0.995,
      unit: 'fraction of time',
      why: 'the brief states none; 99.5 % allows 44 hours a year, which one machine and a restart can keep',
      source: sources.judgement,
    })
  return { ...objectives, availability }
}
