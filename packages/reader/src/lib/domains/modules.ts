import type { Capability } from '@archwright/model'

import { pluralOf, typeName } from '../text/nouns.ts'
import { capabilityOf, type Deed } from './deeds.ts'
import { type KeptEntity, keptBy } from './kept-entities.ts'
import { usualFor } from './usual-operations.ts'

/** A module before its operations are written out: what it keeps, and what is done there. */
export interface ModuleRow {
  name: string
  entities: readonly (KeptEntity & { ofAll?: boolean })[]
  deeds: readonly PlacedDeed[]
}

/** A deed with the entities it is about, by name. */
export interface PlacedDeed extends Deed {
  /** What is acted on. */
  object: string
  /** What comes into being by it, if not the object itself. */
  made?: string
}

/**
 * One module for each recognized capability that keeps something, and for each other noun that is acted on.
 * @param covered capabilities that have a module elsewhere
 */
export function modulesOf(
  capabilities: readonly Pick<Capability, 'name'>[],
  deeds: readonly Deed[],
  covered: ReadonlySet<string> = new Set(),
): ModuleRow[] {
  const modules = new Map<string, Draft>()
  const open = (name: string): Draft => {
    const module: Draft = modules.get(name) ?? { entities: new Map(), deeds: [] }
    modules.set(name, module)
    return module
  }
  for (const { name } of capabilities) if (!covered.has(name) && keptBy(name)) open(name)
  const homes = new Map<string, string>()
  for (const deed of deeds) {
    const object = typeName(deed.act.object)
    const name = homes.get(object) ?? moduleFor(deed)
    homes.set(object, name)
    if (covered.has(name) || name === identity) continue
    const { makes } = deed.act.row
    const made = makes === undefined ? {} : { made: makes }
    const module = open(name)
    module.deeds.push({ ...deed, object, ...made })
    const ownKind = deed.act.row.creates ? keptBy(name) : undefined
    if (!module.entities.has(object)) module.entities.set(object, entityFor(object, name, ownKind))
    if (makes && !module.entities.has(makes))
      module.entities.set(makes, entityFor(makes, name, keptBy(name)))
  }
  return worthwhile([...modules]).map(([name, { entities, deeds: placed }]) => ({
    name,
    entities:
      usualFor(name, placed)?.entities ??
      (entities.size > 0 ? [...entities.values()] : [kept(name)]),
    deeds: placed,
  }))
}

// A thing that is only looked at, and of which nothing else is known, is part of what the others keep.
function worthwhile(modules: [name: string, Draft][]): [name: string, Draft][] {
  const worth = modules.filter(
    ([name, { deeds }]) => keptBy(name) || deeds.some(({ act }) => act.row.kind !== 'query'),
  )
  return worth.length > 0 ? worth : modules
}

interface Draft {
  entities: Map<string, KeptEntity>
  deeds: PlacedDeed[]
}

/** People who sign in do so by the operations of the ready module. */
const identity = 'identity'

function moduleFor(deed: Deed): string {
  const noun = deed.act.object.at(-1) ?? ''
  const type = typeName([...deed.act.object.slice(0, -1), pluralOf(noun)])
  return capabilityOf(deed) ?? type.charAt(0).toLowerCase() + type.slice(1)
}

// What comes into being in a module is of the kind that the module keeps; what is only looked at is a plain record.
function entityFor(name: string, module: string, own: KeptEntity | undefined): KeptEntity {
  const known = keptBy(module)
  const like = own ?? (known?.name === name ? known : undefined)
  if (like) return { ...like, name }
  return { name, shape: 'record', sensitivity: known?.sensitivity ?? 'none', bytes: 1000 }
}

function kept(name: string): KeptEntity {
  const entity = keptBy(name)
  if (!entity) throw new TypeError(`${name} keeps nothing`)
  return entity
}
