import type { Decision } from '@archwright/model'

import type { Situation } from './situation.ts'
import type { VariableName } from './variables.ts'

/** One way to answer a question, judged in one situation. */
export interface Candidate {
  name: string
  /** 0..1 for each criterion of the decision. */
  scores: Readonly<Record<string, number>>
  /** The fact that rules it out. */
  ruledOut?: string | undefined
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
  judge(situation: Situation): Candidate[]
  explain(situation: Situation, chosen: string): Explanation
}
