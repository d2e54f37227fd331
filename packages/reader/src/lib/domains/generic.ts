import type { Entity, Operation } from '@archwright/model'

import { type Assumptions, sources } from '../assumptions.ts'
import { doersOf, toActors } from './actors.ts'
import { withConcern } from './concern.ts'
import { withConsistency } from './consistency.ts'
import { withDerivedRates } from './derive-rates.ts'
import type { FillDomain, Recognized } from './domain.ts'
import { withStatedLatencies } from './latencies.ts'
import { type ModuleRow, modulesOf } from './modules.ts'
import { toOperations } from './operations.ts'
import { toOutside, withCalls } from './outside.ts'
import { withStatedRates } from './rates.ts'
import { withSizes } from './sizes.ts'
import { usualModules } from './usual-operations.ts'

/**
 * Fills a brief whose kind has no tables of its own: a module for each recognized capability and each other thing
 * that is acted on, with what is done there and the plainest operations besides.
 */
export const fillGeneric: FillDomain = (stated, assumptions) => {
  const recognized = withConcern(stated, assumptions)
  const { given, capabilities, facts, deeds, outside, concern } = recognized
  const found = [...concernRows(recognized), ...withoutPassing(modulesOf(capabilities, deeds))]
  const domain = found.some(({ name }) => name !== 'identity' && name !== concern)
  const rows = domain || given.operations ? found : [...found, ...standIns(recognized, found)]
  const doers = doersOf(deeds)
  const plain = given.operations ? [] : rows.flatMap((row) => toOperations(row, doers))
  const placed = rows.flatMap((row) => row.deeds)
  const entities = given.entities ? [] : rows
  if (plain.length > 0) noteModules(rows, found, assumptions)
  noteSizes(entities, assumptions)
  const told = withStatedRates(
    withWatch(withSearch(plain, recognized), recognized, assumptions),
    totalsOf(recognized),
    assumptions,
  )
  const rated = withDerivedRates(told, recognized, assumptions)
  const seen = withConsistency(rated, placed, capabilities, assumptions)
  const operations = withStatedLatencies(withCalls(seen, outside), facts)
  return {
    capabilities: [...capabilities],
    actors: toActors(operations, deeds, capabilities, facts),
    entities: withSizes(
      entities.flatMap((row) => toEntities(row, recognized)),
      facts,
      assumptions,
    ),
    operations,
    dependencies: toOutside(outside, given.dependencies, assumptions),
    objectives: recognized.objectives,
  }
}

// A gateway is a module of its own: no capability keeps its routes and keys.
function concernRows({ concern, capabilities }: Recognized): ModuleRow[] {
  const usual = concern === undefined ? undefined : usualModules[concern]
  if (!concern || !usual || capabilities.some(({ name }) => name === concern)) return []
  return [{ name: concern, entities: usual.entities, deeds: [] }]
}

// "Each user posts five times a day" is the rate of one, and no total.
function totalsOf({ facts, deeds }: Recognized) {
  const ofOne = deeds.filter(({ act }) => act.each).flatMap((deed) => deed.facts)
  return facts.filter((fact) => !ofOne.includes(fact))
}

// A system of which nothing is known still keeps something, and somebody asks for it; of many services there are two.
function standIns({ capabilities }: Recognized, found: readonly ModuleRow[]): ModuleRow[] {
  if (capabilities.some(({ name }) => name === 'many-services')) return [records, activities]
  return found.length > 0 ? [] : [records]
}

const records = standIn('records', 'Item')
const activities = standIn('activities', 'Activity')

function standIn(name: string, entity: string): ModuleRow {
  return {
    name,
    entities: [{ name: entity, shape: 'record', sensitivity: 'none', bytes: 1000 }],
    deeds: [],
  }
}

/** These are done to the things of other modules; they are modules only where there is nothing else. */
const passing = new Set(['search', 'caching'])

/** Modules that another one makes needless unless something is done there: alarms on readings need no samples. */
const covered: readonly (readonly [needless: string, by: string])[] = [
  ['monitoring', 'telemetry'],
  ['files', 'media'],
  ['geo', 'rides'],
  ['search', 'crawling'],
  ['payments', 'subscriptions'],
  ['reviews', 'collaboration'],
]

