import type { Decision } from '@archwright/model'

import type { Question } from './decision.ts'
import { findFlips, type Probe } from './flips.ts'
import { rank } from './score.ts'
import type { Situation } from './situation.ts'

/** Decisions by the key of their question. */
export interface Verdicts {
  all: readonly Decision[]
  /** The name of the option chosen, or '' when the question did not arise. */
  chosen(key: string): string
  /** The id of the decision, for parts of the design that rest on it; '' when the question did not arise. */
  id(key: string): string
}

/** Answers every question, with its reasons and the values at which the answer would change. */
export function answerAll(
  questions: readonly Question[],
  situation: Situation,
  probe: Probe,
): Verdicts {
  const all = questions.map((question, index) => answer(question, situation, { probe, index }))
  const byKey = new Map(all.map((decision) => [decision.key, decision]))
  return {
    all,
    chosen: (key) => byKey.get(key)?.chosen ?? '',
    id: (key) => byKey.get(key)?.id ?? '',
  }
}

function answer(
  question: Question,
  situation: Situation,
  at: { probe: Probe; index: number },
): Decision {
  const options = rank(question.judge(situation), question.weights)
  const chosen = options[0]?.name ?? ''
  return {
    id: `D-${String(at.index + 1).padStart(2, '0')}`,
    key: question.key,
    area: question.area,
    question: question.question,
    chosen,
    options,
    flips: findFlips(question, situation, at.probe),
    ...question.explain(situation, chosen),
  }
}
