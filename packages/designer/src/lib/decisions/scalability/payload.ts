import { answerIn } from '../../answer.ts'
import { workPerCall } from '../../arithmetic/work.ts'
import { citeMix } from '../../citations.ts'
import type { Question } from '../../decision.ts'
import { bytes, show } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'
import { outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'
import { publicApi } from '../api/public-api.ts'

/** Rows of a page that a list answers with. */
const page = 20

/** How what belongs to the rows of a list is read. */
export const related: Question = {
  key: 'reads.related',
  area: 'scalability',
  question: 'How is what belongs to the rows of a list read?',
  weights: { simplicity: 2, cost: 3 },
  varies: [],
  judge: () => [
    { name: 'one statement for all rows of the page', scores: { simplicity: 0.8, cost: 1 } },
    { name: 'a loader that gathers keys of one request', scores: { simplicity: 0.6, cost: 0.9 } },
    { name: 'one statement for each row', scores: { simplicity: 1, cost: 0 } },
    { name: 'all related rows, always', scores: { simplicity: 0.9, cost: 0.3 } },
  ],
  explain: (situation) => {
    const each = databaseTime(page + 1)
    const once = databaseTime(2)
    return {
      answer: `One statement for all rows of a page: 2 instead of ${page + 1} for ${page} rows, ${show(once)} ms of the database instead of ${show(each)}`,
      because: [
        {
          text: `${page} rows one by one are ${page + 1} statements of ${show(figure('work.statement.database'))} ms and as many round trips; by their keys together they are 2`,
          from: [...citeMix(situation), 'work.statement.database', 'work.statement.app'],
        },
      ],
      consequences: [
        'Between modules the same holds: a list of ids is asked for in 1 call (`getProducts(ids)`), never in a loop',
        ...(answerIn(situation, publicApi) === 'GraphQL'
          ? [
              'Resolvers ask a loader that gathers the keys of one request; its cache ends with the request',
            ]
          : []),
        'What most readers do not look at (history, large texts, pictures) is behind an address of its own and read when it is opened',
      ],
    }
  },
}

/** How large answers become, and how they are made smaller. */
export const payload: Question = {
  key: 'reads.payload',
  area: 'scalability',
  question: 'How are answers kept small?',
  weights: { simplicity: 2, size: 3 },
  varies: [],
  judge: (situation) => {
    const least = figure('payload.compression')
    const usual = answerBytes(situation)
    return [
      {
        name: 'compressed from 1 kB on, at the edge',
        scores: { simplicity: 0.8, size: 1 },
      },
      {
        name: 'as they are',
        scores: { simplicity: 1, size: 0.3 },
        ruledOut: outIf(
          usual >= least,
          () =>
            `a page of ${bytes(usual)} is sent as it is, where ${bytes(usual * figure('payload.ratio'))} would do`,
        ),
      },
      { name: 'a binary format', scores: { simplicity: 0.3, size: 0.9 } },
    ]
  },
  explain: (situation) => {
    const usual = answerBytes(situation)
    const squeezed = usual * figure('payload.ratio')
    return {
      answer: `Compressed from ${bytes(figure('payload.compression'))} on (Brotli, else gzip): a page of ${bytes(usual)} becomes ${bytes(squeezed)}`,
      because: [
        {
          text: `${page} rows of the largest usual kind are ${bytes(usual)}; text shrinks to about ${show(figure('payload.ratio') * 100)} %, and below ${bytes(figure('payload.compression'))} it fits one packet anyway`,
          from: ['payload.compression', 'payload.ratio'],
        },
      ],
      consequences: [
        'The proxy compresses, not the process: its cores are for the application; pictures and archives are compressed already',
        `Lists answer with at most ${page} rows by default and with what a list shows; a client that wants fewer fields says so (\`fields\`), one that has an answer already sends its ETag and gets 304`,
        'Answers that mix a secret with what a caller sent are not compressed (BREACH)',
      ],
    }
  },
}

const databaseTime = (statements: number) =>
  workPerCall(0, figure('work.statement.database'), statements)

/** Bytes of one page of the largest rows that are not files. */
function answerBytes({ brief }: Situation): number {
  const most = figure('blob.database') / 10
  const sizes = brief.entities.flatMap(({ bytes: size = 0 }) => (size < most ? [size] : []))
  return page * Math.max(250, ...sizes)
}
