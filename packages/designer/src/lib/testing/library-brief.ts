import type { Brief } from '@archwright/model'

/** A small office tool without a single number: the simple answer is the right one. Only for tests. */
export function libraryBrief(): Brief {
  const operation = (name: string, kind: 'command' | 'query', writes: string[]) => ({
    name,
    kind,
    actor: 'member',
    consistency: 'strong' as const,
    reads: ['book'],
    writes,
    calls: [],
  })
  return {
    system: 'library',
    title: 'Library',
    summary: 'Members borrow and return books.',
    capabilities: [],
    actors: [{ name: 'member', trust: 'staff', clients: ['web'] }],
    entities: [
      { name: 'book', module: 'loans', shape: 'record', sensitivity: 'none', perTenant: false },
      { name: 'loan', module: 'loans', shape: 'record', sensitivity: 'none', perTenant: false },
    ],
    operations: [
      operation('loans.borrowBook', 'command', ['loan']),
      operation('loans.returnBook', 'command', ['loan']),
      operation('loans.listBooks', 'query', []),
    ],
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
