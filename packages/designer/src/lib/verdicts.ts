import type { Choices, Decision } from '@archwright/model'

import { answerIn } from './answer.ts'
import { askFor, candidatesOf } from './asked.ts'
import { originsOf } from './brief/origins.ts'
import { joinChoices } from './choices.ts'
import type { Question, Reason } from './decision.ts'
import { questionsFor } from './questions.ts'
import { figure } from './rules/catalog.ts'
import { rank, winner } from './score.ts'
import type { Situation } from './situation.ts'
import { isOpenNumber, worldCount } from './worlds.ts'

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
  const ranked = rank(candidatesOf(question, situation), question.weights)
  const chosen = answerIn(situation, question)
  const options = [
    ...ranked.filter(({ name }) => name === chosen),
    ...ranked.filter(({ name }) => name !== chosen),
  ]
  const { because, ...explanation } = question.explain(situation, chosen)
  return {
    id: `D-${String(index + 1).padStart(2, '0')}`,
    key: question.key,
    area: question.area,
    question: question.question,
    chosen,
    options,
    flips: [],
    because: [
      ...because,
      ...asking(question, chosen, situation),
      ...weighing(ranked[0]?.name, chosen, situation),
    ],
    ...explanation,
  }
}

/** Why an option is chosen that the assumed numbers alone would not choose. */
function weighing(usual: string | undefined, chosen: string, { brief }: Situation): Reason[] {
  if (usual === undefined || usual === chosen) return []
  const open = brief.assumptions.filter(({ about }) => isOpenNumber(about)).map(({ id }) => id)
  return [
    {
      text: `The assumed numbers alone would choose ${usual}; over ${worldCount} worlds that the brief allows, ${chosen} is regretted least, too little weighing ${figure('regret.under')} times as much as too much`,
      from: [...open, 'regret.under', 'regret.exponent'],
    },
  ]
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
