import { show } from '../../figures.ts'
import { storeQuestion } from './store-question.ts'

/** Where records live whose fields differ or nest deeply. */
export const documentStore = storeQuestion({
  key: 'store.documents',
  kind: 'documents',
  question: 'Where do records live whose fields differ?',
  varies: ['rows', 'load'],
  bought: { name: 'document store (MongoDB)', family: 'document' },
  others: [
    {
      name: 'a row per field (entity, attribute, value)',
      scores: { simplicity: 0.3, capacity: 0.2, fit: 0.2 },
    },
  ],
  limits: [
    {
      rule: 'document.rows',
      need: ({ rows, rowsPerDay }) => rows + 365 * rowsPerDay,
      format: (value) => `${show(value)} documents after a year`,
    },
  ],
  need: ({ brief, signals }) =>
    brief.capabilities.some(({ name }) => name === 'varied-shape') &&
    signals.any('high-traffic', 'growth', 'global', 'independent-parts', 'no-operations-staff')
      ? signals.of('varied-shape')
      : [],
  why: {
    start:
      'What is the same in all is a column with its checks, what differs is 1 jsonb column with a GIN index, and both change in 1 transaction with the rest',
    bought:
      'A record is read and written as 1 document by its id, its fields differ by kind, and the collection is split by id over nodes when it grows',
  },
  consequences: {
    start: ['A field that is searched or joined often becomes a column: generated, and indexed'],
    bought: [
      'The shape is checked by a schema of the collection, in the version that each document names',
      'What needs a transaction with other data stays in PostgreSQL',
    ],
  },
})
