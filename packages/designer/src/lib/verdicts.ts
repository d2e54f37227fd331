import type { Choices, Decision } from '@archwright/model'

import { answerIn } from './answer.ts'
import { askFor, candidatesOf } from './asked.ts'
import { originsOf } from './brief/origins.ts'
import { joinChoices } from './choices.ts'
import type { Question, Reason } from './decision.ts'
import { questionsFor } from './questions.ts'
import { rank, winner } from './score.ts'
import type { Situation } from './situation.ts'

/** Decisions by the key of their question. */
export interface Verdicts {
  all: readonly Decision[]
  /** All decisions in the vocabulary of published designs. */
  choices: Choices
  /** The name of the option chosen, or '' when the question did not arise. */
  chosen(key: string): string
  /** The id of the decision, for parts of the design that rest on it; '' when the question did not arise. */
  id(key: string): string
}

/** Answers every question, with its reasons. The flips are found apart: they ask the engine hundreds of times. */
export function answerAll(questions: readonly Question[], situation: Situation): Verdicts {
  const all = questions.map((question, index) => answer(question, situation, index))
  const byKey = new Map(all.map((decision) => [decision.key, decision]))
  const chosen = (key: string) => byKey.get(key)?.chosen ?? ''
  const parts = questions.map((question) => question.choices?.(situation, chosen(question.key)))
  return {
    all,
    choices: joinChoices(parts.filter((part) => part !== undefined)),
    chosen,
    id: (key) => byKey.get(key)?.id ?? '',
  }
}

/** Only what is chosen, without reasons: for designs that are looked at in passing. */
export function chooseAll(situation: Situation): Verdicts {
  const byKey = new Map(questionsFor(situation).map((question) => [question.key, question]))
  const chosen = (key: string) => {
    const question = byKey.get(key)
    return question ? answerIn(situation, question) : ''
  }
  return { all: [], choices: joinChoices([]), chosen, id: () => '' }
}

function answer(question: Question, situation: Situation, index: number): Decision {
  const options = rank(candidatesOf(question, situation), question.weights)
  const chosen = options[0]?.name ?? ''
  const { because, ...explanation } = question.explain(situation, chosen)
  return {
    id: `D-${String(index + 1).padStart(2, '0')}`,
    key: question.key,
    area: question.area,
    question: question.question,
    chosen,
    options,
    flips: [],
    because: [...because, ...asking(question, chosen, situation)],
    ...explanation,
  }
}

/** What the brief asked for by name, and what the numbers alone would have taken. */
function asking(question: Question, chosen: string, situation: Situation): Reason[] {
  const ask = askFor(question, chosen, situation.brief)
  if (ask === undefined) return []
  const unasked = winner(question.judge(situation), question.weights)
  const text =
    unasked === chosen
      ? `The brief asks for it ("${ask.text}"), and the numbers choose it too`
      : `The brief asks for it ("${ask.text}"); the numbers alone would choose ${unasked}`
  return [{ text, from: originsOf(situation.brief, `asks.${ask.what}`) }]
}
