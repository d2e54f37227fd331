import type { Brief, Entity, Operation } from '@archwright/model'

/** A brief of the given entities and operations; actors: customer, visitor, partner, staff, worker (internal). */
export function sampleBrief(
  entities: readonly Partial<Entity>[],
  operations: readonly Operation[],
): Brief {
  return {
    system: 'sample',
    title: 'Sample',
    summary: '',
    capabilities: [],
    actors: [
      { name: 'user', trust: 'public', clients: ['web'] },
      { name: 'visitor', trust: 'public', clients: ['web'] },
      { name: 'device', trust: 'partner', clients: ['device'] },
      { name: 'clerk', trust: 'staff', clients: ['browser-admin'] },
      { name: 'worker', trust: 'internal', clients: ['server'] },
    ],
    entities: entities.map((entity) => ({
      name: 'Trip',
      module: 'rides',
      shape: 'record',
      sensitivity: 'none',
      perTenant: false,
      ...entity,
    })),
    operations: [...operations],
    dependencies: [],
    objectives: {},
    team: {},
    constraints: { mustUse: [], mustNotUse: [] },
    existing: [],
    asks: [],
    facts: [],
    assumptions: [],
    notUnderstood: [],
  }
}

/** An operation on an entity, asked by the actor. */
export function sampleOperation(
  kind: Operation['kind'],
  name: string,
  { actor, entity }: { actor: string; entity: string },
): Operation {
  const reads = kind === 'query' ? [entity] : []
  const writes = kind === 'query' ? [] : [entity]
  return { kind, name, actor, consistency: 'strong', reads, writes, calls: [] }
}
