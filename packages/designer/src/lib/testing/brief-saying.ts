import type { Brief, Entity, Operation } from '@archwright/model'
import type { Signal } from '@archwright/model/light'

/** What a test brief has beside its words. */
export interface Saying {
  /** "module entity", each with a command and a query of its own. */
  entities?: readonly string[]
  /** Commands a second at the peak. */
  perSecond?: number
  /** Outside systems that the first command calls. */
  calls?: readonly string[]
  /** Entities that the first command writes beside its own. */
  alsoWrites?: readonly string[]
  shape?: Entity['shape']
  change?: Partial<Brief>
}

/** A small brief that says these words of the vocabulary; techniques as "asks kafka". Only for tests. */
export function briefSaying(words: readonly Signal[], saying: Saying = {}): Brief {
  const { entities = ['records record'], calls = [], alsoWrites = [] } = saying
  const owned = entities.map((text) => text.split(' ') as [string, string]) // as documented above
  const origin = { from: 'yaml', line: 1 } as const
  return {
    system: 'example',
    title: 'Example',
    summary: 'An example.',
    capabilities: words
      .filter((word) => !word.startsWith('asks '))
      .map((name) => ({ name, origin })),
    actors: [{ name: 'member', trust: 'public', clients: ['web'] }],
    entities: owned.map(([module, name]) => ({
      name,
      module,
      shape: saying.shape ?? 'record',
      sensitivity: 'none',
      perTenant: false,
    })),
    operations: owned.flatMap(([module, name], index) =>
      operationsOf(module, name, index === 0 ? { ...saying, calls, alsoWrites } : {}),
    ),
    dependencies: calls.map((name) => ({ name, purpose: 'does its part' })),
    objectives: {},
    team: {},
    constraints: { mustUse: [], mustNotUse: [] },
    existing: [],
    asks: words
      .filter((word) => word.startsWith('asks '))
      .map((word) => ({ what: word.slice(5), text: word.slice(5), origin })),
    facts: [],
    assumptions: [],
    notUnderstood: [],
    ...saying.change,
  }
}

function operationsOf(module: string, entity: string, saying: Saying): Operation[] {
  const noun = entity.charAt(0).toUpperCase() + entity.slice(1)
  const common = { actor: 'member', consistency: 'strong', reads: [entity], calls: [] } as const
  return [
    {
      ...common,
      name: `${module}.create${noun}`,
      kind: 'command',
      reads: [],
      writes: [entity, ...(saying.alsoWrites ?? [])],
      calls: [...(saying.calls ?? [])],
      ...(saying.perSecond === undefined
        ? {}
        : { ratePerSecond: saying.perSecond, rateIs: 'peak' }),
    },
    {
      ...common,
      name: `${module}.list${noun}s`,
      kind: 'query',
      reads: [entity],
      writes: [],
      calls: [],
    },
  ]
}