function withoutPassing(all: readonly ModuleRow[]): readonly ModuleRow[] {
  const has = (wanted: string) => all.some(({ name }) => name === wanted)
  const rows = all.filter(
    ({ name, deeds }) =>
      deeds.length > 0 || !covered.some(([needless, by]) => name === needless && has(by)),
  )
  const others = rows.filter(({ name }) => !passing.has(name) && name !== 'identity')
  return others.length > 0
    ? rows.filter(({ name, deeds }) => !passing.has(name) || deeds.length > 0)
    : rows
}

// What is searched is what the first module keeps, where the text does not say it.
function withSearch(operations: Operation[], { capabilities }: Recognized): Operation[] {
  const wanted = capabilities.some(({ name }) => name === 'search')
  const list = operations.find(({ name }) => /\.list/.test(name) && !name.startsWith('search.'))
  if (!wanted || !list || operations.some(({ name }) => /search/i.test(name))) return operations
  const search = { ...list, name: list.name.replace('.list', '.search') }
  return operations.flatMap((one) => (one === list ? [one, search] : [one]))
}

/** Modules whose news somebody waits for, the likeliest first. */
const watched = [
  'notifications',
  'messaging',
  'collaboration',
  'trading',
  'geo',
  'rides',
  'telemetry',
  'feed',
  'matching',
  'monitoring',
]

// Where the text says that clients are told at once, but not of what, it is of what is most often waited for.
function withWatch(
  operations: Operation[],
  { capabilities }: Recognized,
  assumptions: Assumptions,
) {
  const live = capabilities.some(({ name }) => name === 'realtime')
  if (!live || operations.some(({ kind }) => kind === 'subscription')) return operations
  const lists = operations.filter(
    ({ name }) => /\.list/.test(name) && !name.startsWith('identity.'),
  )
  const list =
    watched.flatMap((module) => lists.find(({ name }) => name.startsWith(`${module}.`)) ?? [])[0] ??
    lists[0]
  if (!list) return operations
  const name = assumptions.assume({
    about: 'operations.(live)',
    value: list.name.replace('.list', '.watch'),
    unit: 'operation',
    why: 'the text says that clients are told at once; it does not say of what, so it is of this',
    source: sources.judgement,
  })
  return [...operations, { ...list, name, kind: 'subscription' as const }]
}

function noteModules(
  rows: readonly ModuleRow[],
  found: readonly ModuleRow[],
  assumptions: Assumptions,
) {
  const named = (some: readonly ModuleRow[]) => some.map(({ name }) => name).join(', ')
  const standing = rows.filter((row) => !found.includes(row))
  if (found.length > 0)
    assumptions.assume({
      about: 'operations',
      value: named(found),
      unit: 'modules',
      why: 'one module for each thing the text names, with what is done there and the plainest operations; state the real ones in YAML',
      source: sources.judgement,
    })
  if (standing.length > 0)
    assumptions.assume({
      about: 'operations.(stand-ins)',
      value: named(standing),
      unit: 'modules',
      why:
        standing.length > 1
          ? 'the text speaks of several services and names none; two that keep one thing each stand for them'
          : 'no capability was recognized; one module that keeps items stands for what the system does',
      source: sources.judgement,
    })
}

function noteSizes(rows: readonly ModuleRow[], assumptions: Assumptions) {
  for (const { name, bytes } of rows.flatMap(({ entities }) => entities))
    assumptions.assume({
      about: `entities.${name}.bytes`,
      value: bytes,
      unit: 'bytes',
      why: 'a usual size of such a row, to the nearest order of magnitude',
      source: sources.judgement,
    })
}

/** The entities of one module. */
export function toEntities({ name, entities }: ModuleRow, { capabilities }: Recognized): Entity[] {
  // People have one account and belong to tenants by membership, as guests of several too.
  const shared = name === 'identity' || !capabilities.some((one) => one.name === 'tenants')
  return entities.map(({ ofAll = name === 'tenants', ...entity }) => ({
    ...entity,
    module: name,
    perTenant: !shared && !ofAll,
  }))
}
