import { citeLoad } from '../../citations.ts'
import type { Question } from '../../decision.ts'
import { bytes, show } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'
import { comfort, outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'
import { recordLoad } from './elsewhere.ts'

/** What is done about tables that grow for ever. */
export const growth: Question = {
  key: 'scaling.growth',
  area: 'data',
  question: 'What is done about tables that only grow?',
  weights: { simplicity: 3, room: 1 },
  varies: ['load'],
  choices: (_, chosen) => ({
    scaling: chosen === 'partitions by month' ? ['partitioning:time'] : [],
  }),
  judge: (situation) => {
    const most = figure('postgres.table-size')
    const soon = grownWithinNotice(situation)
    return [
      {
        name: 'plain tables',
        scores: { simplicity: 1, room: comfort(most, soon) },
        ruledOut: outIf(
          soon > most,
          () =>
            `the largest reaches ${bytes(soon)} within ${noticeDays} days, too soon to plan for`,
        ),
      },
      { name: 'partitions by month', scores: { simplicity: 0.6, room: 1 } },
      { name: 'archive to object storage', scores: { simplicity: 0.3, room: 1 } },
    ]
  },
  explain: (situation, chosen) => {
    const { largest } = recordLoad(situation)
    const most = figure('postgres.table-size')
    const daysLeft = (365 * most) / Math.max(1, largest.bytesAfterYear)
    return {
      answer: `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)}: the largest (${largest.entity}) holds ${bytes(largest.bytesAfterYear)} after a year at the full rate and reaches ${bytes(most)} after ${show(daysLeft)} days`,
      because: [
        {
          text: `${show(largest.rowsPerDay)} rows a day of ${show(largest.bytesPerRow)} bytes with their indexes; vacuum and index builds start to hurt at ${bytes(most)}`,
          from: [
            ...citeLoad(situation),
            'L-storage',
            'postgres.row-overhead',
            'postgres.fill',
            'postgres.table-size',
          ],
        },
        {
          text: `Partitioning is weeks of work, so ${noticeDays} days of notice are enough and earlier is too early`,
          from: [],
        },
      ],
      consequences: [
        'Keys are in time order, so monthly partitions can be attached later without rewriting rows',
        'An alert on the size of the largest table at half of the limit starts that work',
        'Idempotency keys, sent events and webhooks older than their retention are deleted in batches',
      ],
    }
  },
}

/** Notice that a step of weeks needs. */
const noticeDays = 90

const grownWithinNotice = (situation: Situation) =>
  (recordLoad(situation).largest.bytesAfterYear * noticeDays) / 365
