import type { Choices, Decision } from '@archwright/model'
import type { TechniqueName } from '@archwright/model/light'

import type { Situation } from './situation.ts'
import type { VariableName } from './variables.ts'

/** One way to answer a question, judged in one situation. */
export interface Candidate {
  name: string
  /** 0..1 for each criterion of the decision. */
  scores: Readonly<Record<string, number>>
  /** The fact that rules it out. */
  ruledOut?: string | undefined
  /** The technique by which the brief asks for it: it is taken unless a fact rules it out, and the decision says so. */
  asked?: string | undefined
}

/** A reason, with the rules, facts, assumptions and lines it rests on. */
export interface Reason {
  text: string
  from: string[]
}

export interface Explanation {
  /** One sentence with its number. */
  answer: string
  because: Reason[]
  consequences: string[]
}

/** What a decision adds to the design's {@link Choices}: lists are joined, the rest is set. */
export type ChoicePart = { [key in keyof Choices]?: Partial<Choices[key]> | undefined }

/**
 * A question the designer answers. `judge` is cheap and is run again for every flip;
 * `explain` is run once, for the option that won.
 */
export interface Question {
  key: string
  area: Decision['area']
  question: string
  /** Weight of each criterion. */
  weights: Readonly<Record<string, number>>
  /** Variables of the brief that may change the answer. */
  varies: readonly VariableName[]
  /** The option that a technique named in the brief stands for. */
  asks?: Readonly<Partial<Record<TechniqueName, string>>>
  judge(situation: Situation): Candidate[]
  explain(situation: Situation, chosen: string): Explanation
  /** The answer in the vocabulary of published designs. */
  choices?(situation: Situation, chosen: string): ChoicePart
}

/** Questions that a brief raises only under a condition. */
export const when = (arises: boolean, ...questions: Question[]): Question[] =>
  arises ? questions : []
