import type { Decision } from '@archwright/model'

import type { Question } from './decision.ts'
import { createProbe, findFlips } from './flips.ts'
import type { Situation } from './situation.ts'

/** Adds to each decision what other numbers in the brief would do to it. The decisions are in the order of the questions. */
export function withSensitivity(
  questions: readonly Question[],
  situation: Situation,
  decisions: readonly Decision[],
): Decision[] {
  const probe = createProbe(situation)
  return questions.flatMap((question, index) => {
    const decision = decisions[index]
    return decision ? [{ ...decision, flips: findFlips(question, situation, probe) }] : []
  })
}
