import { answerIn } from '../../answer.ts'
import { citeMix } from '../../citations.ts'
import type { Question } from '../../decision.ts'
import { frequency, show } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'
import { comfort, outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'
import { groupOf, hasKind } from './kinds.ts'
import { liveStore } from './live.ts'

/** How what is near is found. */
export const nearby: Question = {
  key: 'data.nearby',
  area: 'data',
  question: 'How is what is near found?',
  weights: { simplicity: 3, capacity: 3, exactness: 1 },
  varies: ['load'],
  judge: (situation) => {
    const beside = positionsInMemory(situation)
    const { writesPerSecond, rows } = groupOf(situation, 'live')
    return [
      {
        name: 'GiST index in PostgreSQL (PostGIS)',
        scores: {
          simplicity: 1,
          capacity: comfort(figure('live.updates'), writesPerSecond),
          exactness: 1,
        },
        ruledOut: outIf(beside, () => 'the positions are not in PostgreSQL: 1 copy is enough'),
      },
      {
        name: 'cells of a grid in the key-value store (geohash)',
        scores: { simplicity: beside ? 0.9 : 0.2, capacity: 1, exactness: 0.7 },
      },
      {
        name: 'distance to every row',
        scores: { simplicity: 1, capacity: 0, exactness: 1 },
        ruledOut: outIf(
          rows > scanned,
          () => `${show(rows)} distances for each question, where an index reads tens`,
        ),
      },
    ]
  },
  explain: (situation, chosen) => {
    const { readsPerSecond, writesPerSecond } = groupOf(situation, 'live')
    return {
      answer: `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)}: ${frequency(writesPerSecond, 'positions')} in, ${frequency(readsPerSecond, 'questions')} out`,
      because: [
        {
          text: `${frequency(writesPerSecond, 'positions')} against ${frequency(figure('live.updates'), 'updates')} of short-lived rows that one PostgreSQL carries`,
          from: [...citeMix(situation), 'live.updates'],
        },
      ],
      consequences: chosen.startsWith('cells')
        ? [
            'A position is written under the cell it is in; a question reads that cell and its 8 neighbors, then sorts by true distance',
            'Cells are as large as the usual radius; a crowded cell is divided, or it becomes the hot key',
            'Cells are also what the data is split by when one node is too small: most questions stay in one region',
          ]
        : [
            'Distances are exact on the globe (`geography`), and other conditions join in the same query',
            'What moves and what stands are 2 tables, so that moving things do not bloat the index of places',
          ],
    }
  },
  choices: () => ({ special: ['geospatial-index'] }),
}

/** Rows of which the distance to each is computed in about a millisecond. */
const scanned = 1000

const positionsInMemory = (situation: Situation): boolean =>
  hasKind(situation, 'live') &&
  answerIn(situation, liveStore) === 'key-value store in memory (Redis)'
