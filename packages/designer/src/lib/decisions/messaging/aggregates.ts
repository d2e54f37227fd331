import type { Signal } from '@archwright/model/light'

import { answerIn } from '../../answer.ts'
import { citeLoad, quote } from '../../citations.ts'
import type { Candidate, Explanation, Question } from '../../decision.ts'
import { show } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'
import { comfort, outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'
import { messaging } from './messaging.ts'
import { flowsOf } from './needs.ts'

/** Words by which a brief wants figures over many records. */
export const aggregateWords: readonly Signal[] = [
  'windows',
  'counters',
  'ranking',
  'aggregates',
  'analytics',
  'reporting',
  'fraud',
  'monitoring',
  'telemetry',
]

/** Where figures over many records are made; asked where the brief wants any. */
export const aggregates: Question = {
  key: 'aggregates',
  area: 'messaging',
  question: 'Where are figures over many records made?',
  weights: { fit: 3, simplicity: 3, capacity: 2 },
  varies: [],
  choices: (situation, chosen) => ({ special: inWords(situation, chosen) }),
  judge,
  explain,
}

function inWords({ signals }: Situation, chosen: string): string[] {
  const late = signals.any('batch', 'archive', 'reporting', 'aggregates')
    ? ['batch-aggregation']
    : []
  if (chosen === 'in the stream, as records come') {
    return ['stream-processing', ...(signals.any('windows') ? ['windowing'] : []), ...late]
  }
  return chosen === 'sums kept by jobs' ? ['batch-aggregation'] : []
}

/** Rows that a figure may read each time it is asked for, beside the requests. */
const rowsPerQuestion = figure('postgres.search-rows')

function judge(situation: Situation): Candidate[] {
  const { totals, signals } = situation
  const log = answerIn(situation, messaging) === 'outbox and an event stream'
  const rows = rowsPerDay(situation)
  const prompt = signals.any('windows', 'fraud', 'monitoring') || (log && signals.any('realtime'))
  return [
    {
      name: 'a query over the rows when asked',
      scores: { fit: prompt ? 0.6 : 0.7, simplicity: 1, capacity: comfort(rowsPerQuestion, rows) },
      ruledOut: outIf(
        rows > rowsPerQuestion,
        () => `a day has ${show(rows)} rows; ${show(rowsPerQuestion)} are read in time`,
      ),
    },
    {
      name: 'sums kept by jobs',
      scores: {
        fit: prompt ? 0.3 : wantsSums(situation) ? 1 : 0.6,
        simplicity: 0.8,
        capacity: comfort(figure('channel.postgres') / 2, totals.eventsPerSecond),
      },
    },
    {
      name: 'in the stream, as records come',
      scores: {
        fit: prompt || flowsOf(situation).length > 0 ? 1 : 0.6,
        simplicity: log ? 0.85 : 0.2,
        capacity: 1,
      },
      ruledOut: outIf(!log, () => 'there is no stream: 0 events are kept in a log'),
    },
  ]
}

function explain(situation: Situation, chosen: string): Explanation {
  const { signals } = situation
  const words = signals.of(...aggregateWords).slice(0, 3)
  const rows = rowsPerDay(situation)
  return {
    answer: `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)}: a day adds ${show(rows)} rows`,
    because: [
      {
        text: `${show(rows)} rows a day; a query reads about ${show(rowsPerQuestion)} beside the requests`,
        from: [...citeLoad(situation), 'postgres.search-rows'],
      },
      {
        text: `What is asked: ${words.map((word) => quote(situation, word)).join(', ')}`,
        from: [],
      },
    ],
    consequences: consequencesOf(chosen),
  }
}

function consequencesOf(chosen: string): string[] {
  if (chosen === 'in the stream, as records come') {
    return [
      'Windows follow the time in the record, not of its arrival; a late record corrects its window for as long as a watermark allows',
      'A job’s state is rebuilt from the log; its output is written by key, so that a repeat changes nothing',
      'The same figures can be made again from what is kept, when a rule was wrong',
    ]
  }
  if (chosen === 'sums kept by jobs') {
    return [
      'A job adds up what came since its last mark and stores sums by hour and day; readers see them with their time',
      'A day is summed again from its rows when something was late or wrong: the same rows give the same sums',
    ]
  }
  return [
    'An index by time and owner serves the query; no second copy can be wrong',
    'Sums by hour, kept by a job, are the next step: the readers’ contract stays',
  ]
}

const rowsPerDay = ({ volumes }: Situation) =>
  volumes.reduce((sum, volume) => sum + volume.rowsPerDay, 0)

/** Figures that are asked for again and again, or over all that was ever kept. */
const wantsSums = ({ signals }: Situation) =>
  signals.any('aggregates', 'reporting', 'batch') &&
  signals.any('analytics', 'batch', 'high-traffic', 'growth', 'write-heavy')
