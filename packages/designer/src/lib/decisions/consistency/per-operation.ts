import type { Signal } from '@archwright/model/light'

import { answerIn } from '../../answer.ts'
import { isInternal } from '../../brief/leading.ts'
import { citeMix } from '../../citations.ts'
import type { Candidate, ChoicePart, Explanation, Question } from '../../decision.ts'
import { counted, duration, percent } from '../../figures.ts'
import { consistencyOf } from '../../operation-consistency.ts'
import { interval } from '../../rules/catalog.ts'
import { outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'
import { messaging } from '../messaging/messaging.ts'

/** Which operations must see the latest state, and which may lag. */
export const perOperation: Question = {
  key: 'consistency.operations',
  area: 'consistency',
  question: 'Which operations must see the latest state, and which may lag?',
  weights: { safety: 3, availability: 2, simplicity: 2 },
  varies: [],
  choices: inWords,
  judge,
  explain,
}

function inWords(situation: Situation): ChoicePart {
  const { brief, modules, signals } = situation
  const asked = new Set(
    brief.operations.filter((each) => !isInternal(each, brief)).map(({ name }) => name),
  )
  const found = consistencyOf(situation).filter(({ operation }) => asked.has(operation))
  const several = found.some(({ kind, grounded }) => kind === 'strong' && grounded)
  const told = modules.length > 1 && answerIn(situation, messaging) !== 'none'
  return {
    consistency: {
      ops: {
        ...Object.fromEntries(found.map(({ operation, kind }) => [operation, kind])),
        ...(told || signals.any('independent-parts') ? { 'between modules': 'eventual' } : {}),
        ...(signals.any('read-own-writes') ? { 'own writes': 'strong' } : {}),
      },
      mechanism: several || signals.any('all-or-nothing') ? ['acid'] : [],
    },
  }
}

const lagging: readonly Signal[] = ['always-writable', 'eventual-is-fine', 'offline']

function judge(situation: Situation): Candidate[] {
  const { signals } = situation
  const all = consistencyOf(situation)
  const strong = all.filter(({ kind, grounded }) => kind === 'strong' && grounded)
  const late = all.filter(({ kind }) => kind === 'eventual')
  const writable = signals.any('always-writable')
  return [
    {
      name: 'each operation by what it is about',
      scores: { safety: 1, availability: 0.9, simplicity: 0.8 },
      ruledOut: outIf(late.length === 0, () => `0 of ${all.length} operations may lag`),
    },
    {
      name: 'the latest state everywhere',
      scores: { safety: 1, availability: 0.4, simplicity: late.length > 0 ? 0.6 : 1 },
      ruledOut: outIf(
        writable,
        () => 'a write has to be accepted also when 1 copy cannot reach the others',
      ),
    },
    {
      name: 'late everywhere',
      scores: { safety: signals.any(...lagging) ? 0.5 : 0.1, availability: 1, simplicity: 0.5 },
      ruledOut: outIf(
        strong.length > 0,
        () =>
          `${strong.length} operations must see the latest: ${strong[0]?.operation}, because ${strong[0]?.why}`,
      ),
    },
  ]
}

function explain(situation: Situation, chosen: string): Explanation {
  const all = consistencyOf(situation)
  const late = all.filter(({ kind }) => kind === 'eventual')
  const longest = Math.max(0, ...late.map(({ staleSeconds }) => staleSeconds))
  const { low, high } = interval('stale.fine')
  const share = all.length === 0 ? 0 : late.length / all.length
  return {
    answer: `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)}: ${counted(all.length - late.length, 'operation sees', 'operations see')} what was written, ${late.length} may lag${longest > 0 ? `, ${duration(longest)} at most` : ''}`,
    because: [
      {
        text: `${percent(share)} of the operations lose nothing by lagging ${duration(low)} to ${duration(high)}; they may be answered by a copy, the rest only by the primary`,
        from: [...citeMix(situation), 'stale.fine'],
      },
    ],
    consequences: [
      'Who writes sees it at once: after a write that person’s reads go to the primary until the copies have passed the write’s position',
      'An answer that may lag says how old it is; no command decides by such an answer, it checks again where it writes',
      'A conditional update (what was read is still so) replaces “read, think, write” wherever two may act at once',
    ],
  }
}
