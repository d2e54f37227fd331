import { answerIn } from '../../answer.ts'
import { citeMix } from '../../citations.ts'
import type { Question } from '../../decision.ts'
import { frequency, show } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'
import { outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'
import { historyStore } from './history.ts'
import { hasKind } from './kinds.ts'

/** How rows are named. */
export const ids: Question = {
  key: 'data.ids',
  area: 'data',
  question: 'How are rows named?',
  weights: { simplicity: 2, order: 2, independence: 2, size: 1 },
  varies: [],
  judge: (situation) => {
    const many = madeInManyPlaces(situation)
    return [
      {
        name: 'UUID version 7',
        scores: { simplicity: 1, order: 1, independence: 1, size: 0.5 },
      },
      {
        name: '64-bit ids of node and time (Snowflake)',
        scores: { simplicity: 0.4, order: 1, independence: 0.8, size: 1 },
      },
      {
        name: 'sequence of the database',
        scores: { simplicity: 1, order: 1, independence: 0, size: 1 },
        ruledOut: outIf(
          many,
          () => 'ids are made in more than 1 place, and one sequence is one place',
        ),
      },
      {
        name: 'UUID version 4',
        scores: { simplicity: 1, order: 0, independence: 1, size: 0.5 },
      },
    ]
  },
  explain: (situation) => ({
    answer: `UUID version 7: ${show(figure('id.uuid'))} random bits behind 48 bits of time, made wherever a row is made`,
    because: [
      {
        text: `${frequency(situation.totals.writesPerSecond, 'rows')} or more are named without asking anybody, and still go to the right end of the index`,
        from: [...citeMix(situation), 'id.uuid'],
      },
      {
        text: `64-bit ids are half as long but need node numbers that are never given twice; at ${frequency(figure('id.snowflake'), 'ids')} per node their limit is not what decides`,
        from: ['id.snowflake'],
      },
    ],
    consequences: [
      'The id is also the order of creation, so lists page by key (`id < last`) without a second index',
      'Ids tell when a row was made; what must not tell it (links for guests, tokens) gets a random name beside the id',
      'Rows can move to another database, table or shard without a new name',
    ],
  }),
  choices: (situation) => ({
    special: madeInManyPlaces(situation) || ordersByTime(situation) ? ['time-sortable-ids'] : [],
  }),
}

const madeInManyPlaces = ({ signals }: Situation) => signals.any('unique-ids')

/** Whether reading in time order by key is what the history store lives from. */
const ordersByTime = (situation: Situation) =>
  hasKind(situation, 'history') && answerIn(situation, historyStore).startsWith('wide-column')
