import type { Actor, Brief, Capability, Entity, Fact, Operation } from '@archwright/model'
import { capabilities as capabilityWords, InputError, qualities } from '@archwright/model/light'

import { type Assumptions, createAssumptions, sources } from '../assumptions.ts'
import { completeBrief } from '../complete-brief.ts'
import { toSystem } from '../name-system.ts'
import { factId } from '../prose/understand.ts'
import type { Decoding } from './decode.ts'
import { nearest } from './nearest.ts'
import type { ShortBrief } from './short-brief.ts'

/** Completes a short brief by the tables of its kind; what the person wrote always stays. */
export function completeShortBrief(short: ShortBrief, decoding: Decoding): Brief {
  const capabilities = toCapabilities(short, decoding.lines)
  const facts: Fact[] = decoding.facts.map((fact, index) => ({ id: factId(index), ...fact }))
  const objectives = short.objectives ?? {}
  const { shop: _, ...filled } = completeBrief({
    capabilities,
    facts,
    objectives,
    concern: short.concern,
    given: toGiven(short),
  })
  const assumptions = createAssumptions(filled.assumptions)
  const title = short.title ?? short.system
  const operations = merge(filled.operations, short.operations, (operation) =>
    toOperation(operation, assumptions),
  )
  return {
    system: toSystem(short.system) || 'system',
    title,
    summary: short.summary ?? title,
    capabilities: filled.capabilities,
    actors: merge(filled.actors, short.actors, (actor) => ({ ...plainActor, ...actor })),
    entities: merge(filled.entities, short.entities, (entity) => toEntity(entity, operations)),
    operations,
    dependencies: merge(filled.dependencies, short.dependencies, (dependency) => ({
      purpose: dependency.name,
      ...dependency,
    })),
    objectives: filled.objectives,
    team: short.team ?? {},
    constraints: { mustUse: [], mustNotUse: [], ...short.constraints },
    existing: short.existing ?? [],
    asks: short.asks ?? [],
    ...(short.concern === undefined ? {} : { concern: short.concern }),
    facts,
    assumptions: assumptions.all(),
    notUnderstood: [],
  }
}

const capabilityNames = [...Object.keys(capabilityWords), ...Object.keys(qualities)]

// Besides those listed, an operation of a known module says that the capability is wanted.
function toCapabilities(short: ShortBrief, lines: Decoding['lines']): Capability[] {
  const listed = short.capabilities ?? []
  const problems = listed.flatMap(({ name }, index) => {
    if (capabilityNames.includes(name)) return []
    const near = nearest(name, capabilityNames)
    const right = near ? `did you mean "${near}"?` : `known are ${capabilityNames.join(', ')}`
    const where = `line ${lines.get(`/capabilities/${index}`) ?? 1}, capabilities[${index}]`
    return [{ where, what: `unknown capability "${name}"`, right }]
  })
  if (problems.length > 0) throw new InputError(problems)
  const found = new Map(listed.map((capability) => [capability.name, capability]))
  for (const [index, { name }] of (short.operations ?? []).entries()) {
    const module = name.split('.')[0] ?? ''
    if (!capabilityNames.includes(module) || found.has(module)) continue
    const line = lines.get(`/operations/${index}`) ?? 1
    found.set(module, { name: module, origin: { from: 'yaml', line } })
  }
  return [...found.values()]
}

function toGiven({ operations, entities, dependencies }: ShortBrief) {
  const rows = (entities ?? []).flatMap(({ name, count }) =>
    count === undefined ? [] : [[name, count] as const],
  )
  return {
    operations: operations !== undefined,
    entities: entities !== undefined,
    loads: new Map((operations ?? []).map(({ name, ...load }) => [name, load])),
    rows: new Map(rows),
    dependencies: new Map((dependencies ?? []).map(({ name, ...rest }) => [name, rest])),
  }
}

// Those the tables know are changed by what is written; the others are added in their order.
function merge<Written extends { name: string }, Whole extends { name: string }>(
  filled: readonly Whole[],
  written: readonly Written[] | undefined,
  complete: (written: Written) => Whole,
): Whole[] {
  const own = new Map((written ?? []).map((one) => [one.name, one]))
  const changed = filled.map((one) => ({ ...one, ...own.get(one.name) }))
  const known = new Set(filled.map(({ name }) => name))
  return [...changed, ...[...own.values()].filter(({ name }) => !known.has(name)).map(complete)]
}

const plainActor: Omit<Actor, 'name'> = { trust: 'public', clients: ['web'] }

type WrittenOperation = NonNullable<ShortBrief['operations']>[number]

function toOperation(written: WrittenOperation, assumptions: Assumptions): Operation {
  const reading = /\.(?:get|list|search|find|count|read|show|query)/.test(written.name)
  const kind = written.kind ?? (reading ? 'query' : 'command')
  if (written.kind === undefined)
    assumptions.assume({
      about: `operations.${written.name}.kind`,
      value: kind,
      unit: '',
      why: `its name ${reading ? 'asks for something' : 'does something'}`,
      source: sources.judgement,
    })
  const plain = { actor: 'user', consistency: 'strong' as const, reads: [], writes: [], calls: [] }
  return { ...plain, ...written, kind }
}

type WrittenEntity = NonNullable<ShortBrief['entities']>[number]

// The module that writes an entity keeps it; when none says so, the first one does.
function toEntity(written: WrittenEntity, operations: readonly Operation[]): Entity {
  const writer = operations.find(({ writes }) => writes.includes(written.name)) ?? operations[0]
  const module = writer?.name.split('.')[0] ?? 'records'
  return { shape: 'record', sensitivity: 'none', perTenant: false, module, ...written }
}
