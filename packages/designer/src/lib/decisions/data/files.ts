import { citeAssumption, citeLoad } from '../../citations.ts'
import type { Candidate, Question } from '../../decision.ts'
import { bytes, frequency } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'
import { outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'
import { groupOf } from './kinds.ts'

/** Where files live: the bytes, and what is known of them. */
export const fileStore: Question = {
  key: 'store.files',
  area: 'data',
  question: 'Where do files live?',
  weights: { simplicity: 1, capacity: 3, cost: 2 },
  varies: [],
  judge: (situation) => [
    { name: 'object store', scores: { simplicity: 0.6, capacity: 1, cost: 1 } },
    {
      name: 'bytea columns in PostgreSQL',
      scores: { simplicity: 1, capacity: 0.2, cost: 0.2 },
      ruledOut: outIf(
        fileBytes(situation) >= figure('blob.database'),
        () =>
          `${bytes(fileBytes(situation))} each: from ${bytes(figure('blob.database'))} on a database fragments, and every backup carries them again`,
      ),
    },
    {
      name: 'disk of the application machine',
      scores: { simplicity: 0.9, capacity: 0.2, cost: 0.8 },
      ruledOut: 'a second replica would not see the files of the first 1',
    },
  ],
  explain: (situation) => {
    const { holds, bytesAfterYear } = groupOf(situation, 'files')
    const size = fileBytes(situation)
    return {
      answer: `Object store for the bytes of ${holds.join(', ')} (about ${bytes(size)} each, ${bytes(bytesAfterYear)} after a year), rows in PostgreSQL for what is known of them`,
      because: [
        {
          text: `Objects of ${bytes(size)} against the ${bytes(figure('blob.database'))} from which a database is the worse place`,
          from: [...citeAssumption(situation, 'entities.blob.bytes'), 'blob.database'],
        },
        {
          text: `An object store keeps eleven nines of durability and serves ${frequency(figure('storage.object'), 'reads')} per prefix, without a connection of the database`,
          from: ['storage.object'],
        },
      ],
      consequences: [
        'The row comes first (state "expected"), then the bytes, then the row says "stored" with size and digest; a job removes what never arrived',
        'The key of an object is its id, never its name; a changed file is a new object, so caches never serve an old one',
        'Erasing a person deletes rows and objects; old versions expire by a lifecycle rule',
      ],
    }
  },
  choices: (situation) => {
    const kinds = groupOf(situation, 'files').holds
    return {
      stores: Object.fromEntries(
        kinds.flatMap((name) => [
          [name, 'object'],
          [`${name} metadata`, 'relational'],
        ]),
      ),
    }
  },
}

/** How files get from and to clients. */
export const fileTransfer: Question = {
  key: 'files.transfer',
  area: 'data',
  question: 'How do files get from and to clients?',
  weights: { simplicity: 2, capacity: 3, control: 2 },
  varies: ['load'],
  judge: (situation): Candidate[] => {
    const busy = (transferred(situation) * 8) / 1e9
    return [
      {
        name: 'presigned URLs, straight to the object store',
        scores: { simplicity: 0.7, capacity: 1, control: 0.8 },
      },
      {
        name: 'through the application',
        scores: { simplicity: 1, capacity: busy > 0.1 ? 0 : 0.4, control: 1 },
        ruledOut: outIf(
          fileBytes(situation) >= figure('blob.database'),
          () =>
            `each file of ${bytes(fileBytes(situation))} would hold a request, its memory and its connection until a slow client has sent it`,
        ),
      },
      {
        name: 'public bucket',
        scores: { simplicity: 0.9, capacity: 1, control: 0 },
        ruledOut: outIf(!openToAll(situation), () => 'whoever knows 1 address would read the file'),
      },
    ]
  },
  explain: (situation, chosen) => ({
    answer: `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)}: ${bytes(fileBytes(situation))} a file, ${bytes(transferred(situation))}/s at the peak past the application instead of through it`,
    because: [
      {
        text: `${frequency(fileCalls(situation), 'transfers')} × ${bytes(fileBytes(situation))} = ${bytes(transferred(situation))}/s`,
        from: [...citeLoad(situation), ...citeAssumption(situation, 'entities.blob.bytes')],
      },
      {
        text: `From ${bytes(figure('object.multipart'))} on a file is sent in parts, and only a lost part is sent again`,
        from: ['object.multipart'],
      },
    ],
    consequences: [
      'The application checks the right, then signs 1 URL for 1 object, 1 action, a largest size and some minutes; withdrawing access is not signing again',
      'An event of the store, or the client’s call, says that a file has arrived; it is checked (type, size, malware) before anybody else may read it',
      'Who signed what for whom is written to the audit trail',
    ],
  }),
  choices: (_, chosen) => ({ special: chosen.startsWith('presigned') ? ['presigned-upload'] : [] }),
}

/** Bytes of a usual file: the largest kind of the brief, or what nobody said. */
function fileBytes({ brief }: Situation): number {
  const sizes = brief.entities.flatMap(({ shape, bytes: size }) =>
    shape === 'blob' && size !== undefined ? [size] : [],
  )
  return sizes.length > 0 ? Math.max(...sizes) : figure('blob.database')
}

function fileCalls(situation: Situation): number {
  const { readsPerSecond, writesPerSecond } = groupOf(situation, 'files')
  return readsPerSecond + writesPerSecond
}

const transferred = (situation: Situation) => fileCalls(situation) * fileBytes(situation)

const openToAll = ({ signals }: Situation) =>
  signals.any('static-content') && !signals.any('identity', 'tenants', 'permissions', 'health')
