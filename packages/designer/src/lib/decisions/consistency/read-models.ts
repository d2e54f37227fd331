import { answerIn } from '../../answer.ts'
import { citeMix } from '../../citations.ts'
import type { Candidate, Explanation, Question } from '../../decision.ts'
import { frequency, percent, show } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'
import { comfort, outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'
import { largestPrimary } from '../data/store.ts'
import { isApart } from '../messaging/needs.ts'
import { history } from './history.ts'

/** Whether reads have a model of their own; asked where reads gather what several modules own, or state is not kept as rows. */
export const readModels: Question = {
  key: 'consistency.read-models',
  area: 'consistency',
  question: 'Do reads have a model of their own?',
  weights: { simplicity: 3, capacity: 2, fit: 2 },
  varies: ['load'],
  asks: { cqrs: 'read models fed by events (CQRS)' },
  choices: (_, chosen) => ({ special: chosen.includes('CQRS') ? ['cqrs'] : [] }),
  judge,
  explain,
}

/** Modules that one read has to ask. */
export function widestRead({ brief }: Situation): number {
  const owner = new Map(brief.entities.map(({ name, module }) => [name, module]))
  const widths = brief.operations
    .filter(({ kind }) => kind === 'query')
    .map(({ reads }) => new Set(reads.map((name) => owner.get(name))).size)
  return Math.max(0, ...widths)
}

function judge(situation: Situation): Candidate[] {
  const { totals } = situation
  const sourced = isSourced(situation)
  const width = widestRead(situation)
  const hops = isApart(situation) ? width * figure('hop.latency') : 0
  const joined = hops > 0 && totals.readsPerSecond * width > 1000 / figure('hop.latency')
  return [
    {
      name: 'the same tables for writing and reading',
      scores: {
        simplicity: 1,
        capacity: comfort(largestPrimary, totals.databaseCores),
        fit: width > 1 ? 0.5 : 1,
      },
      ruledOut:
        outIf(
          sourced,
          () => 'a stream of changes answers 1 question only: what happened to this object',
        ) ??
        outIf(
          joined,
          () =>
            `one read would ask ${width} services ${show(totals.readsPerSecond)} times a second`,
        ),
    },
    {
      name: 'reads composed by asking each owner',
      scores: { simplicity: 0.8, capacity: 0.5, fit: width > 1 ? 0.8 : 0.3 },
      ruledOut: outIf(sourced, () => 'the owner has 0 tables that could be asked'),
    },
    {
      name: 'read models fed by events (CQRS)',
      scores: { simplicity: 0.3, capacity: 1, fit: width > 2 || sourced ? 1 : 0.5 },
    },
  ]
}

function explain(situation: Situation, chosen: string): Explanation {
  const { totals } = situation
  const width = widestRead(situation)
  const share = totals.callsPerSecond === 0 ? 0 : totals.readsPerSecond / totals.callsPerSecond
  return {
    answer: `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)}: ${frequency(totals.readsPerSecond, 'reads')}, the widest of ${width} module${width === 1 ? '' : 's'}`,
    because: [
      {
        text: `${percent(share)} of the calls read; asked one after another, ${width} owners take ${show(width * figure('hop.latency'))} ms more once they are apart`,
        from: [...citeMix(situation), 'hop.latency'],
      },
    ],
    consequences: chosen.includes('CQRS')
      ? [
          'A read model is a table shaped like its screen, filled by an idempotent handler, and can be dropped and filled again',
          'It lags by a moment and says how far it is; a command never decides by it',
          'The price: each screen has a second place where it can be wrong; only screens that need it get one',
        ]
      : [
          'Owners are asked at the same time, with one deadline; what does not answer in time is left out and said so',
          'A read model later hears the events that are there already',
        ],
  }
}

export const isSourced = (situation: Situation) =>
  situation.signals.any('history', 'replay', 'trading', 'asks event-sourcing') &&
  answerIn(situation, history).startsWith('the changes')
