import { readFile } from 'node:fs/promises'

import { inertEnvironment } from '@archwright/kit/app'
import type { Operation } from '@archwright/kit/contract'
import type { Design, Module } from '@archwright/model'
import { InputError } from '@archwright/model/light'
import { moduleFolder, readyModule, readyModules } from '@archwright/modules/ready'
import { keysDecision } from './files/program-lines.ts'
import { filesIn } from './files-in.ts'
import { defineFrontEnd, type FrontEndDefinition } from './front-ends/define-front-end.ts'
import { offersOf } from './front-ends/offers.ts'
import { defineWrittenModule } from './written/define-module.ts'
import type { ModuleDefinition, OperationDefinition } from './written/definition.ts'
import { namesOf } from './written/names.ts'

/** Where each module of a project comes from. */
export interface ModulePlan {
  /** All modules, in the order of the design. */
  names: readonly string[]
  ready: readonly string[]
  written: readonly ModuleDefinition[]
  /** Modules that join others for one kind of client. */
  frontEnds: readonly FrontEndDefinition[]
  /** What is beside or without the design, and why; a sentence each. */
  notes: readonly string[]
}

/** Tokens come from it, so it is taken ready whatever else the brief asks of it. */
const identity = 'identity'
/** The decision to keep who did what, and the module that reads what the path writes down. */
const audit = 'audit'
/** Issues what programs of others come with. */
const keys = 'keys'

type Planned = Pick<Design, 'modules' | 'brief' | 'frontEnds'> & Partial<Pick<Design, 'decisions'>>

/**
 * Decides for each module of the design whether its code is ready, is written, or cannot be.
 * @throws InputError when no module would be left.
 */
export async function planModules({
  modules,
  brief,
  frontEnds,
  decisions = [],
}: Planned): Promise<ModulePlan> {
  const ready = await readyOf(modules)
  const notes: string[] = []
  const written: ModuleDefinition[] = []
  for (const { name, publishes } of modules.filter((one) => !ready.has(one.name))) {
    const { definition, left } = defineWrittenModule(name, brief, publishes)
    if (definition) written.push(definition)
    else notes.push(`${name} is left out: the brief names nothing of it that can be written`)
    if (left.length > 0) notes.push(`left for you to write: ${left.join(', ')}`)
  }
  notes.push(...identityNotes(modules, ready, written), ...tenantNotes(written))
  if (ready.has('webhooks'))
    notes.push('which events leave, and to whom, is yours to say: src/modules/webhooks/offered.ts')
  if (ready.size + written.length === 0) throw nothingToBuild(notes)
  const decided = decisions.some(({ key }) => key === audit)
  if (decided && !modules.some(({ name }) => name === audit)) {
    ready.add(audit)
    notes.push('audit is added: all that staff change is written down')
  }
  notes.push(...keysNotes({ decisions, modules }, ready))
  const known = new Set([...ready, ...written.map(({ name }) => name)])
  const names = [...new Set([...modules.map(({ name }) => name), identity, audit, keys])]
  const offers = offersOf({ ready: [...ready], written })
  const joined = frontEnds
    .flatMap((frontEnd) => defineFrontEnd(frontEnd, offers) ?? [])
    .filter(({ name }) => !known.has(name))
  return {
    names: [...names.filter((name) => known.has(name)), ...joined.map(({ name }) => name)],
    ready: [...ready],
    written: placed(written, ready),
    frontEnds: joined,
    notes,
  }
}

function nothingToBuild(notes: readonly string[]): InputError {
  return new InputError([
    {
      where: 'operations',
      what: `no module can be built (${notes.join('; ')})`,
      right:
        'name an entity with operations such as rides.listTrips, rides.getTrip or rides.createTrip',
    },
  ])
}

