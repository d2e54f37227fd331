import type { Actor, Brief, Entity, Operation } from '@archwright/model'
import { eventOf } from '@archwright/model/light'

import { columnsOf } from './columns.ts'
import type {
  Access,
  EntityDefinition,
  ModuleDefinition,
  OperationDefinition,
  OperationForm,
} from './definition.ts'
import { namesOf, plural, schemaOf } from './names.ts'

/** What becomes of a module that Archwright has no ready code for. */
export interface Defined {
  /** Undefined when nothing of it can be written. */
  definition?: ModuleDefinition
  /** Operations of the brief that are left to write by hand: what they mean is in nobody's words. */
  left: readonly string[]
}

/**
 * The definition of a module from what the brief says of it: lists, reads and additions of its entities.
 * @param events full names of the events it publishes.
 */
export function defineWrittenModule(
  module: string,
  brief: Brief,
  events: readonly string[],
): Defined {
  const own = brief.operations.filter(({ name }) => name.startsWith(`${module}.`))
  const entities = brief.entities.filter((entity) => entity.module === module)
  const claimed = entities.map((entity) => claim(entity, own, entities.length === 1))
  // One that keeps something of tenants is for those who act for one, whatever else it keeps: deny by default.
  const tenantScoped = entities.some(({ perTenant }) => perTenant)
  const written = entities
    .map((entity, index) =>
      defineEntity(entity, claimed[index] ?? {}, { brief, module, events, tenantScoped }),
    )
    .filter((entity) => Object.keys(entity.operations).length > 0)
  const taken = new Set(claimed.flatMap((forms) => Object.values(forms)))
  const left = own.filter((operation) => !taken.has(operation)).map(({ name }) => name)
  if (written.length === 0) return { left }
  const definition = { name: module, schema: schemaOf(module), tenantScoped, entities: written }
  return { definition, left }
}

type Claimed = Partial<Record<OperationForm, Operation>>

/** The first operation of each form that is about the entity. */
function claim(entity: Entity, operations: readonly Operation[], only: boolean): Claimed {
  const claimed: Claimed = {}
  for (const operation of operations) {
    const form = formOf(operation)
    if (form && !claimed[form] && isAbout(operation, entity, only)) claimed[form] = operation
  }
  return claimed
}

const verbs: Record<OperationForm, RegExp> = {
  list: /^(list|browse)(?![a-z])/,
  get: /^(get|read|show|view)(?![a-z])/,
  add: /^(create|add|record|register|submit|post|report|log|ingest)(?![a-z])/,
}

function formOf({ kind, name }: Operation): OperationForm | undefined {
  const verb = verbOf(name)
  if (kind === 'command') return verbs.add.test(verb) ? 'add' : undefined
  if (kind !== 'query') return undefined
  if (verbs.list.test(verb)) return 'list'
  return verbs.get.test(verb) ? 'get' : undefined
}

function isAbout({ kind, name, reads, writes }: Operation, entity: Entity, only: boolean): boolean {
  // What is added beside something reads that, and is not about it: a comment on a task.
  const touched = kind === 'command' && writes.length > 0 ? writes : [...writes, ...reads]
  if (touched.includes(entity.name)) return true
  const noun = verbOf(name)
    .replace(/^[a-z]+/, '')
    .toLowerCase()
  const { type } = namesOf(entity.name)
  if (noun === type.toLowerCase() || noun === plural(type).toLowerCase()) return true
  return only && noun === ''
}

interface Surroundings {
  brief: Brief
  module: string
  events: readonly string[]
  tenantScoped: boolean
}

function defineEntity(entity: Entity, claimed: Claimed, around: Surroundings): EntityDefinition {
  const names = namesOf(entity.name)
  const many = namesOf(plural(names.type))
  const operations = Object.fromEntries(
    Object.entries(claimed).map(([form, operation]) => [form, defineOperation(operation, around)]),
  )
  const form = entity.shape === 'series' || entity.shape === 'event' ? entity.shape : 'record'
  const owned = isOwned(operations)
  return {
    names,
    many,
    path: `/${many.file}`,
    form,
    owned,
    columns: columnsOf(entity, { stream: form !== 'record', owned }),
    operations,
  }
}

function defineOperation(
  { name, kind, actor }: Operation,
  around: Surroundings,
): OperationDefinition {
  const verb = verbOf(name)
  const event = eventOf(name)
  return {
    verb,
    names: namesOf(verb),
    access: accessOf(
      around.brief.actors.find((one) => one.name === actor),
      around,
    ),
    ...(kind === 'command' && around.events.includes(event) ? { event: verbOf(event) } : {}),
  }
}

/** Roles by how far the brief trusts the actor; an actor it does not know is taken for staff: deny by default. */
function accessOf(actor: Actor | undefined, { tenantScoped }: Surroundings): Access {
  if (!actor || actor.trust === 'staff') return ['staff']
  if (actor.trust === 'internal') return 'internal'
  if (actor.trust === 'partner') return ['partner', 'staff']
  // Whoever is not signed in acts for no tenant.
  const open = /^(guest|anonymous|visitor)s?$/i.test(actor.name) && !tenantScoped
  return open ? 'public' : ['customer', 'staff']
}

/** Those who add are also the only ones, beside staff, who read: then each reads what is their own. */
function isOwned({ add, list, get }: Partial<Record<OperationForm, OperationDefinition>>): boolean {
  const outside = (operation?: OperationDefinition) =>
    typeof operation?.access === 'object' ? operation.access.filter((role) => role !== 'staff') : []
  const [adder] = outside(add)
  if (adder === undefined) return false
  return [list, get].every((operation) => !operation || outside(operation).includes(adder))
}

function verbOf(name: string): string {
  return name.slice(name.indexOf('.') + 1)
}
