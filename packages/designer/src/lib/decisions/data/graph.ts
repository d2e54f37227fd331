import { frequency } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'
import { storeQuestion } from './store-question.ts'

/** Where relations live that are followed over several steps. */
export const graphStore = storeQuestion({
  key: 'store.graph',
  kind: 'graph',
  question: 'Where do relations live that are followed over several steps?',
  varies: ['load', 'rows'],
  bought: { name: 'graph store (Neo4j)', family: 'graph' },
  others: [
    {
      name: 'edges in the memory of a service',
      scores: { simplicity: 0.2, capacity: 0.8, fit: 0.8 },
    },
  ],
  limits: [
    {
      rule: 'graph.neighbors',
      need: ({ readsPerSecond }) => readsPerSecond,
      format: (value) => `${frequency(value, 'reads of neighbors')}`,
    },
  ],
  need: ({ brief, signals }) =>
    brief.capabilities.some(({ name }) => name === 'relations') ? signals.of('relations') : [],
  why: {
    start: `Up to ${figure('graph.depth')} steps are joins over an index on both ends; a recursive query answers the rare deeper one`,
    bought: `Paths deeper than ${figure('graph.depth')} steps are asked for: each step multiplies the rows met by the number of neighbors, which a graph store follows as pointers and a relational one as index look-ups`,
  },
  consequences: {
    start: ['Two indexes, from each end of an edge, serve both directions'],
    bought: [
      'It holds ids and relations only; names and details stay in PostgreSQL and are read by id',
      'It is fed by events of the owning module, so it may lag by seconds and can be rebuilt',
    ],
  },
})