/** The modules that are taken ready: those the design found fitting, where all they build on is ready too. */
async function readyOf(modules: readonly Module[]): Promise<Set<string>> {
  const fitting = modules.filter(({ name, ready }) => ready || name === identity)
  const ready = new Set(
    fitting.map(({ name }) => name).filter((name) => readyModules.includes(name)),
  )
  const needs = new Map<string, string[]>()
  for (const name of ready) needs.set(name, await neighborsOf(name))
  for (let before = 0; before !== ready.size; ) {
    before = ready.size
    for (const name of ready) {
      if (needs.get(name)?.some((other) => !ready.has(other))) ready.delete(name)
    }
  }
  return ready
}

/** Adds identity where people must sign in, and says so. */
function identityNotes(
  modules: readonly Module[],
  ready: Set<string>,
  written: readonly ModuleDefinition[],
): string[] {
  const notes: string[] = []
  const designed = modules.find(({ name }) => name === identity)
  const operations = [...operationsOf(written), ...[...ready].flatMap(operationsOfReady)]
  const roles = operations.flatMap(({ access }) => (Array.isArray(access) ? access : []))
  if (!ready.has(identity) && roles.length > 0) {
    ready.add(identity)
    notes.push('identity is added, so that people can sign in')
  }
  if (designed?.ready === false) {
    notes.push(
      `identity is the ready one, which offers its own operations and not ${designed.operations.join(', ')}`,
    )
  }
  if (roles.includes('partner')) {
    notes.push(
      'a device or partner signs in with an account that has the role partner (identity.account.roles)',
    )
  }
  return notes
}

/** Adds the keys of programs where the design decided for them, and says so. */
function keysNotes(
  { decisions, modules }: Pick<Design, 'decisions' | 'modules'>,
  ready: Set<string>,
): string[] {
  if (!keysDecision({ decisions }) || modules.some(({ name }) => name === keys)) return []
  ready.add(keys)
  return ['keys is added: staff issue the API keys that programs come with (POST /v1/api-keys)']
}

function tenantNotes(written: readonly ModuleDefinition[]): string[] {
  const scoped = written.filter(({ tenantScoped }) => tenantScoped).map(({ name }) => name)
  if (scoped.length === 0) return []
  return [
    `${scoped.join(', ')} lets in who acts for a tenant: who registers founds one, who registers somebody while signed in adds them to their own`,
  ]
}

function operationsOf(written: readonly ModuleDefinition[]): OperationDefinition[] {
  return written.flatMap(({ entities }) =>
    entities.flatMap(({ operations }) => Object.values(operations)),
  )
}

function operationsOfReady(module: string): readonly Operation[] {
  return readyModule(module)(inertEnvironment).handlers.map(({ operation }) => operation)
}

/** Ready modules that the source of a ready module imports. */
async function neighborsOf(module: string): Promise<string[]> {
  const folder = moduleFolder(module)
  const files = (await filesIn(folder)).filter((file) => file.endsWith('.ts'))
  const texts = await Promise.all(files.map((file) => readFile(new URL(file, folder), 'utf8')))
  const found = texts.flatMap((text) => [...text.matchAll(/ from '(?:\.\.\/)+([a-z]+)\//g)])
  return [...new Set(found.flatMap(([, name]) => name ?? []))].filter((name) =>
    readyModules.includes(name),
  )
}

/** Gives each entity an address of its own: its plural, behind its module where that one is taken. */
function placed(
  written: readonly ModuleDefinition[],
  ready: ReadonlySet<string>,
): ModuleDefinition[] {
  const taken = new Set([...ready].flatMap(pathsOf))
  return written.map((definition) => ({
    ...definition,
    entities: definition.entities.map((entity) => {
      const path = taken.has(entity.path)
        ? `/${namesOf(definition.name).file}${entity.path}`
        : entity.path
      taken.add(path)
      return { ...entity, path }
    }),
  }))
}

/** First segments of a ready module's REST paths. */
function pathsOf(module: string): string[] {
  return operationsOfReady(module).flatMap(({ rest }) => {
    const route = typeof rest === 'string' ? rest : rest?.route
    return route ? [`/${route.split('/')[1]}`] : []
  })
}
